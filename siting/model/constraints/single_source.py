"""All people of a place go to one site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words
from siting.texts import Text, say


class SingleSource(Constraint):
    """
    All people of a demand row go to one outlet, or none of them are served.

        z_io = 0 or 1

    with z_io the share of demand row i that outlet o serves. Without it the people of a place may be divided among several.

    Neebe, A. and Rao, M. (1983), An algorithm for the fixed-charge assigning users to sources problem, Journal of the Operational Research
    Society 34, 1107-1113.
    """

    kind: Literal["single_source"] = "single_source"

    undivided: ClassVar[bool] = True
    physical: ClassVar[bool] = True

    @property
    def uses(self) -> frozenset[str]:
        # rows put together would have to go to one outlet together
        return frozenset({"demand", "reach"})

    def principles(self, words: Words) -> Iterator[Text]:
        yield say("All people of one place go to the same site.")

    def add(self, m: Model) -> None:
        _ = m.served
