"""What a scenario says of later years, and what makes no sense."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from siting.scenario.future import Growth, Projection


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "give exactly one of rate, factor and path, got 0"),
        ({"rate": 0.1, "factor": {2030: 1.0}}, "got rate \\+ factor"),
        ({"rate": {"north": 0.1}}, "by goes with a rate by area"),
        ({"rate": 0.1, "by": "district"}, "by goes with a rate by area"),
        ({"factor": {}}, "at least one year"),
        ({"factor": {2030: -1.0}}, "greater than or equal to 0"),
        ({"rate": -1.5}, "greater than -1"),
    ],
)
def test_growth_that_makes_no_sense(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Growth.model_validate(given)


def test_years_may_be_written_as_text() -> None:
    """As keys of YAML are."""
    assert Growth.model_validate({"factor": {"2030": "1.5"}}).factor == {2030: 1.5}


def test_a_projection_is_likely() -> None:
    assert Projection().probability == 1.0
    with pytest.raises(ValidationError, match="greater than 0"):
        Projection(probability=0.0)
