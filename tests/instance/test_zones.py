"""Town and country, each with a standard and a way to travel of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

import siting
from siting.errors import InputError, ScenarioError
from siting.scenario.standards import standards
from siting.texts import Text

AREAS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [[[a, -1], [b, -1], [b, 1], [a, 1], [a, -1]]]},
        }
        for name, a, b in (("town", -10.0, 2000.0), ("country", 2000.0, 9000.0), ("hills", 9000.0, 20000.0))
    ],
}  # fmt: skip


def written(folder: Path, zones: object) -> Path:
    """A site at 0; people at 400 m and 900 m in town, at 2.5 km and 5 km in the country, at 10 km in the hills."""
    (folder / "people.csv").write_text("x,y,residents\n400,0,1\n900,0,2\n2500,0,4\n5000,0,8\n10000,0,16\n", encoding="utf-8")
    (folder / "sites.csv").write_text("x,y\n0,0\n", encoding="utf-8")
    (folder / "areas.geojson").write_text(json.dumps(AREAS), encoding="utf-8")
    scenario = {
        "name": "zones", "crs": "local",
        "services": {"clinic": {"within": "500 m", "zones": zones}},
        "population": [{"kind": "table", "path": "people.csv"}],
        "candidates": [{"kind": "table", "path": "sites.csv", "options": [{"service": "clinic"}]}],
        "areas": {"class": {"kind": "polygons", "path": "areas.geojson", "crs": "local", "name": "name"}},
        "objective": {"kind": "max_coverage"},
    }  # fmt: skip
    path = folder / "s.yaml"
    path.write_text(yaml.safe_dump(scenario), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("where", "served"),
    [
        ({"country": {"within": "3 km"}}, 1 + 4),
        ({"country": {"within": "60 min"}}, 1 + 4),  # 4.8 km on foot
        ({"country": {"within": "20 min", "travel": {"kind": "straight_line", "speed": "30 km/h"}}}, 1 + 4 + 8),
        ({"hills": {"within": "10 km"}, "town": {"within": "1 km"}}, 1 + 2 + 16),
    ],
)
def test_each_by_its_own(tmp_path: Path, where: object, served: float) -> None:
    assert siting.solve(written(tmp_path, {"by": "class", "where": where})).objective == served


def test_names_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no class is called contry; they are country, hills, town"):
        siting.solve(written(tmp_path, {"by": "class", "where": {"contry": {"within": "3 km"}}}))
    with pytest.raises(ScenarioError, match="no areas zone; there are class"):
        siting.solve(written(tmp_path, {"by": "zone", "where": {"country": {"within": "3 km"}}}))


def test_the_standards_of_zones_are_told(tmp_path: Path) -> None:
    scenario = siting.read(
        written(tmp_path, {"by": "class", "where": {"country": {"within": "3 km"}, "hills": {"travel": {"kind": "straight_line"}}}})
    )
    assert str(scenario.services["clinic"].asked) == "500 m, but country 3000 m"
    told: list[str] = []
    siting.check(tmp_path / "s.yaml", tell=lambda text: told.append(str(text)))
    assert any("500 m, but country 3000 m" in line for line in told)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"standard": "cn-clinics/CLINIC"}, "30 min (unverified)"),
        ({"standard": "cn-clinics/CLINIC", "within": "20 min"}, "20 min"),
        ({"within": "30 min"}, "30 min"),
    ],
)
def test_a_value_that_nobody_has_read_says_so(tmp_path: Path, given: dict[str, str], shown: str) -> None:
    service = next(
        key
        for key, one in standards()["cn-clinics"].services.items()
        if one.values.get("within") is not None and one.values["within"].verified == "unverified"
    )
    path = written(tmp_path, {"by": "class", "where": {"country": {"within": "3 km"}}})
    content = yaml.safe_load(path.read_text("utf-8"))
    content["services"] = {"clinic": {key: value.replace("CLINIC", service) for key, value in given.items()}}
    path.write_text(yaml.safe_dump(content), "utf-8")
    clinic = siting.read(path).services["clinic"]
    assert str(clinic.asked) == shown
    assert ("未核实" in (clinic.asked.said("zh") if isinstance(clinic.asked, Text) else "")) == ("unverified" in shown)
