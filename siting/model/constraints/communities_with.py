"""So many communities have the service: communities are counted, not people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, PositiveFloat
from scipy import sparse

from siting.instance.instance import Instance
from siting.model.groups import Groups, groups, late, unknown
from siting.model.linear import Linear
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words, since
from siting.texts import Listed, Sentences, Text, say

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class CommunitiesWith(Constraint):
    """
    At least this share of the communities has the service.

        sum_c h_c >= S C - e;          h_c <= sum_{j in c} x_j   (inside)     or     h_c R A_c <= sum_{i in c} a_i y_i   (reached)

    with h_c 1 where community c has it, C the communities in which somebody needs it, e what the target is missed by where it has a
    `price`, a_i the ``demand.need`` and A_c its sum over c. Inside: an option that operates stands in it (by the same column of the
    options). Reached: at least R of its need is covered, from wherever. Each phase and projection stands for itself.

    The measure is that of the policy of 2025-03: embedded daycare in more than 80 % of communities.
    """

    kind: Literal["communities_with"] = "communities_with"

    service: str
    """The service."""
    share: Share | None = None
    """S: the least share of communities, 0 to 1."""
    milestones: dict[int, Share] = {}
    """S by phase, {2030: 0.65, 2035: 0.8}, each from that phase on; instead of `share`."""
    reading: Literal["inside", "reached"] = "reached"
    """Whether the service must stand in the community, or be within reach of its people."""
    residents: Annotated[float, Field(gt=0.0, le=1.0)] = 0.5
    """R: with `reached`, the least share of the community's need that is covered, 0 to 1."""
    group: str = "community"
    """Column of the communities."""
    by: int | None = None
    """With `share`, the phase from which it holds; from the first where absent."""
    price: PositiveFloat | None = None
    """What each community short of the target costs, in the objective's own unit; the target must be met where absent."""

    @property
    def uses(self) -> frozenset[str]:
        demand = {f"demand.{column}" for column in ("need", "service", "phase", "projection", self.group)}
        options = {"options.service", f"options.{self.group}"} if self.reading == "inside" else {"reach"}
        return frozenset(demand | options)

    def problems(self, instance: Instance) -> Iterable[Text]:
        if (self.share is None) == (not self.milestones):
            yield say("give either share or milestones")
        if self.service not in set(instance.demand.service):
            yield unknown("service", self.service, instance.demand.service.unique())
        yield from late(self.by, instance)
        for phase in self.milestones:
            yield from late(phase, instance)
        if self.by is not None and self.milestones:
            yield say("by goes with share; each of the milestones says its own phase")

    def principles(self, words: Words) -> Iterator[Text]:
        goals = [say("{share} from {phase} on", share=words.share(share), phase=phase) for phase, share in sorted(self.milestones.items())]
        told = {"areas": words.areas(self.group), "goal": Listed(*goals) if goals else words.share(self.share or 0.0)}
        service = words.service(self.service)
        goal = (
            say("Of the {areas}, at least {goal} have {service} of their own.", service=service, **told)
            if self.reading == "inside"
            else say(
                "Of the {areas}, at least {goal} are provided with {service}: {residents} of their need or more is served.",
                service=service,
                residents=words.share(self.residents),
                **told,
            )
        )
        yield Sentences(goal, *since(self.by), *words.priced(self.price, say("each area")))

    def add(self, m: Model) -> None:
        demand = m.instance.demand
        parts = groups(demand, group=self.group, service=self.service, by=min(self.milestones, default=self.by))
        weight = parts.matrix @ sparse.diags_array(m.instance.need)
        total = np.asarray(weight.sum(axis=1)).ravel()
        needed = np.flatnonzero(total > 0)
        names = [parts.labels[g] for g in needed.tolist()]
        have = m.family("group_served", names, integer=True)
        if self.reading == "inside":
            m.require("community_has", have <= self._inside(m.instance, parts)[needed] @ m.open, names)
        else:
            m.require("community_has", have * (self.residents * total[needed]) <= weight[needed] @ m.covered, names)
        self._count(m, have, np.array(parts.kinds, int)[needed], parts)

    def _count(self, m: Model, have: Linear, kind: np.ndarray, parts: Groups) -> None:
        """The communities that have it are enough, in each phase and projection."""
        kinds, at = np.unique(kind, return_inverse=True)
        count = sparse.csr_array((np.ones(len(at)), (at, np.arange(len(at)))), shape=(len(kinds), len(at)))
        first = {k: parts.matrix[[parts.kinds.index(k)]].indices[0] for k in kinds.tolist()}
        rows = m.instance.demand.iloc[[first[k] for k in kinds.tolist()]]
        wanted = np.array([self._share(int(phase)) for phase in rows.phase]) * np.bincount(at, minlength=len(kinds))
        alone = len(m.instance.scenes) == 1
        told = [",".join(filter(None, [str(phase), str(future)])) for phase, future in zip(rows.phase, rows.projection, strict=True)]
        names = [self.service if alone else f"{self.service},{scene}" for scene in told]
        # a share of the communities is met by whole ones
        least = np.ceil(wanted - 1e-9)
        reached = count @ have
        if self.price is not None:
            reached = reached + m.short(self.named, names, price=self.price)
        m.require("communities_with", reached >= least, names)

    def _share(self, phase: int) -> float:
        """S in a phase."""
        passed = [year for year in self.milestones if year <= phase]
        return self.milestones[max(passed)] if passed else (self.share or 0.0)

    def _inside(self, instance: Instance, parts: Groups) -> sparse.csr_array:
        """1 where an option of the service stands in the community of a group and operates in its phase; shape (groups, options)."""
        options = instance.options
        mine = (options.service == self.service).to_numpy()
        place = options[self.group].astype(str).to_numpy()
        rows, columns = [], []
        for g, name in enumerate(parts.names):
            phase = int(instance.demand.phase.iloc[parts.matrix[[g]].indices[0]])
            here = mine & (place == name) & instance.operates[:, int(np.searchsorted(instance.phases, phase))]
            columns += np.flatnonzero(here).tolist()
            rows += [g] * int(here.sum())
        return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(parts.names), len(options)))
