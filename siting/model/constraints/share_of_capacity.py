"""Of what is new, so much is for nursing, public, or near home."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field, PositiveFloat

from siting.instance.instance import Floats, Instance
from siting.instance.tables import ACTIONS
from siting.model.groups import of_service, unknown
from siting.model.linear import weighted
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words, done
from siting.texts import Listed, Sentences, Text, say


class ShareOfCapacity(Constraint):
    """
    Of the capacity chosen, or of the money spent on it, at least this share is of one sort.

        sum_{j in J} v_jp x_j + e >= S sum_{j in J} q_jp x_j      for every phase p; of capital for all phases together

    with J the options of a service and of some actions, q_jp their ``options.capacity`` [unit of the service], or with `measure: capital`
    their ``options.capital`` [currency], and v_jp as much of it as is of the sort: the number that stands in the column `of`, such as
    nursing beds, or all of q_jp where the column is true or holds one of the words `like`. e is what is missed where it has a `price`.
    """

    kind: Literal["share_of_capacity"] = "share_of_capacity"

    of: str
    """Column of options that says how much is of the sort: a number of units, true or false, or a word."""
    like: tuple[str, ...] = ()
    """The words that count, where the column holds words, such as [community]."""
    at_least: Annotated[float, Field(ge=0.0, le=1.0)]
    """S: the least share, 0 to 1."""
    service: str | None = None
    """The service whose options are counted; all where absent."""
    actions: tuple[str, ...] = ("expand", "convert", "build", "rent", "mobile", "home", "buy")
    """The actions that are counted; all but `keep` where absent."""
    measure: Literal["capacity", "capital"] = "capacity"
    """Whether the share is one of capacity or of capital."""
    price: PositiveFloat | None = None
    """What each unit short of the target costs, in the objective's own unit; the target must be met where absent."""

    @property
    def uses(self) -> frozenset[str]:
        # what is not of the sort makes the share smaller, so neither of two options is the better one
        by_service = {"options.service"} if self.service else set()
        return frozenset({"options", "options.action", f"options.{self.measure}", f"options.{self.of}"} | by_service)

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.options.service):
            yield unknown("service", self.service, instance.options.service.unique())
        yield from (unknown("action", action, ACTIONS) for action in self.actions if action not in ACTIONS)
        if self.of not in instance.options:
            return
        words = not pd.api.types.is_numeric_dtype(instance.options[self.of]) and not pd.api.types.is_bool_dtype(instance.options[self.of])
        if words != bool(self.like):
            yield say('like goes with a column of words, and "{column}" holds {kind}', column=self.of, kind="words" if words else "numbers")
        if self.measure == "capital" and not words and not pd.api.types.is_bool_dtype(instance.options[self.of]):
            yield say('of capital, a part can be told by true and false or by words, and "{column}" holds numbers', column=self.of)
        if not words and (blank := int((~np.isfinite(instance.options[self.of].to_numpy(float)) & (self._counted(instance) > 0)).sum())):
            yield say("{column}: {blank} plans have no number", column=self.of, blank=blank)
        endless = int(np.isinf(instance.options.capacity.to_numpy(float)[self._counted(instance) > 0]).sum())
        if self.measure == "capacity" and endless:
            yield say("{endless} options have no limit, so there is no share of their capacity", endless=endless)

    def principles(self, words: Words) -> Iterator[Text]:
        sort: Text | str = words.column(self.of)
        if self.like:
            sort = say("{column}: {words}", column=sort, words=Listed(*self.like, last="or"))
        default = self.actions == type(self).model_fields["actions"].default
        told = {"actions": done(None if default else self.actions), "share": words.share(self.at_least), "sort": sort}
        if self.measure == "capital":
            of = words.facilities(self.service)
            least = say(
                "Of what is paid once for {facilities} that are {actions}, at least {share} goes to “{sort}”.", facilities=of, **told
            )
        else:
            of = words.facilities(self.service)
            least = say("Of the room in {facilities} that are {actions}, at least {share} is “{sort}”.", facilities=of, **told)
        yield Sentences(least, *words.priced(self.price, say("each unit of money") if self.measure == "capital" else say("each unit")))

    def add(self, m: Model) -> None:
        inst = m.instance
        column = inst.options[self.of]
        amounts = inst.by_phase(self.measure)
        # money is a target for the whole plan, capacity one for each of its phases
        phases = {str(phase): amounts[:, p] for p, phase in enumerate(inst.phases.tolist())}
        if self.measure == "capital":
            phases = {"all": amounts.sum(axis=1)}
        for phase, amount in phases.items():
            whole = amount * self._counted(inst)
            if self.like:
                sort = whole * column.astype(str).isin(self.like).to_numpy(float)
            elif pd.api.types.is_bool_dtype(column):
                sort = whole * column.to_numpy(float)
            else:
                sort = np.where(whole > 0, column.to_numpy(float), 0.0)
            left = weighted(sort - self.at_least * whole, m.open)
            name = self.of if len(phases) == 1 else f"{self.of},{phase}"
            if self.price is not None:
                left = left + m.short(self.named, [name], price=self.price)
            m.require("share_of_capacity", left >= 0.0, [name])

    def _counted(self, instance: Instance) -> Floats:
        """1 for the options of J; shape (options,)."""
        return np.asarray(of_service(instance.options, self.service) * instance.options.action.isin(self.actions).to_numpy(float))
