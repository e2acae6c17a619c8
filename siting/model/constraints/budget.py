"""What the plan may cost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np

from siting.instance.instance import Instance
from siting.model.groups import of_service, unknown
from siting.model.model import Cost, Model
from siting.model.pieces import Constraint
from siting.scenario.quantities import Money
from siting.texts import Text, say


class Budget(Constraint):
    """
    Spend no more than there is.

        sum_{j in J} f_j x_j + sum_s F_s v_s <= B

    with f_j the ``options.capital`` [currency] (or ``operating`` [currency a year]), F_s what building s costs once
    (``options.site_capital``), and J all options, those of one service, or those of a group such as a district. The cost of a building
    that services share belongs to no single service and counts in the total and in its group's budget.
    """

    kind: Literal["budget"] = "budget"

    total: Money | None = None
    """B: most to spend on everything [currency]."""
    by_service: dict[str, Money] = {}
    """Most to spend on each service named [currency]."""
    group: str | None = None
    """Column that says to which group a site belongs, such as `district`."""
    by_group: dict[str, Money] = {}
    """Most to spend in each group named [currency]."""
    of: Cost = "capital"
    """Which cost is limited: `capital`, paid once, or `operating`, paid each year."""

    @property
    def uses(self) -> frozenset[str]:
        building = {"options.site_capital"} if self.of == "capital" else set()
        group = {f"options.{self.group}"} if self.by_group else set()
        return frozenset({f"options.{self.of}"} | building | group | ({"options.service"} if self.by_service else set()))

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.total is None and not self.by_service and not self.by_group:
            yield say("give total, by_service or by_group")
        limits = {"total": self.total, **self.by_service, **self.by_group}
        for name, most in limits.items():
            if most is not None and most < 0:
                yield say(
                    "{name}: {most:,.0f} is below 0; a budget is what there is to spend, 0 where there is nothing", name=name, most=most
                )
        if bool(self.by_group) != (self.group is not None):
            yield say("group and by_group go together: the column, and how much each of its groups may spend")
        services = set(instance.options.service)
        yield from (unknown("service", name, services) for name in self.by_service if name not in services)
        if self.group is not None and self.group in instance.options:
            groups = set(instance.options[self.group].astype(str))
            yield from (unknown(self.group, name, groups) for name in self.by_group if name not in groups)

    def add(self, m: Model) -> None:
        options = m.instance.options
        if self.total is not None:
            m.require("budget", m.cost(self.of) <= self.total, ["total"])
        for service, most in self.by_service.items():
            m.require("budget", m.cost(self.of, chosen=of_service(options, service), buildings=not m.traits.shared) <= most, [service])
        if self.group is not None:
            group = options[self.group].astype(str)
            for name, most in self.by_group.items():
                chosen = np.asarray(group == name, float)
                m.require("budget", m.cost(self.of, chosen=chosen) <= most, [name])
