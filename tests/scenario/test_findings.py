"""The words serve any model and any data, not only scenarios."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from siting.errors import InputError
from siting.scenario.findings import findings


class Near(BaseModel):
    model_config = ConfigDict(extra="forbid")
    how: Literal["near"]
    metres: float


class Far(BaseModel):
    model_config = ConfigDict(extra="forbid")
    how: Literal["far", "farther"]
    code: str = Field(default="ab", min_length=2, max_length=3, pattern="^a")


class Shop(BaseModel):
    model_config = ConfigDict(extra="forbid")
    open: bool = True
    reach: Annotated[Near | Far, Field(discriminator="how")] | None = None
    share: FiniteFloat = Field(default=0.5, gt=0, lt=1)
    column: str | Near = "a"
    size: tuple[int, int] = (1, 1)
    inner: dict[str, dict[str, Near]] = {}

    @model_validator(mode="after")
    def _law(self) -> Shop:
        if self.size == (0, 0):
            raise InputError("size {size} is nothing", size=self.size)
        if self.size == (9, 9):
            raise ValueError("too much")
        return self


def _told(data: object) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        Shop.model_validate(data)
    return [(one.steps, str(one.text)) for one in findings(caught.value, model=Shop, data=data)]


@pytest.mark.parametrize(
    ("data", "steps", "text"),
    [
        ({"open": "perhaps"}, ("open",), "open: must be true or false, got 'perhaps'"),
        ({"reach": {"how": "fare"}}, ("reach", "how"), 'reach.how: unknown kind "fare"; did you mean "far"?'),
        ({"reach": {"how": 3}}, ("reach", "how"), 'reach.how: unknown kind "3"; known kinds: near, far, farther'),
        ({"reach": {}}, ("reach", "how"), "reach.how: this key is missing; known kinds: near, far, farther"),
        ({"reach": {"how": "far", "code": "a"}}, ("reach", "code"), "reach.code: must be text of at least 2 characters, got 'a'"),
        ({"reach": {"how": "far", "code": "aaaa"}}, ("reach", "code"), "reach.code: must be text of at most 3 characters, got 'aaaa'"),
        ({"reach": {"how": "far", "code": "bb"}}, ("reach", "code"), "reach.code: must be text that fits ^a, got 'bb'"),
        ({"share": 0}, ("share",), "share: must be more than 0, got 0"),
        ({"share": 1}, ("share",), "share: must be less than 1, got 1"),
        ({"share": float("inf")}, ("share",), "share: must be a finite number, got inf"),
        ({"share": None}, ("share",), "share: must be a number, got nothing"),
        ({"share": "x" * 99}, ("share",), f"share: must be a number, got '{'x' * 59}..."),
        ({"column": {"how": "near", "meters": 3}}, ("column", "meters"), 'column.meters: unknown key; did you mean "metres"?'),
        (
            {"column": True},
            ("column",),
            "column: must be text, got true; put it in quotes; or must be keys and values, as in {key: value}, got true",
        ),
        ({"size": [1]}, ("size", 1), "size.1: this key is missing"),
        ({"size": [0, 0]}, (), "size (0, 0) is nothing"),
        ({"size": [9, 9]}, (), "too much"),
        (
            {"inner": {"open": {"share": {"how": "near"}}}},
            ("inner", "open", "share", "metres"),
            "inner.open.share.metres: this key is missing",
        ),
        (
            {"inner": {"open": {"share": {"how": "near", "metres": 1, "zebra": 2}}}},
            ("inner", "open", "share", "zebra"),
            "inner.open.share.zebra: unknown key; known keys: how, metres",
        ),
        ([1], (), "must be keys and values, as in {key: value}, got a list"),
    ],
)
def test_every_kind_of_problem_has_its_words(data: object, steps: tuple[str | int, ...], text: str) -> None:
    assert _told(data) == [(steps, text)]


def test_several_problems_keep_their_order() -> None:
    assert [steps for steps, _ in _told({"share": 2, "open": 3, "opne": 1})] == [("open",), ("share",), ("opne",)]
