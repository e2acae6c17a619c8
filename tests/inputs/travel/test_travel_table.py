"""Tables of travel, long and wide, in the units and files in which they come."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import siting
from siting.errors import InputError
from siting.inputs.travel.table import TravelTable
from siting.inputs.travel.travel import Ends
from siting.scenario.quantities import Standard

LONG = pd.DataFrame(
    {"from_id": ["a", "a", "b", "b", "c"], "to_id": ["1", "2", "1", "2", "2"], "travel_time": [5.0, 20.0, 15.0, np.nan, -1.0]}
)
PLACES = Ends(np.zeros((3, 2)), np.array(["b", "a", "c"], object))
SITES = Ends(np.zeros((2, 2)), np.array(["1", "2"], object))


def written(frame: pd.DataFrame, path: Path) -> Path:
    if path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    elif path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False)
    return path


def asked(path: Path, within: str, **given: object) -> list[tuple[int, int, float, float]]:
    travel = TravelTable.model_validate({"path": str(path), **given})
    return list(travel.pairs(PLACES, SITES, Standard.parse(within)).itertuples(index=False, name=None))


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.parquet"])
def test_long(tmp_path: Path, name: str) -> None:
    """b is 15 min from 1, a 5 min; what is blank, or -1, cannot be travelled."""
    path = written(LONG, tmp_path / name)
    assert asked(path, "15 min") == [(0, 0, 1200.0, 15.0), (1, 0, 400.0, 5.0)]
    assert asked(path, "14 min") == [(1, 0, 400.0, 5.0)]
    assert asked(path, "1.6 km") == [(0, 0, 1200.0, 15.0), (1, 0, 400.0, 5.0), (1, 1, 1600.0, 20.0)]


def test_wide(tmp_path: Path) -> None:
    wide = LONG.pivot_table(index="from_id", columns="to_id", values="travel_time").reset_index()
    path = written(wide, tmp_path / "wide.csv")
    assert asked(path, "15 min", to=None) == [(0, 0, 1200.0, 15.0), (1, 0, 400.0, 5.0)]


@pytest.mark.parametrize(("unit", "factor"), [("s", 60.0), ("h", 1 / 60)])
def test_units_of_time(tmp_path: Path, unit: str, factor: float) -> None:
    path = written(LONG.assign(travel_time=LONG.travel_time.where(LONG.travel_time < 0, LONG.travel_time * factor)), tmp_path / "t.csv")
    assert asked(path, "15 min", unit=unit) == [(0, 0, 1200.0, 15.0), (1, 0, 400.0, 5.0)]


def test_distances(tmp_path: Path) -> None:
    path = written(LONG.assign(travel_time=[0.4, 1.6, 1.2, np.nan, 9999]), tmp_path / "t.csv")
    assert asked(path, "1.2 km", unit="km", unreachable=[9999]) == [(0, 0, 1200.0, 15.0), (1, 0, 400.0, 5.0)]
    assert asked(path, "5 min", unit="km", unreachable=[9999]) == [(1, 0, 400.0, 5.0)]


def test_twice(tmp_path: Path) -> None:
    """Of two ways between the same two, the shorter counts."""
    path = written(pd.concat([LONG, LONG.iloc[[0]].assign(travel_time=6.0)]), tmp_path / "t.csv")
    assert asked(path, "14 min") == [(1, 0, 400.0, 5.0)]


def test_wrong(tmp_path: Path) -> None:
    path = written(LONG, tmp_path / "t.csv")
    wrong: list[tuple[dict[str, object], str]] = [
        ({"from": "from"}, 'did you mean "from_id"'), ({"value": "zeit"}, 'no column "zeit"'), ({"unreachable": []}, "below 0"),
    ]  # fmt: skip
    for given, said in wrong:
        with pytest.raises(InputError, match=said):
            asked(path, "15 min", **given)


def test_names_that_do_not_meet(tmp_path: Path) -> None:
    travel = TravelTable.model_validate({"path": str(written(LONG, tmp_path / "t.csv"))})
    more = Ends(np.zeros((2, 2)), np.array(["a", "z"], object))
    assert [str(note) for note in travel.notes(more, SITES)] == ["t.csv: 1 of 2 places do not stand in it, such as z; they reach nothing"]
    with pytest.raises(InputError, match=r"none of the places stands in it; it names a, b, the scenario \"\", \"\"; give"):
        travel.notes(Ends.at(np.zeros((2, 2))), SITES)


def test_in_a_scenario(tmp_path: Path) -> None:
    """Two villages 10 km apart, and a clinic in the one: by bus the other reaches it in 25 min."""
    (tmp_path / "people.csv").write_text("village,x,y,residents\nnear,0,0,100\nfar,10000,0,300\n", encoding="utf-8")
    (tmp_path / "sites.csv").write_text("code,x,y\nA,0,0\nB,500,0\n", encoding="utf-8")
    (tmp_path / "bus.csv").write_text("village,A,B\nnear,0,6\nfar,40,25\n", encoding="utf-8")
    (tmp_path / "s.yaml").write_text(
        """
name: bus
crs: local
travel: {kind: table, path: bus.csv, from: village, to: null}
services: {clinic: {within: 30 min}}
population: [{kind: table, path: people.csv, id: village}]
candidates: [{kind: table, path: sites.csv, id: code, options: [{service: clinic}]}]
objective: {kind: max_coverage}
constraints: [{kind: count, exactly: 1}]
""",
        encoding="utf-8",
    )
    plan = siting.solve(tmp_path / "s.yaml")
    assert plan.sites.site.tolist() == ["B"]
    assert plan.objective == 400
    assert plan.cells.id.tolist() == ["near", "far"]
