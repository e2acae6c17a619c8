"""
Every plan of a tiny instance with phases and projections, judged from the records by rules written a second time.

A rule about plans says yes or no; a rule about people adds rows to a small program of its own, in which only the flows of one plan are
open. Nothing here is shared with the project's program or matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import product

import numpy as np

from siting.instance.instance import Instance
from tests.model.brute import Question, Rule
from tests.model.cases import Books, Case, Expression, Flows, Plan, added, scaled
from tests.model.people_rules import SERVED
from tests.model.plan_rules import ALLOWED
from tests.model.worths import WORTH, sense_of

Worth = Callable[[Case], Expression]
KEPT, LEAST = 1e-7, 1e-6
"""A worth that is kept may be missed by so much, as a share of it, or by the least that a solver keeps to."""


LIMITING = ("capacity", "closest", "max_load", "max_travel", "single_source", "workload_balance")
"""The rules that say who is served, beside a referral of a share of them."""


class Judge:
    """The worth of any plan of an instance, and of the best."""

    def __init__(self, instance: Instance, question: Question) -> None:
        self.question = question
        self.books = Books(instance, question.has("together"))
        self.held: list[tuple[Worth, float, float]] = []
        self.target, self.sense = self._asked(question.objective)

    @cached_property
    def best(self) -> float | None:
        return self._best(self.target, self.sense)

    @cached_property
    def plans(self) -> list[Plan]:
        """Every subset of the options that the rules about plans allow."""
        return [plan for plan in self._subsets() if all(ALLOWED[rule["kind"]](rule, plan, self.books) for rule in self._plan_rules)]

    @property
    def _plan_rules(self) -> list[Rule]:
        return [rule for rule in self.question.constraints if rule["kind"] in ALLOWED]

    def _subsets(self) -> Iterator[Plan]:
        for bits in product([False, True], repeat=len(self.books.options)):
            yield tuple(j for j, chosen in enumerate(bits) if chosen)

    def worth(self, plan: Plan, *, flows: Flows | None = None) -> float | None:
        """What a plan is worth, serving as well as it can or as these flows do; None where it breaks a rule."""
        return self._worth(plan, self.target, self.sense, flows=flows) if plan in self.plans else None

    def _worth(self, plan: Plan, target: Worth, sense: str, *, flows: Flows | None = None) -> float | None:
        case = Case(self.books, plan, limited=self.limited)
        for rule in self.question.constraints:
            if rule["kind"] in SERVED:
                SERVED[rule["kind"]](rule, case)
        for held, low, high in self.held:
            # flows that just keep what is held need as much again: two programs agree on what that is to their tolerance
            again = 0.0 if flows is None else 1e-5 * max(1.0, abs(low if np.isfinite(low) else high))
            case.row(priced(case, held(case), "max" if np.isfinite(low) else "min"), low - again, high + again)
        if flows is not None:
            case.pin(flows)
        return case.best(priced(case, target(case), sense), sense=sense)

    @property
    def limited(self) -> bool:
        """Whether some rule says who is served."""
        return any(rule["kind"] in LIMITING or (rule["kind"] == "referral" and "share" in rule) for rule in self.question.constraints)

    def _best(self, target: Worth, sense: str) -> float | None:
        found = [value for plan in self.plans if (value := self._worth(plan, target, sense)) is not None]
        return (max if sense == "max" else min)(found, default=None)

    def _asked(self, rule: Rule) -> tuple[Worth, str]:
        """What is asked last, once what must be known before it is known."""
        if rule["kind"] == "lexicographic":
            for step in rule["steps"][:-1]:
                self._hold(step)
            rule = rule["steps"][-1]["objective"]
        if rule["kind"] == "min_regret":
            return self._regret(rule), "min"
        return (lambda case: WORTH[rule["kind"]](rule, case, None)), sense_of(rule)

    def _hold(self, step: Rule) -> None:
        objective = step["objective"]

        def worth(case: Case) -> Expression:
            return WORTH[objective["kind"]](objective, case, None)

        best = self._best(worth, sense_of(objective))
        if best is None:  # then nothing comes after it
            self.plans = []
            return
        given_up = step.get("tolerance", 0.0) * abs(best) + max(LEAST, KEPT * abs(best))
        limits = (best - given_up, np.inf) if sense_of(objective) == "max" else (-np.inf, best + given_up)
        self.held.append((worth, *limits))

    def _regret(self, rule: Rule) -> Worth:
        inner, names = rule["objective"], sorted({name for _, name in self.books.scenes})
        best: dict[str, float] = {}
        for name in names:
            found = self._best(lambda case, name=name: WORTH[inner["kind"]](inner, case, name), sense_of(inner))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            best[name] = np.nan if found is None else found

        def regret(case: Case) -> Expression:
            worst = case.variable(0.0, np.inf)
            for name in names:
                per = best[name] if rule.get("relative") and best[name] > 1e-7 else 1.0
                sign = 1.0 if sense_of(inner) == "max" else -1.0
                worth = scaled(WORTH[inner["kind"]](inner, case, name), sign / per)
                case.row(added(worth, {worst: 1.0}), sign * best[name] / per, np.inf)
            return {worst: 1.0}

        return regret


def priced(case: Case, worth: Expression, sense: str) -> Expression:
    """What is worth so much, less what missing targets costs."""
    return added(worth, scaled(case.missed, -1.0 if sense == "max" else 1.0))
