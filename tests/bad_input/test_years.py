"""Years that do not fit together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.project import project, refused, rewritten

PLACE = {"kind": "table", "x": "x", "y": "y", "crs": "EPSG:32650", "id": "id", "path": "candidates.csv"}
OPTION = {"service": "daycare", "capacity": 100, "capital": 500}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"phases": [2030, 2026]}, "phases: write the years in order, each once"),
        ({"phases": ["soon"]}, "phases.0"),
        ({"growth": {"residents": {"rate": 0.1}}}, "growth: needs phases, the years to plan for"),
        ({"phases": [2026], "base_year": 2030}, "base_year: 2030 is after the first phase, 2026"),
        ({"phases": [2026], "growth": {"residents": {"rates": 0.1}}}, 'growth.residents.rates: unknown key; did you mean "rate"?'),
        ({"phases": [2026], "growth": {"resident": {"rate": 0.1}}}, 'no population group "resident"; did you mean "residents"?'),
        ({"phases": [2026], "candidates": [{**PLACE, "opens": [2030], "options": [OPTION]}]}, "candidates.0.opens: 2030 is after the last"),
        ({"candidates": [{**PLACE, "closes": 2030, "options": [OPTION]}]}, "candidates.0.closes: needs phases"),
        ({"phases": [2026], "constraints": [{"kind": "cover", "share": 0.1, "by": 2030}]}, "by: no phase is as late as 2030"),
        ({"phases": [2026], "constraints": [{"kind": "budget", "by_phase": {2027: 5}}]}, "2027"),
    ],
)
def test_years_that_do_not_fit(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    refused(rewritten(project(tmp_path), **changes), message)
