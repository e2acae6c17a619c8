"""The page and the tables of a frontier."""

from __future__ import annotations

from pathlib import Path

from siting.outputs.frontier import Frontier
from siting.outputs.pages import frontier_page
from siting.outputs.report.contents import finest
from siting.outputs.report.frontiers import acting, changed, gain_sheet, limit, money_sheet, sure_sheet
from siting.outputs.report.measures import measure_sheet
from siting.outputs.report.workbook import bound
from siting.texts import Language, say


def frontier_files(found: Frontier, folder: Path, language: Language) -> None:
    """Write ``frontier.html``, ``frontier.csv`` and ``frontier.xlsx`` into a folder."""
    (folder / "frontier.html").write_text(frontier_page(found, language), "utf-8")
    found.table.to_csv(folder / "frontier.csv", index=False, encoding="utf-8-sig", float_format="%.12g")
    listed, plans = changed(found), acting(found)
    kind = finest(next(iter(found.plans.values())))
    pages = [
        (say("Limits"), [money_sheet(found), gain_sheet(found)]),
        (say("Certainty"), [sure_sheet(found)]),
        (say("Sites"), [measure_sheet(listed, [limit(found, one) for one in plans], kind=kind)]),
    ]
    (folder / "frontier.xlsx").write_bytes(bound(pages, found.scenario.name, language))
