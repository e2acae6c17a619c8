"""
Quantities as people write them: a number with its unit.

A bare number is refused wherever a unit could be mistaken; only money, whose unit is the scenario's currency, may stand alone. Full-width
digits and Chinese units are read too. Every quantity prints back as text that is read again as the same value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Annotated, Any, Final, Literal
from unicodedata import normalize

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from siting.errors import ScenarioError

_NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,20})?|\d[\d_]{0,19}(?:\.\d{1,20})?|\.\d{1,20}"


@dataclass(frozen=True)
class _Unit:
    """One unit: the spellings it is known by, the first of which is shown; its size; the unit that values are kept in."""

    names: str
    size: int | Fraction
    kept: str


@dataclass(frozen=True)
class _Measure:
    """One kind of quantity: its units, two examples of it, and the values [unit kept] beyond which a unit is taken for mistaken."""

    units: tuple[_Unit, ...]
    examples: tuple[str, str]
    bounds: Mapping[str, tuple[float, float]]
    usual: str

    def read(self, written: object) -> tuple[float, str]:
        """A value and the unit it is kept in."""
        first, second = self.examples
        parts = _split(written)
        if parts is None:
            raise ScenarioError(
                "must be a number with its unit, such as {first} or {second}, got {value!r}", first=first, second=second, value=written
            )
        if not parts[1]:
            raise ScenarioError("give the unit, such as {first} or {second}", first=first, second=second)
        value, kept = _sized(*parts, self.units)
        low, high = self.bounds[kept]
        if not low <= value <= high:
            raise ScenarioError("{value} looks like the wrong unit; usual values: {usual}", value=written, usual=self.usual)
        return value, kept

    def schema(self, description: str) -> dict[str, Any]:
        """Its JSON schema."""
        return {"type": "string", "pattern": _pattern(self.units), "description": description, "examples": list(self.examples)}


_DISTANCES: Final = (
    _Unit("m metre metres meter meters 米", 1, "m"),
    _Unit("km kilometre kilometres kilometer kilometers 公里 千米", 1000, "m"),
)
_TIMES: Final = (_Unit("min mins minute minutes 分钟 分", 1, "min"), _Unit("h hr hrs hour hours 小时", 60, "min"))
_STANDARD: Final = _Measure(
    (*_DISTANCES, *_TIMES), ("500 m", "15 min"), {"m": (10, 200_000), "min": (1, 600)}, "10 m - 200 km, 1 min - 600 min"
)
_DISTANCE: Final = _Measure(_DISTANCES, ("500 m", "1.2 km"), {"m": (10, 200_000)}, "10 m - 200 km")
_SPEED: Final = _Measure(
    (
        _Unit("km/h kmh kph 公里/小时 千米/小时 公里/时 千米/时", Fraction(1000, 60), "m/min"),
        _Unit("m/min 米/分钟 米/分", 1, "m/min"),
        _Unit("m/s 米/秒", 60, "m/min"),
    ),
    ("4.8 km/h", "80 m/min"),
    {"m/min": (10, 3000)},
    "0.6 km/h - 180 km/h",
)
_SECONDS: Final = _Measure(
    (
        _Unit("s sec second seconds 秒", 1, "s"),
        _Unit("min mins minute minutes 分钟 分", 60, "s"),
        _Unit("h hr hrs hour hours 小时", 3600, "s"),
    ),
    ("60 s", "5 min"),
    {"s": (0.1, 720 * 3600)},
    "0.1 s - 720 h",
)
_MONEY: Final = (
    _Unit("千 千元 thousand k", 10**3, ""),
    _Unit("万 万元", 10**4, ""),
    _Unit("million 百万 百万元", 10**6, ""),
    _Unit("千万 千万元", 10**7, ""),
    _Unit("亿 亿元", 10**8, ""),
    _Unit("billion 十亿 十亿元", 10**9, ""),
    _Unit("元", 1, ""),
)


@dataclass(frozen=True)
class Standard:
    """
    A service standard: the longest travel that still counts as served.

    Parameters
    ----------
    value
        Travel distance [m] or travel time [min], by `unit`.
    unit
        "m" or "min".
    """

    value: float
    unit: Literal["m", "min"]

    @classmethod
    def parse(cls, written: object) -> Standard:
        """
        The standard as a person writes it: 500 m, 1.2 km, 15 min, 0.5 h.

        Raises
        ------
        ScenarioError
            Where the unit is missing or unknown, or the value is outside 10 m to 200 km or 1 min to 600 min.
        """
        if isinstance(written, Standard):
            return written
        value, unit = _STANDARD.read(written)
        return cls(value, "m" if unit == "m" else "min")

    def __str__(self) -> str:
        return f"{_in_full(self.value)} {self.unit}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse, serialization=core_schema.to_string_ser_schema(when_used="always"))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return _STANDARD.schema("Travel distance or travel time with its unit: 500 m, 1.2 km, 15 min, 0.5 h.")


def parse_distance(written: object) -> float:
    """
    A distance [m] as a person writes it: 500 m, 1.2 km.

    Raises
    ------
    ScenarioError
        Where the unit is missing or unknown, or the distance is outside 10 m to 200 km.
    """
    return _DISTANCE.read(written)[0]


def parse_speed(written: object) -> float:
    """
    A speed [m/min] as a person writes it: 4.8 km/h, 80 m/min, 1.3 m/s.

    Raises
    ------
    ScenarioError
        Where the unit is missing or unknown, or the speed is outside 0.6 km/h to 180 km/h.
    """
    return _SPEED.read(written)[0]


def parse_seconds(written: object) -> float:
    """
    A duration [s] as a person writes it: 120 s, 2 min, 1 h.

    Raises
    ------
    ScenarioError
        Where the unit is missing or unknown, or the duration is outside 0.1 s to 720 h.
    """
    return _SECONDS.read(written)[0]


def parse_money(written: object) -> float:
    """
    An amount of money [currency]: a number, or text such as 1.8 亿, 500 万元, 3.5 million.

    Raises
    ------
    ScenarioError
        Where it is not a finite number, or the unit is unknown.
    """
    if isinstance(written, (int, float)) and not isinstance(written, bool) and isfinite(written):
        return float(written)
    text = written.strip() if isinstance(written, str) else ""
    parts = _split(text.removeprefix("-"))
    if parts is None:
        raise ScenarioError("must be an amount of money such as 5_000_000, 500 万 or 1.8 亿, got {value!r}", value=written)
    number, word = parts
    amount = _sized(number, word or "元", _MONEY)[0]
    return -amount if text.startswith("-") else amount


def _split(written: object) -> tuple[str, str] | None:
    """The number and the unit of a quantity as written; None where it is no number followed by a word."""
    if isinstance(written, bool) or not isinstance(written, (int, float, str)):
        return None
    # NFKC turns full-width digits and signs, and squared units such as ㎞, into plain ones
    found = re.fullmatch(rf"({_NUMBER})\s*(\D*)", normalize("NFKC", str(written)).strip())
    return (re.sub("[,_]", "", found[1]), found[2].casefold()) if found else None


def _sized(number: str, word: str, units: tuple[_Unit, ...]) -> tuple[float, str]:
    """The value in the unit that it is kept in, and that unit."""
    for unit in units:
        if word in unit.names.split():
            # fractions keep 1.001 km at 1001 m, where floats give 1000.9999999999999
            return float(Fraction(number) * unit.size), unit.kept
    raise ScenarioError('unknown unit "{unit}"; known units: {known}', unit=word, known=", ".join(unit.names.split()[0] for unit in units))


def _in_full(value: float) -> str:
    """A number that loses nothing, without a needless .0."""
    return repr(float(value)).removesuffix(".0")


def _pattern(units: tuple[_Unit, ...], missing: str = "") -> str:
    """What a quantity looks like, for an editor; `missing` is ? where the unit may be left out."""
    words = "|".join(re.escape(name) for unit in units for name in unit.names.split())
    return rf"^\s*[0-9０-９.．][0-9０-９.．,，_]*\s*({words}){missing}\s*$"


Distance = Annotated[
    float,
    PlainValidator(parse_distance),
    PlainSerializer(lambda value: f"{_in_full(value)} m", return_type=str),
    WithJsonSchema(_DISTANCE.schema("A distance with its unit: 500 m, 1.2 km.")),
]
"""A distance [m]."""

Speed = Annotated[
    float,
    PlainValidator(parse_speed),
    PlainSerializer(lambda value: f"{_in_full(value)} m/min", return_type=str),
    WithJsonSchema(_SPEED.schema("A speed with its unit: 4.8 km/h, 80 m/min, 1.3 m/s.")),
]
"""A speed [m/min]."""

Seconds = Annotated[
    float,
    PlainValidator(parse_seconds),
    PlainSerializer(lambda value: f"{_in_full(value)} s", return_type=str),
    WithJsonSchema(_SECONDS.schema("A duration with its unit: 120 s, 2 min, 1 h.")),
]
"""A duration [s]."""

Money = Annotated[
    float,
    PlainValidator(parse_money),
    WithJsonSchema(
        {
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": _pattern(_MONEY, "?")}],
            "description": "Money [currency]: a number, or text such as 1.8 亿, 500 万, 3.5 million.",
            "examples": [180_000_000, "1.8 亿"],
        }
    ),
]
"""An amount of money [currency]."""
