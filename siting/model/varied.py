"""One limit of a question that is moved, while all else stays: more money, or less; more sites, or fewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Literal

from siting.errors import InstanceError
from siting.model.constraints.budget import Budget
from siting.model.constraints.count import Count
from siting.model.constraints.funding import Funding
from siting.model.pieces import Constraint
from siting.texts import Joined, Text, Unit, say

Of = Literal["budget", "count"]
FARTHEST = 1.5
"""The largest limit looked at, as a multiple of the scenario's own."""


@dataclass(frozen=True)
class Varied:
    """
    The limit that moves.

    Parameters
    ----------
    of
        ``budget``: the `total` of a budget of capital; ``count``: the most that a count allows.
    piece
        The constraint whose limit it is.
    own
        The limit that the scenario sets [currency, or plans].
    """

    of: Of
    piece: Budget | Count
    own: float

    def among(self, constraints: Sequence[Constraint], limit: float) -> tuple[Constraint, ...]:
        """The constraints with another limit in the place of the scenario's own."""
        # what must be exactly so many is at most so many here: a plan for fewer is a plan for more
        changed = {"total": limit} if self.of == "budget" else {"at_most": round(limit), "exactly": None}
        return tuple(one.model_copy(update=changed) if one is self.piece else one for one in constraints)

    def said(self, limit: float, currency: str = "") -> Text:
        """A limit in words: 60,000,000 CNY; 12 sites."""
        number = f"{limit:,.0f}" if limit == round(limit) else f"{limit:,.6g}"
        if self.of == "count":
            return say("{number} sites", number=number)
        return Joined(number, Unit(currency), between=" ") if currency else say("{number} of money", number=number)

    @property
    def same(self) -> bool:
        """Whether the question at the scenario's own limit is the scenario's question."""
        return isinstance(self.piece, Budget) or self.piece.exactly is None

    def steps(self, count: int) -> list[float]:
        """
        So many limits, evenly spaced from 0 to 1.5 times the scenario's own, which takes the place of the one nearest to it; round numbers.

        Raises
        ------
        InstanceError
            Where there are fewer than two, or the scenario's own limit is 0.
        """
        if count < 2:
            raise InstanceError("steps: {count} is too few; a curve needs at least two points", count=count)
        if self.own <= 0:
            raise InstanceError("{of}: the scenario's own limit is 0, so there is nothing to take shares of; give values", of=self.of)
        shares = [FARTHEST * k / (count - 1) for k in range(count)]
        # the first point is what stands today, so it stays
        nearest = min(range(1, count), key=lambda k: abs(shares[k] - 1.0))
        shares[nearest] = 1.0
        return self._ordered(self.own if share == 1.0 else self._round(share * self.own) for share in shares)

    def given(self, values: Iterable[float]) -> list[float]:
        """
        These limits and the scenario's own, in order.

        Raises
        ------
        InstanceError
            Where one of them cannot be a limit.
        """
        values = [float(value) for value in values]
        for value in values:
            if not isfinite(value) or value < 0:
                raise InstanceError("values: {value:,.12g} is no limit; give numbers of 0 or more", value=value)
            if self.of == "count" and value != round(value):
                raise InstanceError("values: {value:,.12g} is no number of sites; give whole numbers", value=value)
        return self._ordered([*values, self.own])

    def _ordered(self, values: Iterable[float]) -> list[float]:
        return sorted(set(values))

    def _round(self, value: float) -> float:
        """A whole number of plans; of money as many digits as the scenario's own limit has, and two at least."""
        unit = 1.0 if self.of == "count" else 10.0 ** (floor(log10(self.own)) - 1)
        return floor(value / unit + 0.5) * unit if unit >= 1.0 else round(floor(value / unit + 0.5) * unit, 12)


def varied(constraints: Sequence[Constraint], of: Of | None = None) -> Varied:
    """
    The limit that a frontier moves: of several budgets the smallest, of several counts the one of most plans.

    Parameters
    ----------
    of
        Which kind; the budget where absent and there is one, else the count.

    Raises
    ------
    InstanceError
        Where the question has no such limit; says what to add.
    """
    budgets = [one for one in constraints if isinstance(one, Budget) and one.of == "capital" and one.total is not None]
    counts = [one for one in constraints if isinstance(one, Count) and most(one) is not None]
    if budgets and of != "count":
        least = min(budgets, key=lambda one: one.total or 0.0)
        return Varied("budget", least, float(least.total or 0.0))
    if counts and of != "budget":
        widest = min(counts, key=lambda one: (one.service is not None, one.actions is not None))
        return Varied("count", widest, float(most(widest) or 0))
    wanted = {
        "budget": say("a budget of capital with a total, such as - {{kind: budget, total: 10_000_000}}"),
        "count": say("a count with an upper limit, such as - {{kind: count, at_most: 10}}"),
    }
    if of is not None:
        raise InstanceError("a frontier moves one limit, and this scenario has none to move; add {wanted}", wanted=wanted[of])
    raise InstanceError("a frontier moves one limit, and this scenario has none to move; add {budget}, or {count}", **wanted)


def most(count: Count) -> int | None:
    """The upper limit of a count; None where it has none."""
    given = [one for one in (count.at_most, count.exactly) if one is not None]
    return min(given, default=None)


def others(moved: Varied, constraints: Sequence[Constraint]) -> Iterator[Text]:
    """What one must know of the limits that do not move."""
    if isinstance(moved.piece, Count) and not moved.same:
        yield say(
            "count: exactly {count} is read as at most so many, so that a plan for fewer is a plan for more", count=f"{moved.own:.0f}"
        )
    if moved.of != "budget":
        return
    if isinstance(moved.piece, Budget) and moved.piece.by_phase:
        yield say("by_phase stays as it is: it says when money comes; beyond what all phases bring together, a larger total buys nothing")
    inside = [name for name in ("by_service", "by_group") if getattr(moved.piece, name)]
    beside = [one.named for one in constraints if one is not moved.piece and isinstance(one, (Budget, Funding))]
    if inside or beside:
        yield say("only the total of the budget moves; other limits on money stay as they are: {names}", names=", ".join(inside + beside))
