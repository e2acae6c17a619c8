"""The objectives, one a file; a new file here is found without an edit elsewhere."""

from __future__ import annotations

from typing import Any

from siting.kinds import classes, complete, load, one_of
from siting.model.pieces import Objective

load(__name__, __path__)
complete(__name__, {"AnyObjective": one_of(Objective)})


def __getattr__(name: str) -> Any:
    """The class of a kind, whichever file it is in: ``siting.objectives.Name``."""
    return classes(__name__)[name] if name in classes(__name__) else _unknown(name)


def __dir__() -> list[str]:
    return sorted(classes(__name__))


def _unknown(name: str) -> Any:
    raise AttributeError(f"no class {name} in {__name__}; there are {', '.join(__dir__())}")
