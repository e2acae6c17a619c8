"""What is to come: how many people there will be in later years, in one projection or in several."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from siting.errors import ScenarioError
from siting.kinds import Frozen
from siting.scenario.paths import ScenarioPath

ALWAYS: Final = -9999
"""The year from which what stands today operates."""
NEVER: Final = 9999
"""The year in which closes what is not planned to."""
Year = Annotated[int, Field(ge=1, le=9998)]
"""A year, or any other number that grows from phase to phase."""
Rate = Annotated[float, Field(gt=-1.0, le=1.0)]
"""Growth a year as a share, -0.03 for 3 % less."""


class Growth(Frozen):
    """
    How many people of a group there are in later years: exactly one of rate, factor and path. In the base year they are as they were read.

    With `of` people grow into the group: those aged 55 and more today, times the share that lives here in five years, are the 60 and
    more of then. That share is the cohort change ratio of Hamilton, C. and Perry, J. (1962), A short method for projecting population by
    age from one decennial census to another, Social Forces 41, 163-170; children over women is their child-woman ratio.
    """

    rate: Rate | dict[str, Rate] | None = None
    """Growth a year, compounded, -0.03 for 3 % less each year; or by area, {Riverside: -0.03, Hill: 0.01}."""
    factor: dict[Year, Annotated[float, Field(ge=0.0)]] | None = None
    """People of a year over those of the base year, {2030: 0.9, 2035: 0.8}; straight lines in between, the last one ever after."""
    path: ScenarioPath | None = None
    """A table with one row an area and one column a year."""
    holds: Literal["factor", "people"] = "factor"
    """What the table holds: factors, or the people of each area in that year, to which its places are scaled."""
    by: str | None = None
    """The kind of area, such as district, that `rate` or the table goes by; the table's column of the same name holds the areas."""
    of: str | tuple[str, ...] = ()
    """The groups of the base year that grow into this one; the group itself when absent."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [name for name in ("rate", "factor", "path") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ScenarioError("give exactly one of rate, factor and path, got {given}", given=" + ".join(given) or 0)
        by_area = isinstance(self.rate, dict) or self.path is not None
        if by_area != (self.by is not None):
            raise ScenarioError("by goes with a rate by area or with a table: the kind of area, such as district")
        if self.factor == {}:
            raise ScenarioError("factor: give at least one year")
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """The groups of the base year that grow into this one, where it is not the group itself."""
        return (self.of,) if isinstance(self.of, str) else self.of


class Projection(Frozen):
    """One of several futures that the same plan is to meet."""

    probability: Annotated[float, Field(gt=0.0)] = 1.0
    """How likely it is, beside the others; shares that do not add up to 1 are scaled."""
    growth: dict[str, Growth] = {}
    """How groups grow in this future, where it is not as the scenario says."""
