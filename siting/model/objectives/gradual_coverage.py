"""Being near counts more than being just within reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

import numpy as np

from siting.instance.instance import Floats, Instance, Travel
from siting.model.groups import of_service, unknown
from siting.model.linear import Linear, weighted
from siting.model.model import Model
from siting.model.pieces import Objective
from siting.model.words import Words, way
from siting.scenario.quantities import Standard
from siting.texts import Listed, Sentences, Text, say


class GradualCoverage(Objective):
    """
    Cover as much need as possible, where coverage fades with travel.

        max  sum_i w_i a_i sum_o c(t_io) z_io          sum_o z_io <= 1;      z_io <= r_o

    with a_i the ``demand.need`` [unit of the service], w_i the ``demand.priority``, t_io the ``reach.minutes`` or ``reach.metres``, and
    c(t) = 1 up to `full`, 0 from `none` on, and in between, with s = (t - full) / (none - full):

        linear: c = 1 - s;      gaussian: c = (exp(-s^2 / 2) - exp(-1/2)) / (1 - exp(-1/2))

    or the shares of `steps`. The service's standard still says who can be served at all.

    Church, R. and Roberts, K. (1983), Generalized coverage models and public facility location, Papers of the Regional Science Association
    53, 117-135; Berman, O., Krass, D. and Drezner, Z. (2003), The gradual covering decay location problem on a network, European Journal of
    Operational Research 151, 474-480.
    """

    kind: Literal["gradual_coverage"] = "gradual_coverage"

    sense: ClassVar[Literal["max", "min"]] = "max"

    full: Standard
    """Up to here coverage is whole, such as 5 min or 300 m."""
    none: Standard
    """From here on there is none, such as 15 min or 1 km."""
    decay: Literal["linear", "gaussian", "step"] = "linear"
    """How coverage fades between the two."""
    steps: tuple[tuple[Standard, float], ...] = ()
    """With `step`: up to which travel which share counts, [[10 min, 0.6], [15 min, 0.3]]; what lies beyond the last counts nothing."""
    service: str | None = None
    """The service that counts; all where absent."""

    @property
    def uses(self) -> frozenset[str]:
        by_service = {"demand.service"} if self.service else set()
        return frozenset({"demand.need", "demand.priority", "reach", f"reach.{self._unit}"} | by_service)

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.demand.service):
            yield unknown("service", self.service, instance.demand.service.unique())
        units = {self.full.unit, self.none.unit, *(one.unit for one, _ in self.steps)}
        if len(units) > 1:
            yield say("full, none and steps must all be distances or all be times")
        if self.none.value <= self.full.value:
            yield say("none ({none}) must be farther than full ({full})", none=self.none, full=self.full)
        if (self.decay == "step") != bool(self.steps):
            yield say("steps go with decay: step, and decay: step needs them")
        ways, shares = [one.value for one, _ in self.steps], [share for _, share in self.steps]
        if ways != sorted(ways) or shares != sorted(shares, reverse=True) or any(not 0.0 <= share <= 1.0 for share in shares):
            yield say("steps go from near to far, with shares from 1 to 0 that never grow")

    def principles(self, words: Words) -> Iterator[Text]:
        aim = say(
            "The plan serves as much of {need} as it can, from near: up to {full} it counts whole, from {none} on not at all.",
            need=words.need(self.service),
            full=way(self.full),
            none=way(self.none),
        )
        yield Sentences(aim, self._fading(words))

    def _fading(self, words: Words) -> Text:
        """How coverage fades between the two."""
        if self.decay == "linear":
            return say("In between it counts evenly less and less.")
        if self.decay == "gaussian":
            return say("In between it counts less and less, slowly at first and then faster.")
        steps = [say("{share} up to {way}", share=words.share(share), way=way(standard)) for standard, share in self.steps]
        return say("In between it counts {steps}.", steps=Listed(*steps))

    def measured(self, value: float, words: Words) -> Text | str:
        return words.counted(value, self.service)

    def expression(self, m: Model) -> Linear:
        inst, (rows, _) = m.instance, m.instance.pairs
        weight = inst.need * inst.demand.priority.to_numpy(float) * of_service(inst.demand, self.service)
        return weighted(weight[rows] * self.shares(inst.travel(self._unit)), m.served)

    def shares(self, ways: Floats) -> Floats:
        """c(t); shape as given."""
        full, none = self.full.value, self.none.value
        far = np.clip((ways - full) / (none - full), 0.0, 1.0)
        if self.decay == "linear":
            return np.asarray(1.0 - far, float)
        if self.decay == "gaussian":
            return np.asarray((np.exp(-(far**2) / 2) - np.exp(-0.5)) / (1.0 - np.exp(-0.5)), float)
        ends, share = np.array([one.value for one, _ in self.steps]), np.array([*(part for _, part in self.steps), 0.0])
        return np.where(ways <= full, 1.0, np.where(ways >= none, 0.0, share[np.searchsorted(ends, ways, side="left")]))

    @property
    def _unit(self) -> Travel:
        return "minutes" if self.full.unit == "min" else "metres"
