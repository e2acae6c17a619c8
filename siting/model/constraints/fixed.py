"""This site must, that one must not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import numpy as np

from siting.instance.instance import Instance
from siting.model.groups import incidence, of_service, unknown
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words
from siting.texts import Listed, Text, say


class Fixed(Constraint):
    """
    Decide for some sites beforehand.

        sum_{j at s} x_j >= 1   for s in `open`;        x_j = 0   for every option j at s in `closed`
    """

    kind: Literal["fixed"] = "fixed"

    open: tuple[str | int, ...] = ()
    """Sites at which a plan must be chosen, by their ids."""
    closed: tuple[str | int, ...] = ()
    """Sites at which none may be chosen, by their ids."""
    service: str | None = None
    """The service it holds for; any service where absent."""

    @property
    def uses(self) -> frozenset[str]:
        return frozenset({"options.site_id"} | ({"options.service"} if self.service else set()))

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.options.service):
            yield unknown("service", self.service, instance.options.service.unique())
        if "site_id" not in instance.options:
            return
        offered = instance.options[of_service(instance.options, self.service) > 0]
        known = set(offered.site_id.astype(str))
        yield from (unknown("site", site, known) for site in (*self.open, *self.closed) if str(site) not in known)
        if both := sorted({*map(str, self.open)} & {*map(str, self.closed)}):
            yield say("{sites}: both open and closed", sites=", ".join(both))

    def principles(self, words: Words) -> Iterator[Text]:
        for_what = words.all_of(() if self.service is None else (self.service,))
        if self.open:
            sites = Listed(*self.open)
            yield (
                say("These sites are used, as decided beforehand: {sites}.", sites=sites)
                if self.service is None
                else say("These sites are used for {service}, as decided beforehand: {sites}.", service=for_what, sites=sites)
            )
        if self.closed:
            sites = Listed(*self.closed)
            yield (
                say("These sites are not used, as decided beforehand: {sites}.", sites=sites)
                if self.service is None
                else say("These sites are not used for {service}, as decided beforehand: {sites}.", service=for_what, sites=sites)
            )

    def add(self, m: Model) -> None:
        options = m.instance.options
        ids = np.where(of_service(options, self.service) > 0, options.site_id.astype(str), "")
        for name, sites, limit in (("fixed_open", self.open, 1.0), ("fixed_closed", self.closed, 0.0)):
            wanted = list(dict.fromkeys(str(site) for site in sites))
            if not wanted:
                continue
            place = {site: k for k, site in enumerate(wanted)}
            rows = np.flatnonzero([site in place for site in ids])
            at = incidence([place[site] for site in ids[rows]], len(wanted)) @ (incidence(rows, len(options)).T @ m.open)
            m.require(name, at >= limit if limit else at <= limit, wanted)
