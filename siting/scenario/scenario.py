"""
What a planner asks, in full.

Sources, travel, objectives and constraints belong to later wings; `plug_in` gives the fields their types once every kind is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from siting.errors import ScenarioError
from siting.kinds import Frozen
from siting.scenario.future import Growth, Projection, Year
from siting.scenario.quantities import Seconds, Standard
from siting.scenario.standards import filled, provenance, provision
from siting.texts import Text, say

if TYPE_CHECKING:
    from typing import Any as AnyArea
    from typing import Any as AnyBackdrop
    from typing import Any as AnyCandidates
    from typing import Any as AnyConstraint
    from typing import Any as AnyFacilities
    from typing import Any as AnyObjective
    from typing import Any as AnyPeople
    from typing import Any as AnyTravel


def _plain_word(name: str) -> str:
    """A name that may become part of a column's name, a row's name and an attribute."""
    if not name.isidentifier():
        raise ScenarioError('"{name}" must be one plain word: letters, digits and _, not beginning with a digit', name=name)
    return name


Word = Annotated[str, AfterValidator(_plain_word)]
"""A plain word, such as daycare or 托育."""


class Demand(Frozen):
    """How much of a service the people of a place need: exactly one of share, per_1000 and column."""

    share: float | None = Field(default=None, gt=0, le=1)
    """Share of the people in `of` who need the service [0 to 1]."""
    per_1000: float | None = Field(default=None, gt=0)
    """Units of the service needed per 1000 people in `of`, such as places or beds [unit per 1000 people]."""
    of: str = "residents"
    """The population group that share or per_1000 counts."""
    column: str | None = None
    """The population group that holds the need itself [unit]."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [name for name in ("share", "per_1000", "column") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ScenarioError("give exactly one of share, per_1000 and column, got {given}", given=" + ".join(given) or 0)
        if self.column is not None and self.of != "residents":
            raise ScenarioError("of goes with share or per_1000; column: {column} already holds the need", column=self.column)
        return self


class Zone(Frozen):
    """What holds for the people of some areas in place of the service's own."""

    within: Standard | None = None
    """The standard there; the service's when absent."""
    travel: AnyTravel | None = None
    """How people get to the service there; the service's when absent."""


class Zones(Frozen):
    """Other standards for some areas, such as town and country."""

    by: str
    """The area kind that tells them apart."""
    where: dict[str, Zone] = Field(min_length=1)
    """What holds in which areas, by their names; in all others the service's own does."""


def _or_by_standard(schema: dict[str, Any]) -> None:
    """A service that names a standard need not say how far."""
    schema.pop("required")


class Service(Frozen):
    """One public service."""

    model_config = ConfigDict(json_schema_extra=_or_by_standard)

    label: str = ""
    """Name shown on maps and in reports; the service's key when absent."""
    standard: str | None = None
    """A standard that says `within` and `demand` where they are not given: tdt1062-2021/health_station; `siting standards` lists them."""
    within: Standard
    """The service standard: the longest travel that counts as served, such as 500 m or 15 min [m or min]."""
    demand: Demand = Demand(share=1.0)
    """How much of the service people need."""
    unit: str = ""
    """What need and capacity are counted in, such as places or beds."""
    priority: Annotated[float, Field(gt=0)] | str = 1.0
    """How much one unit of need counts beside another, as a number or the name of a population group [-]."""
    travel: AnyTravel | None = None
    """How people get to this service; the scenario's travel when absent."""
    zones: Zones | None = None
    """Other standards and other travel in some areas, such as town and country."""

    @model_validator(mode="before")
    @classmethod
    def _by_standard(cls, given: Any) -> Any:
        return filled(given) if isinstance(given, Mapping) and given.get("standard") is not None else given

    @property
    def doubtful(self) -> bool:
        """Whether `within` comes from a standard in which nobody has read it."""
        if self.standard is None or "within" not in (values := provision(self.standard).values):
            return False
        value = values["within"]
        return value.verified == "unverified" and Standard.parse(value.value) == self.within

    @property
    def asked(self) -> Text | Standard:
        """The standard with what must be known of it: that nobody has read it where it is said to stand, or that some areas have others."""
        own = say("{within} (unverified)", within=self.within) if self.doubtful else self.within
        others = ", ".join(f"{area} {within}" for area, within in self.elsewhere.items())
        return say("{within}, but {others}", within=own, others=others) if others else own

    @property
    def elsewhere(self) -> dict[str, Standard]:
        """The standards of areas that have one of their own."""
        where = {} if self.zones is None else self.zones.where
        return {area: zone.within for area, zone in where.items() if zone.within is not None}

    @property
    def provenance(self) -> list[Text]:
        """Where its standard comes from, in sentences; none where it names none."""
        if self.standard is None:
            return []
        asked = provision(self.standard).values
        # what the standard says is read again as it is written, so that 1 km is 1000 m
        within = Standard.parse(asked["within"].value) if "within" in asked else self.within
        demand = Demand.model_validate(asked["demand"].value) if "demand" in asked else self.demand
        changed = {"within": within != self.within, "demand": demand != self.demand}
        return list(provenance(self.standard, changed=[key for key, other in changed.items() if other]))


