from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from siting.errors import ScenarioError
from siting.scenario.quantities import Money, Seconds, Speed, Standard, parse_money, parse_seconds, parse_speed


class Parameters(BaseModel):
    within: Standard
    speed: Speed = 80.0
    limit: Seconds = 60.0
    cost: Money = 0.0


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("500 m", "500 m"),
        ("500m", "500 m"),
        (" 1.2 km ", "1200 m"),
        ("1.001 km", "1001 m"),
        ("1,500 m", "1500 m"),
        ("12.5 M", "12.5 m"),
        ("15 min", "15 min"),
        ("0.5 h", "30 min"),
        ("1 hour", "60 min"),
        ("５００米", "500 m"),
        ("1．2公里", "1200 m"),
        ("2 千米", "2000 m"),
        ("15分钟", "15 min"),
        ("0.5 小时", "30 min"),
        ("3㎞", "3000 m"),
    ],
)
def test_standards_are_read_in_metres_or_minutes(written: str, printed: str) -> None:
    assert str(Standard.parse(written)) == printed


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (500, "give the unit, such as 500 m or 15 min"),
        (7.5, "give the unit, such as 500 m or 15 min"),
        ("500", "give the unit, such as 500 m or 15 min"),
        ("500 kg", 'unknown unit "kg"; known units: m, km, min, h'),
        ("300 km", "300 km looks like the wrong unit; usual values: 10 m - 200 km, 1 min - 600 min"),
        ("0.5 m", "0.5 m looks like the wrong unit; usual values: 10 m - 200 km, 1 min - 600 min"),
        ("0.5 min", "0.5 min looks like the wrong unit; usual values: 10 m - 200 km, 1 min - 600 min"),
        ("500 h", "500 h looks like the wrong unit; usual values: 10 m - 200 km, 1 min - 600 min"),
        ("-500 m", "must be a number with its unit, such as 500 m or 15 min, got '-500 m'"),
        ("1,2 km", "must be a number with its unit, such as 500 m or 15 min, got '1,2 km'"),
        ("near", "must be a number with its unit, such as 500 m or 15 min, got 'near'"),
        ("", "must be a number with its unit, such as 500 m or 15 min, got ''"),
        (True, "must be a number with its unit, such as 500 m or 15 min, got True"),
        (None, "must be a number with its unit, such as 500 m or 15 min, got None"),
        ([500], "must be a number with its unit, such as 500 m or 15 min, got [500]"),
    ],
)
def test_standards_say_what_is_wrong(written: object, problem: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Standard.parse(written)
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("written", "metres_a_minute"),
    [("4.8 km/h", 80), ("80 m/min", 80), ("1.5 m/s", 90), ("30 km/h", 500), ("4.8 公里/小时", 80), ("80米/分钟", 80), ("5 kmh", 5000 / 60)],
)
def test_speeds_are_read_in_metres_a_minute(written: str, metres_a_minute: float) -> None:
    assert parse_speed(written) == metres_a_minute


@pytest.mark.parametrize(
    ("written", "seconds"), [("120 s", 120), ("2 min", 120), ("1 h", 3600), ("30秒", 30), ("5 分钟", 300), ("0.5 s", 0.5)]
)
def test_durations_are_read_in_seconds(written: str, seconds: float) -> None:
    assert parse_seconds(written) == seconds


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (180_000_000, 1.8e8),
        (0.5, 0.5),
        (-3, -3),
        ("1.8 亿", 1.8e8),
        ("1.8亿元", 1.8e8),
        ("500 万", 5e6),
        ("３.5 million", 3.5e6),
        ("2 billion", 2e9),
        ("600 千元", 6e5),
        ("1,200,000", 1.2e6),
        ("1_200_000 元", 1.2e6),
        ("-5 万", -5e4),
    ],
)
def test_money_is_a_number_or_words(written: object, amount: float) -> None:
    assert parse_money(written) == amount


@pytest.mark.parametrize(
    ("parse", "written", "problem"),
    [
        (parse_speed, 80, "give the unit, such as 4.8 km/h or 80 m/min"),
        (parse_speed, "4.8 m/min", "4.8 m/min looks like the wrong unit; usual values: 0.6 km/h - 180 km/h"),
        (parse_speed, "4.8 mph", 'unknown unit "mph"; known units: km/h, m/min, m/s'),
        (parse_seconds, 60, "give the unit, such as 60 s or 5 min"),
        (parse_seconds, "0 s", "0 s looks like the wrong unit; usual values: 0.1 s - 720 h"),
        (parse_money, "5 apples", 'unknown unit "apples"; known units: 千, 万, million, 千万, 亿, billion, 元'),
        (parse_money, True, "must be an amount of money such as 5_000_000, 500 万 or 1.8 亿, got True"),
        (parse_money, float("nan"), "must be an amount of money such as 5_000_000, 500 万 or 1.8 亿, got nan"),
        (parse_money, "--5", "must be an amount of money such as 5_000_000, 500 万 or 1.8 亿, got '--5'"),
    ],
)
def test_the_others_say_what_is_wrong_too(parse: Any, written: object, problem: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(written)
    assert str(caught.value) == problem
    assert caught.value.said("zh") != problem


def test_a_standard_is_a_value() -> None:
    assert Standard.parse("1.2 km") == Standard(1200, "m")
    assert len({Standard.parse("60 min"), Standard.parse("1 h"), Standard.parse("60 m")}) == 2
    with pytest.raises(AttributeError):
        Standard(500, "m").value = 600  # type: ignore[misc]  # what must be refused


def test_a_wrong_quantity_is_a_validation_error_that_keeps_its_text() -> None:
    with pytest.raises(ValidationError) as caught:
        Parameters.model_validate({"within": "500"})
    raised = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(raised, ScenarioError)
    assert raised.said("zh") == "请写明单位，例如 500 m 或 15 min"


@given(
    within=st.one_of(st.floats(10, 200_000).map(lambda v: Standard(v, "m")), st.floats(1, 600).map(lambda v: Standard(v, "min"))),
    speed=st.floats(10, 3000),
    limit=st.floats(0.1, 720 * 3600),
    cost=st.floats(allow_nan=False, allow_infinity=False),
)
def test_what_is_printed_reads_back_as_the_same_value(within: Standard, speed: float, limit: float, cost: float) -> None:
    before = Parameters.model_construct(within=within, speed=speed, limit=limit, cost=cost)
    assert Parameters.model_validate(before.model_dump()) == before
    assert Parameters.model_validate_json(before.model_dump_json()) == before
    assert Standard.parse(str(within)) == within


@pytest.mark.parametrize(
    ("quantity", "good", "bad"),
    [
        (Standard, ["500 m", "1.2km", "１５分钟", "1,500 m"], ["500", "500 kg", "m"]),
        (Speed, ["4.8 km/h", "80米/分"], ["80", "4 mph"]),
        (Seconds, ["60 s", "2 h"], ["60", "60 days"]),
        (Money, ["1.8 亿", "500", "3.5 million"], ["five"]),
    ],
)
def test_an_editor_knows_what_a_quantity_looks_like(quantity: Any, good: list[str], bad: list[str]) -> None:
    schema = TypeAdapter(quantity).json_schema()
    text = next(one for one in schema.get("anyOf", [schema]) if one["type"] == "string")
    assert schema["description"]
    assert all(re.search(text["pattern"], one) for one in good)
    assert not any(re.search(text["pattern"], one) for one in bad)
