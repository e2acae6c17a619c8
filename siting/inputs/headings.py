"""
What headings of columns mean, in Chinese and English: the one table of them.

A column that a scenario does not name is found by its heading only where a wrong guess shows at once: coordinates, names, residents.
Numbers that a plan rests on, such as capacities, are never taken by themselves; they are pointed out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, Literal

Meaning = Literal["x", "y", "name", "id", "residents", "registered", "capacity", "area"]

HEADINGS: Final[Mapping[Meaning, tuple[str, ...]]] = {
    "x": (
        *("x", "lon", "lng", "long", "longitude", "easting", "xcoord", "pointx", "coordx"),
        *("经度", "x坐标", "坐标x", "东经", "经度坐标", "lon84", "lngwgs84", "lonwgs84", "wgs84lng", "wgs84lon", "横坐标"),
    ),
    "y": (
        *("y", "lat", "latitude", "northing", "ycoord", "pointy", "coordy"),
        *("纬度", "y坐标", "坐标y", "北纬", "纬度坐标", "lat84", "latwgs84", "wgs84lat", "纵坐标"),
    ),
    "name": (
        *("name", "title", "label"),
        *("名称", "机构名称", "设施名称", "单位名称", "项目名称", "学校名称", "社区名称", "街道名称", "乡镇名称", "小区名称"),
        *("地块名称", "村名", "名字", "社区", "街道", "乡镇", "村", "区县"),
    ),
    "id": ("id", "code", "uid", "编号", "代码", "编码", "序号", "机构代码", "统一社会信用代码", "地块编号"),
    "residents": (
        *("residents", "population", "pop", "totalpopulation", "poptotal"),
        *("常住人口", "常住人口数", "常住人口总数", "人口", "人口数", "总人口", "居民数"),
    ),
    "registered": ("registered", "hukou", "registeredpopulation", "户籍人口", "户籍人口数", "户籍人口总数", "户籍总人口", "户籍数"),
    "capacity": (
        *("capacity", "beds", "places", "seats", "bedcount", "bednumber"),
        *("床位数", "床位", "核定床位", "养老床位", "养老床位数", "护理型床位", "护理型床位数"),
        *("托位数", "托位", "学位数", "学位", "容量", "服务能力", "设计容量"),
    ),
    "area": ("area", "floorarea", "grossfloorarea", "gfa", "建筑面积", "用房面积", "使用面积", "面积"),
}
"""Headings by what they mean, the surest first, as `plain` writes them."""

_UNIT: Final = re.compile(r"[(\[【][^)\]】]*[)\]】]")


def plain(heading: str) -> str:
    """A heading without capitals, spaces, underlines and a unit in brackets: 建筑面积（㎡） is 建筑面积."""
    return re.sub(r"[\W_]+", "", _UNIT.sub("", unicodedata.normalize("NFKC", heading).casefold()))


def found(meaning: Meaning, columns: Sequence[str]) -> str | None:
    """The column whose heading has a meaning most surely; None where none has."""
    by_heading = {plain(column): column for column in reversed(columns)}
    return next((by_heading[one] for one in HEADINGS[meaning] if one in by_heading), None)


def alike(wanted: str, columns: Sequence[str]) -> str | None:
    """The column that means the same as a heading that is not there; None where none does."""
    for meaning, known in HEADINGS.items():
        if plain(wanted) in known and (column := found(meaning, columns)) is not None:
            return column
    return None


def cut(wanted: str, columns: Sequence[str]) -> str | None:
    """The column that a shapefile cut after ten bytes, in either encoding; None where none was."""
    for encoding in ("utf-8", "gb18030"):
        short = wanted.encode(encoding)[:10].decode(encoding, "ignore")
        if short != wanted and short in columns:
            return short
    return None
