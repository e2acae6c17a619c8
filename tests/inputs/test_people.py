from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siting.inputs import World
from tests.inputs.asked import METRES, ORIGIN, Entry, at, notes, raster, refused, squares, table, world

SITE = {"kind": "table", "crs": METRES, "options": [{"capacity": 10}]}


def candidates(tmp_path: Path) -> list[Entry]:
    return [SITE | {"path": table(tmp_path / "sites.csv", [at(50, 50)], "x,y")}]


def points(
    tmp_path: Path, rows: Sequence[tuple[float, ...]], name: str = "people.csv", header: str = "x,y,residents", **more: object
) -> Entry:
    """People by metres east and north of the origin."""
    return {"kind": "table", "crs": METRES, "path": table(tmp_path / name, [(*at(x, y), *rest) for x, y, *rest in rows], header)} | more


def booked(found: World, column: str = "residents") -> dict[str, tuple[int, float]]:
    """Rows and people of each step, all sources together."""
    lines = found.ledger[found.ledger.column == column].groupby("step", sort=False)[["rows", "total"]].sum()
    return {str(step): (int(line.rows), float(line.total)) for step, line in lines.iterrows()}


def test_groups_are_sums_of_columns(tmp_path: Path) -> None:
    """99 hides a small count in the age columns, and is 99 people in the other."""
    path = squares(tmp_path / "p.gpkg", {"POP": [100, 99, 0], "A0": [7, 99, 0], "A5": [1, 2, 0]})
    people = {"kind": "polygons", "path": path, "groups": {"residents": "POP", "age_0_9": ["A0", "A5"]}, "no_data": {"A0": [99]}}
    found = world([people], candidates=candidates(tmp_path))
    assert found.places[["residents", "age_0_9"]].to_numpy().tolist() == [[100, 8], [99, 2]]
    assert found.places[["x", "y"]].to_numpy().tolist() == [list(at(50, 50)), list(at(150, 50))]
    assert found.places.geometry.area.tolist() == [10_000, 10_000]
    assert booked(found) == {"read": (3, 199), "in use": (2, 199)}
    assert booked(found, "age_0_9") == {"read": (3, 10), "no data": (1, 0), "in use": (2, 10)}
    assert "p.gpkg: age_0_9: 1 rows hold a value of no_data and count as nobody" in notes(found)


def test_every_step_is_booked(tmp_path: Path) -> None:
    """
    Six rows: one filtered out, one hidden, one blank, one empty, one outside the boundary (0 to 1,000 m), two in use.

    read 5 + 10 + 20 + 40 = 75 = filtered 5 + outside 10 + in use 60
    """
    rows: list[tuple[float, ...]] = [(0, 0, 5), (10, 0, -1), (20, 0, np.nan), (30, 0, 0), (5000, 0, 10), (40, 0, 20), (50, 0, 40)]
    box = [[*at(-9, -9)], [*at(1000, -9)], [*at(1000, 1000)], [*at(-9, 1000)]]
    square = f'{{"type": "Polygon", "coordinates": [{[*box, box[0]]}]}}'
    (tmp_path / "b.geojson").write_text(square)
    people = points(tmp_path, rows, exclude={"x": ORIGIN[0]}, no_data=[-1])
    found = world([people], candidates=candidates(tmp_path), boundary={"kind": "polygons", "path": tmp_path / "b.geojson", "crs": METRES})
    assert booked(found) == {
        "read": (7, 75),
        "left out by filter": (1, 5),
        "no data": (1, 0),
        "outside boundary": (1, 10),
        "in use": (2, 60),
    }
    assert 'people.csv: column "residents": row 3 are blank and count as nobody' in notes(found)
    assert found.ledger.columns.tolist() == ["source", "step", "rows", "column", "total"]


def test_sources_are_stacked_and_the_same_place_is_one(tmp_path: Path) -> None:
    """The old are counted at one of the two places where residents are, and at another."""
    one = points(tmp_path, [(0, 0, 10), (100, 0, 20)], name="a.csv")
    other = points(tmp_path, [(100, 0, 3), (200, 0, 4)], name="b.csv", header="x,y,old", groups={"old": "old"})
    found = world([one, other], candidates=candidates(tmp_path))
    assert found.places[["residents", "old"]].to_numpy().tolist() == [[10, 0], [20, 3], [0, 4]]
    assert found.places.index.tolist() == [0, 1, 2]
    assert "1 places with the same centre" in notes(found)
    assert "several sources" not in notes(found)


def test_people_counted_by_two_sources_are_noted(tmp_path: Path) -> None:
    both = [points(tmp_path, [(0, 0, 10)], name=name) for name in ("a.csv", "b.csv")]
    found = world(both, candidates=candidates(tmp_path))
    assert found.places.residents.tolist() == [20]
    assert "residents: at 1 places several sources count them" in notes(found)


def test_addresses_in_one_file_are_one_place_without_a_warning(tmp_path: Path) -> None:
    found = world([points(tmp_path, [(0, 0, 1), (0, 0, 2), (0.0001, 0, 3)])], candidates=candidates(tmp_path))
    assert found.places.residents.tolist() == [6]
    assert "several sources" not in notes(found)


def test_rasters_on_different_grids_meet_at_their_cells(tmp_path: Path) -> None:
    """The second raster begins one cell further east: three cells in all, two of them in both."""
    from rasterio.transform import Affine

    east = Affine(100, 0, ORIGIN[0] + 100, 0, -100, ORIGIN[1])
    one = raster(tmp_path / "a.tif", np.array([[1, 2, 0]], dtype="int16"))
    other = raster(tmp_path / "b.tif", np.array([[5, 6, 0]], dtype="int16"), transform=east)
    found = world(
        [{"kind": "raster", "path": one}, {"kind": "raster", "path": other, "bands": {"old": 1}}], candidates=candidates(tmp_path)
    )
    assert found.places[["residents", "old"]].to_numpy().tolist() == [[1, 0], [2, 5], [0, 6]]


