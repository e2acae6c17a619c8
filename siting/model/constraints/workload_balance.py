"""Some sites are not idle while others are overrun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import numpy as np
from pydantic import NonNegativeFloat
from scipy import sparse

from siting.instance.instance import Floats, Instance, Ints
from siting.model.groups import incidence, of_service, unknown
from siting.model.linear import Linear
from siting.model.model import Model
from siting.model.outlets import kinds, within_reach
from siting.model.pieces import Constraint
from siting.model.vicinity import rooms
from siting.model.words import Words
from siting.texts import Sentences, Text, say


class WorkloadBalance(Constraint):
    """
    Of the open outlets of a service, the busiest serves at most so much more than the least busy.

        l <= L_o + M (1 - r_o + k_o),    L_o <= (1 + D) l + A_o k_o      for every outlet o, with L_o = sum_i a_i z_io
        sum_j q_jp l_j <= L_o <= (1 + D) sum_j q_jp l_j + A_o k_o        of the utilisation, with l_j = l x_j for every plan j of o

    with a_i the ``demand.need`` [unit of the service], q_jp the ``options.capacity`` in the phase p of the outlet, r_o 1 where it is open,
    A_o what can reach it and M the most that can reach any. Each service, phase and projection has an l of its own. Where a facility is
    kept as it stands (k_o = 1) the outlet is left out, unless asked for: it may be empty today. l_j = l x_j is linear: l_j <= l,
    l_j <= u_j x_j and l_j >= l - U (1 - x_j + k_o), with u_j = A_o / q_jp and U the largest of those. Whoever is turned away so that loads
    are alike counts as not served.

    Sanchez-Oro, J., Lopez-Sanchez, A., Martinez-Gavara, A., Hernandez-Diaz, A. and Duarte, A. (2021), A hybrid strategic oscillation with
    path relinking algorithm for the multiobjective k-balanced center location problem, Mathematics 9, 853 (there the difference of the
    largest and the smallest load is made small).
    """

    kind: Literal["workload_balance"] = "workload_balance"

    at_most: NonNegativeFloat
    """D: by which share the largest load may exceed the smallest: 0.5 is half as much again."""
    of: Literal["load", "utilisation"] = "load"
    """What is alike: `load`, how much is served, or `utilisation`, how much of the capacity is used."""
    service: str | None = None
    """The service it holds for; each of them where absent."""
    existing: bool = False
    """Whether outlets where a facility is kept as it stands count, too."""

    @property
    def turns_away(self) -> bool:
        return True

    @property
    def uses(self) -> frozenset[str]:
        # an outlet more is one more that must be as busy as the others, so no option stands for another
        read = {"demand.need", "options", "options.service", "reach"}
        action = set() if self.existing else {"options.action"}
        return frozenset(read | action | ({"options.capacity"} if self.of == "utilisation" else set()))

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.options.service):
            yield unknown("service", self.service, instance.options.service.unique())
        if self.of == "utilisation" and not np.isfinite(instance.by_phase("capacity")[self._counted(instance) > 0]).all():
            yield say("a plan without a known capacity has no utilisation; give capacities, or use of: load")

    def principles(self, words: Words) -> Iterator[Text]:
        told = {"facilities": words.facilities(self.service), "share": words.share(self.at_most)}
        alike = (
            say("Of {facilities} that are new or changed, the busiest serves at most {share} more than the least busy.", **told)
            if self.of == "load"
            else say(
                "Of {facilities} that are new or changed, the fullest is used at most {share} more, for its size, than the emptiest.",
                **told,
            )
        )
        each = [say("Each service is looked at on its own.")] if self.service is None and len(words.services) > 1 else []
        yield Sentences(alike, *each, *([say("What is kept as it stands counts, too.")] if self.existing else []))

    def add(self, m: Model) -> None:
        members = np.flatnonzero(self._counted(m.instance)[m.instance.outlets.option] > 0)
        if members.size:
            (self._loads if self.of == "load" else self._utilisations)(m, members)

    def _loads(self, m: Model, members: Ints) -> None:
        """The smallest load is below that of each outlet with an open plan; a row for each room, whose plans exclude one another."""
        inst, outlets = m.instance, m.instance.outlets
        room = rooms(inst, self._counted(inst), exclusive=m.traits.exclusive)[outlets.option[members]]
        both, part = np.unique(np.column_stack([outlets.outlet[members], room]), axis=0, return_inverse=True)
        opened = sparse.csr_array((np.ones(len(members)), (part.ravel(), outlets.option[members])), shape=(len(both), len(m.open))) @ m.open
        at = both[:, 0]
        kind, most = _kinds(inst, at, within_reach(inst)[at])
        least = m.family("smallest_load", range(len(most)), upper=None)
        free = opened * -1.0 + _pick(at, self._kept(m)) + 1.0
        m.require("smallest_load", _pick(kind, least) <= _pick(at, m.load) + free * most[kind], [f"{o},{r}" for o, r in both.tolist()])
        each, first = np.unique(at, return_index=True)
        self._balance(m, each, _pick(kind[first], least))

    def _utilisations(self, m: Model, members: Ints) -> None:
        """The smallest utilisation l_j of each plan that is chosen, and 0 for those that are not."""
        inst, outlets = m.instance, m.instance.outlets
        at, option = outlets.outlet[members], outlets.option[members]
        held = inst.by_phase("capacity")[option, outlets.phase[members]]
        full = np.divide(within_reach(inst)[at], held, out=np.zeros(len(held)), where=held > 0)
        kind, most = _kinds(inst, at, full)
        names = [f"{o},{j}" for o, j in zip(at.tolist(), option.tolist(), strict=True)]
        least = _pick(kind, m.family("smallest_utilisation", range(len(most)), upper=None))
        own, chosen = m.family("utilisation_if_open", names, upper=None), _pick(option, m.open)
        # a plan without room serves nobody, whatever the others' utilisation
        m.require("smallest_if_open", own <= chosen * np.where(held > 0, full, most[kind]), names)
        m.require("smallest_at_most", own <= least, names)
        m.require("smallest_at_least", least <= own + (chosen * -1.0 + _pick(at, self._kept(m)) + 1.0) * most[kind], names)
        each, part = np.unique(at, return_inverse=True)
        filled = sparse.csr_array((held, (part, np.arange(len(held)))), shape=(len(each), len(held))) @ own
        m.require("smallest_load", filled <= _pick(each, m.load), each.tolist())
        self._balance(m, each, filled)

    def _balance(self, m: Model, outlets: Ints, smallest: Linear) -> None:
        """L_o <= (1 + D) l + A_o k_o."""
        reach = within_reach(m.instance)[outlets]
        most = smallest * (1.0 + self.at_most) + _pick(outlets, self._kept(m)) * reach
        m.require("workload_balance", _pick(outlets, m.load) <= most, outlets.tolist())

    def _kept(self, m: Model) -> Linear:
        """k_o: how many plans of each outlet keep what stands and so take it out of the comparison; of length (outlets,)."""
        keep = (m.instance.options.action == "keep").to_numpy() & (not self.existing)
        return m.by_outlet(np.where(keep[:, None], 1.0, np.zeros(m.instance.operates.shape))) @ m.open

    def _counted(self, instance: Instance) -> Floats:
        """1 for the options whose outlets are compared; shape (options,)."""
        counted = (instance.options.action != "keep").to_numpy() | self.existing
        return np.asarray(of_service(instance.options, self.service) * counted)


def _kinds(instance: Instance, outlets: Ints, values: Floats) -> tuple[Ints, Floats]:
    """For some outlets their kind, numbered from 0, and the largest value of each kind; shapes (outlets,) and (kinds,)."""
    kind = np.unique(kinds(instance)[outlets], return_inverse=True)[1]
    most = np.zeros(int(kind.max()) + 1)
    np.maximum.at(most, kind, values)
    return kind, most


def _pick(rows: Ints, linear: Linear) -> Linear:
    """Some expressions of a vector, in this order."""
    picked: Linear = incidence(rows, len(linear)).T @ linear
    return picked
