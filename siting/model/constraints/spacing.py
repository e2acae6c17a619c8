"""Plans keep apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from siting.instance.instance import Instance, Ints
from siting.model.groups import unknown
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.vicinity import cliques, nearer, read, rooms
from siting.model.words import Words, way
from siting.scenario.quantities import Standard
from siting.texts import Sentences, Text, say


class Spacing(Constraint):
    """
    Open no two plans nearer to one another than this.

        x_j + x_k <= 1      for plans j, k that operate in one phase at two sites s, t with d_st < D

    with d_st the ``near.metres`` [m] or ``near.minutes`` [min] of the scenario's travel, the shorter of both directions. Two plans that
    keep or expand what stands (``options.action``) may be as near as they are today; beside one of them nothing new may come. What is at
    one site is not apart, so several rooms there may be used. Where many plans are all too near to one another, one row holds for all of
    them: sum_{j in C} x_j <= 1.

    Moon, I. and Chaudhry, S. (1984), An analysis of network location problems with distance constraints, Management Science 30, 290-307.
    """

    kind: Literal["spacing"] = "spacing"

    standing: ClassVar[tuple[str, ...]] = ("keep", "expand")
    """The actions by which what stands goes on."""

    at_least: Standard
    """D: how far two sites must be from one another, such as 500 m or 10 min."""
    services: tuple[str, ...] = ()
    """The services it holds for; all where absent."""
    across_services: bool = False
    """Whether plans of different services keep apart, too; else each service on its own."""
    existing: bool = False
    """Whether two plans that keep or expand what stands must keep apart, too."""

    @property
    def looks(self) -> Standard | None:
        return self.at_least

    @property
    def uses(self) -> frozenset[str]:
        return read(self.at_least) | {"options", "options.action", "options.room", "options.service", "options.site_id"}

    def problems(self, instance: Instance) -> Iterable[Text]:
        services = set(instance.options.service)
        yield from (unknown("service", service, services) for service in self.services if service not in services)

    def principles(self, words: Words) -> Iterator[Text]:
        told = {"way": way(self.at_least), "services": words.all_of(self.services)}
        apart = (
            say("Any two facilities for {services} are at least {way} apart, whichever of these they offer.", **told)
            if self.across_services
            else say("Any two facilities for the same service are at least {way} apart: {services}.", **told)
        )
        standing = say("This holds for those that stand today, too.") if self.existing else say("Those that stand today may stay nearer.")
        yield Sentences(apart, standing)

    def add(self, m: Model) -> None:
        inst = m.instance
        seen: set[bytes] = set()
        named: list[str] = []
        rows: list[Ints] = []
        for p, phase in enumerate(inst.phases.tolist()):
            for row in self._apart(m, inst.operates[:, p]):
                if row.tobytes() not in seen:  # what holds in one phase need not be said again for the next
                    seen.add(row.tobytes())
                    rows.append(row)
                    named.append(self._label(inst, row, phase))
        if rows:
            at = (np.repeat(np.arange(len(rows)), [len(row) for row in rows]), np.concatenate(rows))
            together = sparse.csr_array((np.ones(len(at[0])), at), shape=(len(rows), len(inst.options)))
            m.require("spacing", together @ m.open <= 1.0, named)

    def _label(self, instance: Instance, row: Ints, phase: int) -> str:
        """What a row is about: the service, the first two sites and how many more, the phase."""
        sites = list(dict.fromkeys(instance.options.site_id.to_numpy()[row].astype(str)))
        service = [] if self.across_services else [str(instance.options.service.iloc[row[0]])]
        more = [f"{len(sites) - 2} more"] if len(sites) > 2 else []
        return ",".join([*service, *sites[:2], *more, *([] if len(instance.phases) == 1 else [str(phase)])])

    def _apart(self, m: Model, operates: npt.NDArray[np.bool_]) -> Iterator[Ints]:
        """The sets of options of which at most one may be chosen among those that operate in a phase."""
        options = m.instance.options
        held = operates & np.asarray(options.service.isin(self.services or set(options.service)), bool)
        room = rooms(m.instance, held.astype(float), exclusive=m.traits.exclusive)
        told = pd.DataFrame({"site": options.site, "service": "" if self.across_services else options.service, "room": room})
        told["stands"] = options.action.isin(self.standing) & (not self.existing)
        told["option"] = np.arange(len(options))
        parts = told[held].groupby(["site", "service", "stands", "room"], sort=True).option.agg(list).reset_index()
        for group in cliques(self._pairs(m.instance, parts)):
            yield np.sort(np.concatenate([np.asarray(parts.option[k], np.int64) for k in group]))

    def _pairs(self, instance: Instance, parts: pd.DataFrame) -> Iterator[tuple[int, int]]:
        """The parts of which not two may be chosen, by number."""
        a, b = nearer(instance, self.at_least)
        part = parts[["site", "service", "stands"]].assign(part=np.arange(len(parts)))
        both = pd.DataFrame({"site": a, "beside": b}).merge(part, on="site").merge(part, left_on="beside", right_on="site")
        clash = (both.service_x == both.service_y) & ~(both.stands_x & both.stands_y)
        return zip(both.part_x[clash].tolist(), both.part_y[clash].tolist(), strict=True)
