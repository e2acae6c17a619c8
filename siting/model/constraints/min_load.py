"""What is opened must be worth running."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from siting.instance.instance import Floats, Instance
from siting.model.groups import of_service, unknown
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words
from siting.texts import Sentences, Text, say


class MinLoad(Constraint):
    """
    Serve at least so much, or do not open.

        sum_i a_i z_io >= sum_{j in o} m_jp x_j      for every outlet o

    with m_jp the ``options.min_load`` [unit of the service] in the phase p of the outlet, or a share of ``options.capacity``. Plans that
    keep what stands are left out unless asked for: they may be empty today.

    Carreras, M. and Serra, D. (1999), On optimal location with threshold requirements, Socio-Economic Planning Sciences 33, 91-103.
    """

    kind: Literal["min_load"] = "min_load"

    utilisation: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """Smallest share of the capacity to fill, 0 to 1; the column `min_load` counts where absent."""
    service: str | None = None
    """The service it holds for; all where absent."""
    existing: bool = False
    """Whether plans that keep what stands must be filled too."""

    @property
    def uses(self) -> frozenset[str]:
        # a share of the capacity makes more of it harder to fill, so neither of two options is the better one
        least = {"options.min_load"} if self.utilisation is None else {"options", "options.capacity"}
        return frozenset({"demand.need", "options.action", "reach"} | least | ({"options.service"} if self.service else set()))

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.options.service):
            yield unknown("service", self.service, instance.options.service.unique())
        if not np.isfinite(self._least(instance)).all():
            yield say("a plan without a known capacity cannot be filled to a share of it; give capacities or use the column min_load")

    def principles(self, words: Words) -> Iterator[Text]:
        told = {"facilities": words.facilities(self.service)}
        least = (
            say("Of {facilities}, each that is new or changed serves at least what makes it worth running.", **told)
            if self.utilisation is None
            else say(
                "Of {facilities}, each that is new or changed serves at least {share} of what it has room for.",
                share=words.share(self.utilisation),
                **told,
            )
        )
        yield Sentences(least, *([say("What is kept as it stands counts, too.")] if self.existing else []))

    def add(self, m: Model) -> None:
        m.require("min_load", m.load >= m.by_outlet(self._least(m.instance)) @ m.open, range(m.instance.outlets.count))

    def _least(self, instance: Instance) -> Floats:
        """m_jp; shape (options, phases)."""
        options = instance.options
        held = np.asarray(of_service(options, self.service) * ((options.action != "keep").to_numpy() | self.existing))
        least = instance.by_phase("min_load") if self.utilisation is None else self.utilisation * instance.by_phase("capacity")
        return np.where(held[:, None] > 0, least, 0.0)