class SolveSettings(Frozen):
    """How hard to look for the best plan."""

    solver: str = "highs"
    """The solver's name."""
    gap: float = Field(default=0.001, ge=0, le=1)
    """Stop when the plan is proven to be this close to the best possible one [share, 0 to 1]."""
    time_limit: Seconds = 300.0
    """Stop after this time with the best plan found, such as 60 s or 5 min [s]."""
    threads: int | None = Field(default=None, ge=1)
    """How many threads the solver may use; its own choice when absent."""


class Scenario(Frozen):
    """A question, in full: which services, for whom, what stands today, what could be, what is best, and what must hold."""

    name: str = Field(min_length=1)
    """What maps and reports call it."""
    description: str = ""
    """What the question is about, in a sentence or two."""
    crs: str | None = None
    """The projected coordinate system to work in, such as EPSG:4544, or local for plain metres; chosen from the data when absent."""
    currency: str = ""
    """What money is counted in, such as CNY."""
    travel: AnyTravel = Field(default={"kind": "straight_line"}, validate_default=True)
    """How people get to the services."""
    services: dict[Word, Service] = Field(min_length=1)
    """The services to site together, by a plain word each."""
    population: tuple[AnyPeople, ...] = Field(min_length=1)
    """Where people live, from one or several sources."""
    boundary: AnyArea | None = None
    """The planning area; places outside are left out."""
    facilities: tuple[AnyFacilities, ...] = ()
    """The facilities that stand today."""
    candidates: tuple[AnyCandidates, ...] = ()
    """The sites where facilities could be."""
    phases: tuple[Year, ...] = ()
    """The years to plan for, in order, such as [2026, 2030, 2035]; what is read is today's, and the only one, when absent."""
    base_year: Year | None = None
    """The year of the population that is read; the first phase when absent."""
    growth: dict[str, Growth] = {}
    """How population groups grow from the base year on, by group; those not named stay as they are."""
    projections: dict[Word, Projection] = {}
    """Several futures at once, by a plain word each; one plan is made for all of them."""
    areas: dict[Word, AnyArea] = {}
    """Divisions such as community or district, by a plain word each; each place and site learns in which it lies."""
    backdrop: tuple[AnyBackdrop, ...] = ()
    """What the map shows behind the plan, such as water and rail."""
    objective: AnyObjective
    """What the best plan is best in."""
    constraints: tuple[AnyConstraint, ...] = ()
    """What every plan must respect."""
    solve: SolveSettings = SolveSettings()
    """With which solver, how closely and for how long to look for the best plan."""

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        if list(self.phases) != sorted(set(self.phases)):
            raise ScenarioError("phases: write the years in order, each once")
        if self.base_year is not None and self.phases and self.base_year > self.phases[0]:
            raise ScenarioError("base_year: {base} is after the first phase, {first}", base=self.base_year, first=self.phases[0])
        for name, service in self.services.items():
            if service.zones is not None and service.zones.by not in self.areas:
                known = ", ".join(self.areas) or "-"
                raise ScenarioError("{name}.zones.by: no areas {by}; there are {known}", name=name, by=service.zones.by, known=known)
        timed = {"base_year": self.base_year, "growth": self.growth, "projections": self.projections}
        if not self.phases and (given := [name for name, value in timed.items() if value]):
            raise ScenarioError("{given}: needs phases, the years to plan for", given=", ".join(given))
        return self


def plug_in(kinds: Mapping[str, Any]) -> None:
    """
    Give the fields of later wings their types.

    Parameters
    ----------
    kinds
        `AnyPeople`, `AnyFacilities`, `AnyCandidates`, `AnyArea`, `AnyBackdrop`, `AnyTravel`, `AnyObjective` and `AnyConstraint`.
    """
    for model in (Zone, Zones, Service, Scenario):
        model.model_rebuild(force=True, _types_namespace=dict(kinds))
