"""
Paths as a scenario writes them, relative to the file that writes them.

The reader makes every text of a YAML file a `Written`, which knows its folder. So a path finds its file though `extends` has put it into
another scenario, and no model needs to know where it came from.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from siting.errors import ScenarioError


class Written(str):
    """Text from a file, which knows the folder of that file."""

    folder: Path


def find(path: str | Path, *, folder: str | Path) -> Path:
    """
    The absolute path of a file or folder that exists, relative to `folder`.

    Raises
    ------
    ScenarioError
        Where there is none; names the nearest one in its folder.
    """
    found = Path(folder, path).resolve()
    if found.exists():
        return found
    if not found.parent.is_dir():
        raise ScenarioError("no such file: {path}; the folder {folder} does not exist", path=path, folder=found.parent)
    names = {there.name.casefold(): there.name for there in sorted(found.parent.iterdir())}
    if near := get_close_matches(found.name.casefold(), names, 1):
        raise ScenarioError("no such file: {path}; nearest: {nearest}", path=path, nearest=names[near[0]])
    raise ScenarioError("no such file: {path} in {folder}", path=path, folder=found.parent)


def _resolve(path: object, info: ValidationInfo) -> object:
    """Relative to the file that wrote it, else to ``context["folder"]``, else to the working folder."""
    if not isinstance(path, (str, Path)):
        return path
    context: dict[str, Any] = info.context or {}
    return str(find(path, folder=path.folder if isinstance(path, Written) else context.get("folder", ".")))


_SCHEMA = WithJsonSchema({"type": "string", "description": "A file, relative to the file that names it."})

ScenarioPath = Annotated[Path, BeforeValidator(_resolve), _SCHEMA]
"""The absolute path of a file that exists."""
