"""Groups of people by their ages, out of counts by bands of ages."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.errors import ScenarioError
from siting.inputs.ages import Ages, split
from siting.scenario.scenario import Demand
from tests.inputs.asked import METRES, at, entry, notes, raster, refused, squares, table, world

BANDS: dict[str, str | tuple[str, ...]] = {"0": ("f_0", "m_0"), "1-4": ("f_1", "m_1"), "5-9": "all_5", "80+": "old"}


@pytest.mark.parametrize(("written", "shown"), [("0", "0"), (" 1 - 4 ", "1-4"), ("80+", "80+"), ("０-２岁", "0-2"), ("3-3", "3")])
def test_ranges(written: str, shown: str) -> None:
    assert str(Ages.parse(written)) == shown


@pytest.mark.parametrize("written", ["", "4-1", "young", "-3", "0-2-4", "65 and over"])
def test_what_is_no_range(written: str) -> None:
    with pytest.raises(ScenarioError, match="no range of ages"):
        Ages.parse(written)


def test_under_threes_are_those_of_0_and_half_of_those_of_1_to_4() -> None:
    assert split({"under_3": "0-2"}, BANDS) == {"under_3": (("f_0", 1.0), ("m_0", 1.0), ("f_1", 0.5), ("m_1", 0.5))}


def test_an_open_band_is_taken_whole_or_not_at_all() -> None:
    assert split({"old": "80+"}, BANDS) == {"old": (("old", 1.0),)}
    with refused("some: 80-84 would split the open band 80+"):
        split({"some": "80-84"}, BANDS)


def test_ages_that_no_band_holds() -> None:
    with refused("teens: no band holds the age of 10; the bands are 0, 1-4, 5-9, 80+"):
        split({"teens": "8-12"}, BANDS)
    with refused("no band holds the age of 10"):
        split({"all": "0+"}, BANDS)


def test_bands_that_overlap() -> None:
    with refused("the bands 0-4 and 3-5 overlap"):
        split({"under_3": "0-2"}, {"0-4": "a", "3-5": "b"})


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.data())
def test_ages_that_meet_add_up_to_all(lengths: list[int], data: st.DataObject) -> None:
    """Whatever the bands, people of one range and of the next are together those of both."""
    edges = np.concatenate([[0], np.cumsum(lengths)]).tolist()
    bands = {f"{low}-{high - 1}": f"c{low}" for low, high in pairwise(edges)}
    counts = {f"c{low}": float(low * 7 + 3) for low in edges[:-1]}
    cut = data.draw(st.integers(0, edges[-1] - 1))
    ranges = {"all": f"0-{edges[-1] - 1}", "young": f"0-{cut}"} | ({"old": f"{cut + 1}-{edges[-1] - 1}"} if cut + 1 < edges[-1] else {})
    people = {group: sum(counts[name] * share for name, share in shares) for group, shares in split(ranges, bands).items()}
    assert people["young"] + people.get("old", 0.0) == pytest.approx(people["all"])
    assert people["all"] == pytest.approx(sum(counts.values()))


def site(tmp_path: Path) -> dict[str, object]:
    return {"kind": "table", "path": table(tmp_path / "sites.csv", [at(50, 50)], "x,y"), "crs": METRES}


def test_a_raster_of_bands(tmp_path: Path) -> None:
    bands = {name: str(raster(tmp_path / f"{name}.tif", [[value, 0.0]])) for name, value in {"f_0": 2.0, "m_0": 3.0, "f_1": 8.0}.items()}
    people = {"kind": "raster", "files": bands, "ages": {"under_3": "0-2"}, "age_bands": {"0": ["f_0", "m_0"], "1-4": "f_1"}}
    babies = {"daycare": SimpleNamespace(demand=Demand(share=1.0, of="under_3"), priority=1.0)}
    found = world([people], [site(tmp_path)], services=babies)
    assert found.people("under_3").tolist() == [2 + 3 + 8 / 2]
    assert found.groups == ("under_3",)
    assert "under_3 = f_0 + m_0 + 0.5 x f_1: the people of a band are taken as spread evenly" in notes(found)


def test_residents_stay_beside_ages_where_they_are_counted(tmp_path: Path) -> None:
    path = squares(tmp_path / "p.gpkg", {"residents": [100, 50], "A0": [4, 0]})
    people = {"kind": "polygons", "path": path, "ages": {"babies": 0}, "age_bands": {0: "A0"}}
    found = world([people], [site(tmp_path)])
    assert (found.people("residents").tolist(), found.people("babies").tolist()) == ([100, 50], [4, 0])


def test_ages_need_bands(tmp_path: Path) -> None:
    path = squares(tmp_path / "p.gpkg", {"A0": [4]})
    with refused("say which columns count which ages with `age_bands:"):
        world([{"kind": "polygons", "path": path, "ages": {"babies": "0"}}], [site(tmp_path)])
    with pytest.raises(ValueError, match="no range of ages"):
        entry("AnyPeople", {"kind": "polygons", "path": path, "ages": {"babies": "few"}})
