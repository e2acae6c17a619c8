"""
What the map shows, one file a layer.

Each file has a function `layers` that yields the elements it draws, or none; a new layer is a new file.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from branca.element import Element

from siting.outputs.draw.scene import Scene


def all_layers(scene: Scene) -> Iterator[Element]:
    """The elements of every layer in this folder."""
    for found in sorted(iter_modules(__path__), key=lambda module: module.name):
        yield from import_module(f"{__name__}.{found.name}").layers(scene)
