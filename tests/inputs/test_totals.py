"""Places brought to the counts of areas, whole people by largest remainders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from siting.inputs import ledger
from siting.inputs.totals import _shared_out
from tests.inputs.asked import METRES, at, notes, raster, refused, squares, table, world


@given(
    st.lists(st.tuples(st.integers(-1, 3), st.floats(0, 1e4)), min_size=1, max_size=40),
    st.lists(st.integers(0, 100_000), min_size=4, max_size=4),
)
def test_whole_people_add_up_to_every_total(places: list[tuple[int, float]], totals: list[int]) -> None:
    area, people = np.array([one for one, _ in places]), np.array([many for _, many in places])
    wanted = np.array(totals, float)
    # an area without anybody cannot be brought to a total, and is refused before
    wanted[np.bincount(area[area >= 0], people[area >= 0], 4) < 1e-6] = 0.0
    people[np.isin(area, np.flatnonzero(wanted == 0))] = 0.0
    found = _shared_out(people, area, wanted)
    here = area >= 0
    assert np.bincount(area[here], found[here], 4).tolist() == wanted.tolist()
    assert (found[here] % 1 == 0).all()
    assert found[~here].tolist() == people[~here].tolist(), "outside all areas nothing changes"
    assert (found[people == 0] == 0).all(), "nobody comes where nobody lived"
    sums = np.bincount(area[here], people[here], 4)
    share = people[here] * wanted[area[here]] / np.where(sums > 0, sums, 1)[area[here]]
    assert (np.abs(found[here] - share) < 1 + 1e-6).all(), "each is its share, rounded up or down"


def test_the_largest_remainders_come_first() -> None:
    # shares of 10 are 4.5, 3.4 and 2.1: one is left after 4, 3 and 2, and the first remainder is the largest
    assert _shared_out(np.array([45.0, 34.0, 21.0]), np.zeros(3, np.int64), np.array([10.0])).tolist() == [5, 3, 2]


def streets(path: Path, columns: dict[str, Any], first: int = 2) -> Path:
    """Two streets side by side: the first over two cells of 100 m, the second over all others to the east."""
    (x, y), (middle, _), (end, _) = at(0, 0), at(100.0 * first, 0), at(1000, 0)
    gpd.GeoDataFrame(columns, geometry=[box(x, y, middle, y + 100), box(middle, y, end, y + 100)], crs=METRES).to_file(path)
    return path


def site(tmp_path: Path) -> dict[str, Any]:
    return {"kind": "table", "path": table(tmp_path / "sites.csv", [at(50, 50)], "x,y"), "crs": METRES}


def grid(tmp_path: Path, **columns: list[float]) -> dict[str, Any]:
    return {"kind": "polygons", "path": squares(tmp_path / "grid.gpkg", columns), "groups": {name: name for name in columns}}


def test_a_grid_is_brought_to_the_counts_of_streets(tmp_path: Path) -> None:
    path = streets(tmp_path / "s.gpkg", {"街道": ["甲", "乙"], "常住人口": [100, 31]})
    people = grid(tmp_path, residents=[10.0, 30.0, 5.0, 5.0], children=[1.0, 3.0, 1.0, 0.0])
    found = world([people | {"totals": {"path": path, "groups": {"residents": "常住人口"}}}], [site(tmp_path)])
    assert found.people("residents").tolist() == [25, 75, 16, 15]
    # the children go along: their share of the residents stays
    assert found.people("children").tolist() == pytest.approx([2.5, 7.5, 3.1, 0.0])
    said = notes(found)
    assert "residents: brought from 50 to 131 by the totals of s.gpkg (in 2 areas)" in said
    assert "children: brought from 5 to 13 by the totals of s.gpkg (scaled along)" in said


def test_the_ledger_adds_up(tmp_path: Path) -> None:
    path = streets(tmp_path / "s.gpkg", {"name": ["a", "b"], "n": [100, 31]})
    people = grid(tmp_path, residents=[10.0, 30.0, 5.0, 5.0]) | {"totals": {"path": path, "groups": {"residents": "n"}}}
    boundary = {"kind": "polygons", "path": squares(tmp_path / "b.gpkg", {"name": ["here"]})}
    found = world([people], [site(tmp_path)], boundary=boundary)
    total = found.ledger.set_index("step").total
    assert total[ledger.READ] + total[ledger.SCALED] == total[ledger.OUTSIDE] + total[ledger.USED] == 131
    assert total[ledger.USED] == 25, "the whole street is brought to its total, though the boundary cuts it"


def test_a_raster_is_read_beyond_the_boundary_where_areas_reach(tmp_path: Path) -> None:
    path = streets(tmp_path / "s.gpkg", {"name": ["a", "b"], "n": [100, 31]}, first=9)
    grid = {
        "kind": "raster",
        "path": raster(tmp_path / "r.tif", [[1.0] * 9 + [5.0]]),
        "totals": {"path": path, "groups": {"residents": "n"}},
    }
    low = at(0, -100)
    gpd.GeoDataFrame({"name": ["here"]}, geometry=[box(*low, low[0] + 100, low[1] + 200)], crs=METRES).to_file(tmp_path / "b.gpkg")
    # rasters hang down from their corner, so the streets are moved down to them
    frame = gpd.read_file(path)
    frame.set_geometry(frame.translate(0, -100)).to_file(path)
    found = world([grid], [site(tmp_path)], boundary={"kind": "polygons", "path": tmp_path / "b.gpkg"})
    assert found.people("residents").tolist() == [12.0], "100 over nine cells, the remainder to the first"


def test_counts_in_a_table_beside_the_layer(tmp_path: Path) -> None:
    path = streets(tmp_path / "s.gpkg", {"name": ["a", "b"]})
    pd.DataFrame({"街道名称": ["b", "a"], "常住": [20, 80]}).to_excel(tmp_path / "census.xlsx", index=False)
    totals = {"path": path, "table": tmp_path / "census.xlsx", "groups": {"residents": "常住"}}
    found = world([grid(tmp_path, residents=[1.0, 1.0, 1.0, 1.0]) | {"totals": totals}], [site(tmp_path)])
    assert found.people("residents").tolist() == [40, 40, 10, 10]


def test_areas_of_the_table_and_of_the_layer_must_be_the_same(tmp_path: Path) -> None:
    path = streets(tmp_path / "s.gpkg", {"name": ["a", "b"]})
    totals = {"path": path, "table": table(tmp_path / "c.csv", [("a", 80), ("c", 5)], "name,n"), "groups": {"residents": "n"}}
    with refused("no counts for b, which s.gpkg draws", "counts for c, which s.gpkg does not draw"):
        world([grid(tmp_path, residents=[1.0]) | {"totals": totals}], [site(tmp_path)])


@pytest.mark.parametrize(
    ("columns", "groups", "problem"),
    [
        ({"n": [100, None]}, {"residents": "n"}, 'column "n": row 2 are blank'),
        ({"n": [100.0, 1.25]}, {"residents": "n"}, 'column "n": row 2 hold no whole people, such as 1.25'),
        ({"n": [100, -1]}, {"residents": "n"}, "below 0 in row 2"),
        ({"n": [100, 5]}, {"residents": "m"}, 'no column "m"'),
        ({"n": [100, 5]}, {"people": "n"}, 'no column "people"; the columns are residents'),
        ({"n": [100, 7]}, {"residents": "n"}, "residents: the totals of b are 7 together, but the grid has nobody there"),
    ],
)
def test_what_is_wrong_with_totals(tmp_path: Path, columns: dict[str, Any], groups: dict[str, str], problem: str) -> None:
    path = streets(tmp_path / "s.gpkg", {"name": ["a", "b"]} | columns)
    with refused(problem):
        world([grid(tmp_path, residents=[1.0, 1.0]) | {"totals": {"path": path, "groups": groups}}], [site(tmp_path)])


def test_an_area_twice(tmp_path: Path) -> None:
    path = streets(tmp_path / "s.gpkg", {"name": ["a", "a"], "n": [1, 2]})
    with refused('"a" stands more than once'):
        world([grid(tmp_path, residents=[1.0]) | {"totals": {"path": path, "groups": {"residents": "n"}}}], [site(tmp_path)])


def test_people_outside_all_areas_stay(tmp_path: Path) -> None:
    path = streets(tmp_path / "s.gpkg", {"name": ["a", "b"], "n": [10, 0]})
    gpd.read_file(path).iloc[:1].to_file(path)
    found = world([grid(tmp_path, residents=[1.0, 1.0, 4.5]) | {"totals": {"path": path, "groups": {"residents": "n"}}}], [site(tmp_path)])
    assert found.people("residents").tolist() == [5, 5, 4.5]
    assert "4 residents live outside the areas of s.gpkg and stay as they are" in notes(found)
