"""How many plans may, or must, be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import numpy as np
from pydantic import NonNegativeInt

from siting.instance.instance import Floats, Instance
from siting.instance.tables import ACTIONS
from siting.model.groups import of_service, unknown
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words, done, in_full
from siting.texts import Text, say


class Count(Constraint):
    """
    Choose so many.

        low <= sum_{j in J} x_j <= high

    with J all options but those that keep what stands, or those of one service or of some actions.

    Church, R. and ReVelle, C. (1974), Papers of the Regional Science Association 32, 101-118 (there: sum_j x_j = p).
    """

    kind: Literal["count"] = "count"

    exactly: NonNegativeInt | None = None
    """p: how many to choose, no more and no fewer."""
    at_least: NonNegativeInt | None = None
    """Fewest to choose."""
    at_most: NonNegativeInt | None = None
    """Most to choose."""
    service: str | None = None
    """Count the plans of this service only; of all together where absent."""
    actions: tuple[str, ...] | None = None
    """Count these actions only; all but `keep` where absent."""

    @property
    def uses(self) -> frozenset[str]:
        # a floor forbids dropping an option, so each is told from every other
        floor = {"options"} if self.exactly or self.at_least else set()
        return frozenset({"options.action"} | floor | ({"options.service"} if self.service else set()))

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.exactly is None and self.at_least is None and self.at_most is None:
            yield say("give exactly, at_least or at_most")
        if self.service is not None and self.service not in set(instance.options.service):
            yield unknown("service", self.service, instance.options.service.unique())
        yield from (unknown("action", action, ACTIONS) for action in self.actions or () if action not in ACTIONS)
        low = max(self.exactly or 0, self.at_least or 0)
        if low > (most := int(self._counted(instance).sum())):
            yield say("asks for {low}, but there are only {most} options to choose from", low=low, most=most)

    def principles(self, words: Words) -> Iterator[Text]:
        told = {"facilities": words.facilities(self.service), "actions": done(self.actions)}
        if self.exactly is not None:
            yield say("Of {facilities}, exactly {number} are {actions}.", number=in_full(self.exactly), **told)
        if self.at_least is not None:
            yield say("Of {facilities}, at least {number} must be {actions}.", number=in_full(self.at_least), **told)
        if self.at_most is not None:
            yield say("Of {facilities}, at most {number} may be {actions}.", number=in_full(self.at_most), **told)

    def add(self, m: Model) -> None:
        chosen = self._counted(m.instance) @ m.open
        label = [self.service or "all"]
        if self.exactly is not None:
            m.require("count", chosen == float(self.exactly), label)
        if self.at_least is not None:
            m.require("count_at_least", chosen >= float(self.at_least), label)
        if self.at_most is not None:
            m.require("count_at_most", chosen <= float(self.at_most), label)

    def _counted(self, instance: Instance) -> Floats:
        """1 for the options of J; shape (options,)."""
        action = instance.options.action
        counted = action.isin(self.actions) if self.actions is not None else action != "keep"
        return np.asarray(counted.to_numpy(float) * of_service(instance.options, self.service))
