"""How far people go: `min_travel`, `min_worst`, `max_travel`, `closest` and `single_source`, against every plan there is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from siting.errors import InfeasibleError, InstanceError
from siting.instance.instance import Instance
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.closest import Closest
from siting.model.constraints.count import Count
from siting.model.constraints.max_travel import MaxTravel
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.single_source import SingleSource
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_travel import MinTravel
from siting.model.objectives.min_worst import MinWorst
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem, compile
from siting.scenario.quantities import Standard
from siting.solve.assign import pair_of_reach
from siting.solve.search.median import median
from siting.solve.search.narrow import narrow
from siting.solve.solution import Status
from siting.solve.solve import EXACT, solve
from tests.model.travelling import Measure, Rules, best, journeys, travel, travel_or, unserved, worst
from tests.village import village

FAR = Standard(30.0, "min")
AIMS: dict[str, tuple[Objective, Measure, float]] = {
    "travel": (MinTravel(), travel, 1.0),
    "travel or unserved": (MinTravel(unserved=FAR), travel_or(30.0), 1.0),
    "worst": (MinWorst(), worst, 1.0),
    "coverage": (MaxCoverage(), unserved, -1.0),
}
LIMITS: dict[str, tuple[Rules, tuple[Constraint, ...]]] = {
    "plain": (Rules(), ()),
    "capacity": (Rules(capacity=True), (Capacity(),)),
    "whole": (Rules(capacity=True, whole=True), (Capacity(), SingleSource())),
    "nearest": (Rules(capacity=True, nearest=True), (Capacity(), Closest())),
    "limit": (Rules(capacity=True, limit=7.0), (Capacity(), MaxTravel(limit=Standard(7.0, "min")))),
    "mean": (Rules(capacity=True, mean=5.0), (Capacity(), MaxTravel(mean=Standard(5.0, "min")))),
    "nearest and whole": (Rules(capacity=True, nearest=True, whole=True), (Capacity(), Closest(), SingleSource())),
    "nearest without capacity": (Rules(nearest=True), (Closest(),)),
}
SHAPES = [(1, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2)]
CASES = [(aim, limit, seed) for seed, (aim, limit) in enumerate((aim, limit) for aim in AIMS for limit in LIMITS)]


@pytest.mark.parametrize("again", range(3))
@pytest.mark.parametrize(("aim", "limit", "seed"), CASES)
def test_every_plan(aim: str, limit: str, seed: int, again: int) -> None:
    seed += 100 * again
    phases, projections, services = SHAPES[seed % len(SHAPES)]
    instance = journeys(seed, phases=phases, projections=projections, services=services, most=6)
    (objective, measure, sign), (rules, more), at_most = AIMS[aim], LIMITS[limit], 1 + seed % 3
    expected = best(instance, rules, measure, at_most=at_most)
    problem = Problem(instance, objective, (OnePlanPerSite(), Count(at_most=at_most), *more)) if _askable(instance, objective) else None
    if problem is None:
        assert expected is None
        return
    for reductions in ((), EXACT):
        if expected is None:
            with pytest.raises(InfeasibleError):
                solve(problem, reductions=reductions)
        else:
            found = solve(problem, reductions=reductions)
            assert found.status is Status.OPTIMAL
            assert found.objective == pytest.approx(sign * expected, abs=1e-5)


def _askable(instance: Instance, objective: Objective) -> bool:
    """Whether everybody has some site, as those objectives demand that serve everybody."""
    return not list(objective.problems(instance))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("priced", [False, True])
def test_the_search_says_nothing_false(seed: int, priced: bool) -> None:
    """Bound and plan stand on either side of the best, and nothing that the best needs is left out."""
    instance = journeys(seed, most=9)
    rules: Sequence[Constraint] = (Count(at_most=2),) if not priced else ()
    problem = Problem(instance, MinTravel(), (OnePlanPerSite(), *rules))
    best_known = solve(problem)
    form = median(compile(problem))
    assert form is not None
    found = narrow(form, gap=0.0, seconds=5.0)
    assert found.bound <= best_known.objective + 1e-6
    assert found.objective >= best_known.objective - 1e-6
    idle = np.zeros(len(instance.pairs[0]), bool)
    idle[form.at] = found.idle
    kept = Instance(instance.demand, instance.options, instance.reach[~idle[pair_of_reach(instance)]])
    if found.objective > best_known.objective + 1e-6:
        assert solve(Problem(kept, problem.objective, problem.constraints)).objective == pytest.approx(best_known.objective)


def test_a_median_by_hand() -> None:
    """
    Daycare in the village, one new plan: the school stays and reaches places 1 (6 min) and 2 (4 min). Place 3 is reached by the bridge
    alone, place 0 by the mill alone, so with 30 minutes for whoever is not served the bridge costs 40 x 30 + 30 x 6 + 20 x 4 + 10 x 3 and
    the mill 40 x 5 + 30 x 6 + 20 x 4 + 10 x 30 = 760.
    """
    tables = village()
    daycare = tables.options.service == "daycare"
    chosen = Problem(tables, MinTravel(unserved=FAR, service="daycare"), (OnePlanPerSite(), Count(at_most=1)))
    found = solve(chosen)
    assert found.objective == 760.0
    assert tables.options[found.chosen & daycare].site_id.tolist() == ["mill", "school"]


def test_what_cannot_be_asked() -> None:
    with pytest.raises(InstanceError, match="1 of 7 places have no site within their standard, so not everybody can be served"):
        Problem(_without_bridge(), MinTravel(service="daycare"))
    with pytest.raises(InstanceError, match="unserved: 30 min is not in metres, which is what travel is counted in"):
        Problem(village(), MinTravel(unit="metres", unserved=FAR))
    with pytest.raises(InstanceError, match="give limit, mean or both"):
        Problem(village(), MaxCoverage(), (MaxTravel(),))


def _without_bridge() -> Instance:
    tables = village()
    return Instance(tables.demand, tables.options, tables.reach[~tables.reach.option.isin([5])].reset_index(drop=True))
