"""A scenario to start from."""

from __future__ import annotations

from importlib.resources import files


def starter() -> str:
    """The text of a commented scenario in which a planner only replaces the names of files and columns."""
    return files("siting.scenario").joinpath("starter.yaml").read_text("utf-8")
