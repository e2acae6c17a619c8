"""Base maps: what may be given, what the page may then fetch, and what is said of it."""

from __future__ import annotations

import re

import pytest

from siting.errors import SitingError
from siting.outputs.draw import draw
from siting.outputs.draw.tiles import BASE_MAPS, KEY, base_map, told
from tests.outputs.draw.town import town

PLAN = town(24, 18)


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY, raising=False)


def given(name: str) -> str:
    return f"{name}:abc" if "tianditu" in name else name


def policy(tiles: str | None) -> list[str]:
    """From where the page may fetch pictures."""
    html = draw(PLAN, tiles=tiles).get_root().render()
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert found is not None
    rules = dict(rule.strip().split(" ", 1) for rule in found[1].replace("&#x27;", "'").split(";"))
    assert rules["default-src"] == "'none'"
    return rules["img-src"].split()


@pytest.mark.parametrize("name", BASE_MAPS)
def test_every_name_is_a_base_map(name: str) -> None:
    found = base_map(given(name))
    for address in found.layers:
        assert re.sub(r"\{[sxyz]\}", "", address).isascii()
        assert set(re.findall(r"\{(\w+)\}", address)) in ({"x", "y", "z"}, {"s", "x", "y", "z"})
        assert address.startswith("https://")
    assert found.datum == ("gcj02" if name.startswith("amap") else "wgs84")
    assert found.imagery == name.endswith("imagery")
    assert policy(given(name)) == ["data:", *found.servers]


def test_the_policy_names_each_server_and_no_other() -> None:
    assert policy(None) == ["data:"]
    assert policy("osm") == ["data:", "https://tile.openstreetmap.org"]
    assert policy("tianditu:abc") == ["data:", *(f"https://t{k}.tianditu.gov.cn" for k in range(8))]
    assert policy("amap") == ["data:", *(f"https://webrd0{k}.is.autonavi.com" for k in (1, 2, 3, 4))]
    assert policy("http://10.0.0.7:8080/tiles/{z}/{x}/{y}") == ["data:", "http://10.0.0.7:8080"]
    assert policy("https://{s}.tiles.example/{z}/{x}/{y}.png") == ["data:", *(f"https://{k}.tiles.example" for k in "abc")]


def test_a_key_is_given_or_stands_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    own = base_map("tianditu:mine")
    assert [address.rpartition("tk=")[2] for address in own.layers] == ["mine", "mine"]
    assert [re.findall("layer=([a-z]+)", address) for address in own.layers] == [["vec"], ["cva"]], "names lie on the ground"
    monkeypatch.setenv(KEY, " shared ")
    assert base_map("tianditu") == base_map("tianditu:shared")
    assert base_map("tianditu:mine") == own, "what is given goes before"


def test_a_key_stays_within_its_place() -> None:
    (ground, _) = base_map("tianditu:a b&c={x}").layers
    assert ground.endswith("tk=a%20b%26c%3D%7Bx%7D")


@pytest.mark.parametrize("name", ["tianditu", "tianditu-imagery", "tianditu:", "tianditu: "])
def test_without_its_key_a_base_map_is_refused(name: str) -> None:
    with pytest.raises(SitingError) as caught:
        base_map(name)
    for said in (f"{name.partition(':')[0]}:KEY", KEY, "can read it"):
        assert said in str(caught.value)
    assert KEY in caught.value.said("zh")


@pytest.mark.parametrize("name", ["OpenStreetMap", "google", "", "tiandittu:secret"])
def test_an_unknown_name_is_refused_with_those_that_are_known(name: str) -> None:
    with pytest.raises(SitingError, match="there is no base map") as caught:
        base_map(name)
    for known in BASE_MAPS:
        assert known in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_key_for_what_takes_none_is_refused() -> None:
    with pytest.raises(SitingError, match="osm takes no key"):
        base_map("osm:abc")


@pytest.mark.parametrize(
    "tiles",
    [
        "https://tiles.example/",
        "file:///{z}/{x}/{y}.png",
        "https://a.example; script-src *//{z}/{x}/{y}",
        "https://{x}.example/{z}/{x}/{y}",
        "https://tiles.example/{z}/{x}",
    ],
)
def test_what_is_no_address_of_tiles_is_refused(tiles: str) -> None:
    with pytest.raises(SitingError, match="tiles: must be an address"):
        draw(PLAN, tiles=tiles)


def test_what_is_said_of_a_base_map() -> None:
    said = {name: " ".join(map(str, told(given(name)))) for name in BASE_MAPS}
    assert "will ask t*.tianditu.gov.cn for pictures" in said["tianditu"]
    assert [name for name, text in said.items() if "your key" in text] == ["tianditu", "tianditu-imagery"]
    assert [name for name, text in said.items() if "as files" in text] == ["osm"]
    assert "abc" not in said["tianditu"]
