"""The folders that a frontier and a comparison leave behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from siting.outputs import files
from siting.outputs.comparison import Comparison
from siting.outputs.frontier import Frontier
from siting.outputs.frontier_files import frontier_files
from siting.outputs.pages import compare_page
from siting.outputs.report.comparisons import certainty_sheet, changed, compared_sheet, cost_sheet, fair_sheet
from siting.outputs.report.contents import finest
from siting.outputs.report.measures import measure_sheet
from siting.outputs.report.sheets import Sheet
from siting.outputs.report.workbook import bound
from siting.texts import Language, Text, say


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


def write_comparison(found: Comparison, folder: str | Path, *, language: Language = "en") -> Path:
    """
    Write a comparison into a folder; one that an earlier run left is replaced as a whole once all of it is there.

    ``compare.html``, to read and to print; ``compare.xlsx``, the workbook; ``compare.csv``, `Comparison.indicators` in UTF-8 with the mark
    that Excel needs; ``manifest.json``, with what was asked for each plan.

    Returns
    -------
    The path of the page.

    Raises
    ------
    InputError
        Where the folder cannot be written, or holds something that no run wrote.
    """
    with files.replaced(folder) as draft:
        (draft / "compare.html").write_text(compare_page(found, language), "utf-8")
        found.indicators.to_csv(draft / "compare.csv", index=False, encoding="utf-8-sig", float_format="%.12g")
        kind = finest(next(iter(found.plans.values())))
        pages: list[tuple[Text, list[Sheet | None]]] = [
            (say("Indicators"), [compared_sheet(found)]),
            (say("Costs"), [cost_sheet(found), certainty_sheet(found)]),
            (say("Sites"), [measure_sheet(changed(found), found.names, kind=kind)]),
            (say("Fairness"), [fair_sheet(found)]),
        ]
        (draft / "compare.xlsx").write_bytes(bound(pages, " · ".join(found.names), language))
        _record(draft, {"plans": {name: files.manifest(plan) for name, plan in found.plans.items()}})
    return Path(folder).resolve() / "compare.html"


def _record(folder: Path, record: dict[str, Any]) -> None:
    (folder / files.MANIFEST).write_text(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n", "utf-8")
