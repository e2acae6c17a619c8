"""What the page is made of: its own scripts and styles, and its words."""

from __future__ import annotations

from importlib.resources import files


def read(name: str) -> str:
    """The text of an asset."""
    return files(__name__).joinpath(name).read_text("utf-8")
