"""Several services share one building."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import PositiveInt

from siting.instance.instance import Instance
from siting.model.groups import incidence
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words, in_full
from siting.texts import Sentences, Text, say


class Together(Constraint):
    """
    The services at one site share what the building costs and its floor area.

        x_j <= v_s                              for every option j at site s; F_s v_s is paid once
        sum_{j at s} A_jp x_j <= A_s            for every site s and phase p

    with F_s the ``options.site_capital`` [currency], A_jp the ``options.area`` and A_s the ``options.site_area`` [m2]. Without this
    piece each service pays for the building on its own and floor area is not looked at.
    """

    kind: Literal["together"] = "together"

    shares_buildings: ClassVar[bool] = True

    at_most: PositiveInt | None = None
    """Most services to have at one site; no limit where absent."""

    @property
    def uses(self) -> frozenset[str]:
        return frozenset({"options.site", "options.site_capital", "options.area", "options.site_area"})

    def problems(self, instance: Instance) -> Iterable[Text]:
        for column in ("site_capital", "site_area"):
            # a facility that stands has no price or floor of its own in the tables; a candidate for the same building has
            given = instance.options[np.isfinite(instance.options[column]) & (instance.options[column] > 0)]
            spread = given.groupby("site")[column].nunique()
            if (many := spread[spread > 1]).size:
                yield say("{column} differs between the plans of {n} sites; a building has one", column=column, n=many.size)

    def principles(self, words: Words) -> Iterator[Text]:
        shared = say("Services at one site share the building: it is paid for once, and they fit into its floor area.")
        most = [] if self.at_most is None else [say("Services at one site: {most} at most.", most=in_full(self.at_most))]
        yield Sentences(shared, *most)

    def add(self, m: Model) -> None:
        options = m.instance.options
        codes, sites = pd.factorize(options.site)
        at = incidence(codes, len(sites))
        floor = options.groupby("site", sort=False).site_area.min().to_numpy(float)
        for p, phase in enumerate(m.instance.phases.tolist()):
            area, here = m.instance.by_phase("area")[:, p], m.instance.operates[:, p].astype(float)
            names = sites.to_numpy() if len(m.instance.phases) == 1 else np.array([f"{site},{phase}" for site in sites])
            tight = np.isfinite(floor) & (np.asarray(at @ area) > floor)
            if tight.any():
                m.require("floor_area", at[tight] @ (m.open * area) <= floor[tight], names[tight].tolist())
            if self.at_most is not None:
                m.require("services_at_site", at @ (m.open * here) <= float(self.at_most), names.tolist())
