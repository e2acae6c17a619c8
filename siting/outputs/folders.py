"""The folders that a frontier and a comparison leave behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from siting.outputs import files
from siting.outputs.frontier import Frontier
from siting.outputs.frontier_files import frontier_files
from siting.texts import Language


def write_frontier(found: Frontier, folder: str | Path, *, language: Language = "en") -> Path:
    """
    Write a frontier into a folder; one that an earlier run left is replaced as a whole once all of it is there.

    ``frontier.html``, to read and to print; ``frontier.xlsx``, the workbook; ``frontier.csv``, `Frontier.table` in UTF-8 with the mark that
    Excel needs; ``manifest.json``.

    Returns
    -------
    The path of the page.

    Raises
    ------
    InputError
        Where the folder cannot be written, or holds something that no run wrote.
    """
    with files.replaced(folder) as draft:
        frontier_files(found, draft, language)
        record = {"of": found.varied.of, "own": found.varied.own, "points": json.loads(found.table.to_json(orient="records"))}
        _record(draft, {**files.asked(found.study), **record})
    return Path(folder).resolve() / "frontier.html"


def _record(folder: Path, record: dict[str, Any]) -> None:
    (folder / files.MANIFEST).write_text(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n", "utf-8")