def test_raster_codes_are_booked(tmp_path: Path) -> None:
    path = raster(tmp_path / "a.tif", np.array([[-9, 2, -9]], dtype="int16"))
    found = world([{"kind": "raster", "path": path, "no_data": [-9]}], candidates=candidates(tmp_path))
    assert booked(found) == {"read": (1, 2), "no data": (2, 0), "in use": (1, 2)}


def test_raster_bands_can_be_grouped(tmp_path: Path) -> None:
    path = raster(tmp_path / "a.tif", np.array([[1]]), np.array([[2]]))
    entry = {"kind": "raster", "path": path, "bands": {"f": 1, "m": 2}, "groups": {"residents": ["f", "m"]}}
    assert world([entry], candidates=candidates(tmp_path)).places.residents.tolist() == [3]


def test_all_that_is_wrong_with_the_columns(tmp_path: Path) -> None:
    path = squares(tmp_path / "p.gpkg", {"POP": [100, -5], "OLD": ["1", "few"]})
    people = {"kind": "polygons", "path": path, "groups": {"residents": "POP", "old": "OLD", "young": "YOUNG"}}
    with refused("p.gpkg: 3 problems", 'column "POP": below 0 in row 2', 'column "OLD": text where a number', 'no column "YOUNG"'):
        world([people], candidates=candidates(tmp_path))


def test_the_residents_must_be_named(tmp_path: Path) -> None:
    path = squares(tmp_path / "p.gpkg", {"COUNT": [100], "OLD": [1]})
    with refused("p.gpkg: say which column holds the residents with `groups: {residents: column}`; the columns are COUNT, OLD"):
        world([{"kind": "polygons", "path": path}], candidates=candidates(tmp_path))


def test_codes_for_a_column_that_is_not_read(tmp_path: Path) -> None:
    with refused('no column "resident"; did you mean "residents"?'):
        world([points(tmp_path, [(0, 0, 1)], no_data={"resident": [9]})], candidates=candidates(tmp_path))


def test_names_that_are_taken(tmp_path: Path) -> None:
    with refused('a population group cannot be called "x"'):
        world([points(tmp_path, [(0, 0, 1)], groups={"x": "residents"})], candidates=candidates(tmp_path))


def test_nobody(tmp_path: Path) -> None:
    with refused("people.csv: nobody lives in any of its 2 rows"):
        world([points(tmp_path, [(0, 0, 0), (1, 0, 0)])], candidates=candidates(tmp_path))
    with refused("people.csv: `only` and `exclude` leave no row of 1"):
        world([points(tmp_path, [(0, 0, 1)], only={"residents": 7})], candidates=candidates(tmp_path))
    with refused("people.csv: no row is left to read"):
        world([points(tmp_path, [])], candidates=candidates(tmp_path))


def test_what_looks_odd_is_noted(tmp_path: Path) -> None:
    """A third of the rows hold 99; 5,000 people of unknown address stand at one place; more old people than people."""
    rows = [(10.0 * k, 0.0, 20 + k % 5, 99 if k % 3 == 0 else 2) for k in range(120)] + [(0.0, 900.0, 5000, 0)]
    found = world(
        [points(tmp_path, rows, header="x,y,residents,old", groups={"residents": "residents", "old": "old"})],
        candidates=candidates(tmp_path),
    )
    said = notes(found)
    assert 'column "old": 33% of all rows hold 99; if that means unknown, write no_data: [99]' in said
    assert "row 121 holds 5000 of 7640 residents, far more than any other" in said
    assert "rows 1, 4, 7, 10, 13 and 35 more hold more old than residents" in said


def test_what_looks_usual_is_not_noted(tmp_path: Path) -> None:
    rows = [(10.0 * k, 0.0, 20 + k) for k in range(120)]
    assert notes(world([points(tmp_path, rows)], candidates=candidates(tmp_path))) == ""


people = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 50), st.sampled_from("abc")), min_size=1, max_size=25)


@given(people, st.booleans(), st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_are_conserved(tmp_path: Path, rows: list[tuple[int, int, int, str]], bounded: bool, degrees: bool) -> None:
    """What was read is in use, filtered out or outside; neither merging nor another coordinate system changes a count."""
    frame = pd.DataFrame(rows, columns=["east", "north", "residents", "type"])
    frame = frame.assign(x=ORIGIN[0] + 100 * frame.east, y=ORIGIN[1] + 100 * frame.north)
    frame.to_csv(tmp_path / "p.csv", index=False)
    kept = frame[(frame.type != "c") & ((frame.east < 5) | (not bounded))]
    entry = {"kind": "table", "path": tmp_path / "p.csv", "crs": METRES, "exclude": {"type": "c"}}
    more: dict[str, Any] = {"crs": "EPSG:32649"} if degrees else {}
    if bounded:
        boundary = squares(tmp_path / "b.gpkg", {"id": [1]}, size=450)
        more["boundary"] = {"kind": "polygons", "path": boundary}
        kept = kept[kept.north < 5]
    if kept.residents.sum() == 0:
        return
    found = world([entry], candidates=candidates(tmp_path), **more)
    steps = {step: people for step, (_, people) in booked(found).items()}
    assert steps.pop("read") == frame.residents.sum() == sum(steps.values())
    assert found.places.residents.sum() == steps["in use"] == kept.residents.sum()
    lived = kept[kept.residents > 0]
    assert len(found.places) == len(lived.drop_duplicates(["east", "north"]))
