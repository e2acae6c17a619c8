"""
The columns of the three tables: name, type, unit and meaning.

The manual prints them from here, and `Instance` fills and checks by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from siting.scenario.future import ALWAYS, NEVER

Dtype = Literal["int", "float", "bool", "str"]

ACTIONS: Final = ("keep", "expand", "convert", "build", "rent", "mobile", "home", "buy")
"""What may be done at a site."""


@dataclass(frozen=True)
class Column:
    """
    One column of a table.

    Parameters
    ----------
    default
        What stands there when the table has no such column; None where it must be given.
    low
        Smallest value allowed.
    """

    name: str
    dtype: Dtype
    unit: str
    meaning: str
    default: float | str | bool | None = None
    low: float | None = None


DEMAND = (
    Column("place", "int", "-", "position of the place in the world's places"),
    Column("service", "str", "-", "which service is needed"),
    Column("phase", "int", "year", "the year, or any number that grows, in which it is needed", default=0),
    Column("projection", "str", "-", "the future it is needed in, such as low or high; each is to be met by the same plan", default=""),
    Column("need", "float", "unit of the service", "a_i: how much is needed: places, beds or people", low=0.0),
    Column("priority", "float", "-", "w_i: how much one unit of need counts", default=1.0, low=0.0),
    Column("probability", "float", "-", "that of the row's projection, which `priority` already holds as a factor", default=1.0, low=0.0),
)

OPTIONS = (
    Column("site", "int", "-", "position of the site in the world's sites"),
    Column("site_id", "str", "-", "what the site is called in its file"),
    Column("service", "str", "-", "which service the plan offers"),
    Column("action", "str", "-", "keep, expand, convert, build, rent, mobile, home or buy", default="build"),
    Column("opens", "int", "year", "the first phase in which it operates", default=ALWAYS),
    Column("closes", "int", "year", "the first phase in which it operates no longer", default=NEVER),
    Column("room", "int", "-", "of the plans for the same room of a site at most one operates in a phase"),
    Column("stays", "bool", "-", "true where one plan of this room must operate in each phase: the facility may not close", default=False),
    Column("follows", "bool", "-", "true where another plan of its room must operate in the phase before it opens", default=False),
    Column(
        "capacity", "float", "unit of the service", "q_j: how much it can serve; infinite where no limit is known", default=np.inf, low=0.0
    ),
    Column("min_load", "float", "unit of the service", "the least it must serve to be worth running", default=0.0, low=0.0),
    Column("capital", "float", "currency", "f_j: what it costs once", default=0.0, low=0.0),
    Column("operating", "float", "currency a year", "what it costs each year", default=0.0, low=0.0),
    Column("stops", "float", "stops a week", "how often a vehicle calls there", default=0.0, low=0.0),
    Column("stops_offered", "float", "stops a week", "how many stops its own vehicles make possible", default=0.0, low=0.0),
    Column("area", "float", "m2", "floor area it takes up in the building", default=0.0, low=0.0),
    Column("site_capital", "float", "currency", "what the building costs once, however many services share it", default=0.0, low=0.0),
    Column("site_area", "float", "m2", "floor area of the building; infinite where no limit is known", default=np.inf, low=0.0),
)

REACH = (
    Column("demand", "int", "-", "position in the demand table"),
    Column("option", "int", "-", "position in the options table"),
    Column("metres", "float", "m", "travel distance", default=0.0, low=0.0),
    Column("minutes", "float", "min", "travel time", default=0.0, low=0.0),
)

NEAR = (
    Column("site", "int", "-", "position of a site in the world's sites"),
    Column("other", "int", "-", "position of another site"),
    Column("metres", "float", "m", "travel distance from one to the other", default=0.0, low=0.0),
    Column("minutes", "float", "min", "travel time", default=0.0, low=0.0),
)

TABLES: dict[str, tuple[Column, ...]] = {"demand": DEMAND, "options": OPTIONS, "reach": REACH, "near": NEAR}
"""
The tables by name. Any further column of demand and options is a group, such as ``community`` or ``district``, or what a piece reads.

``capacity``, ``min_load``, ``capital``, ``operating`` and ``area`` may also be given for one phase, as ``capacity.2030``, which then
counts there in place of the plain column. `near` is empty unless a piece asks which sites lie near one another.
"""

BY_PHASE: Final = ("capacity", "min_load", "capital", "operating", "area")
"""The columns of options that may differ from phase to phase."""
