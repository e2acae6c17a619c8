"""What a site brings that nothing else would, against plain loops."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.problem import Problem
from siting.outputs.plan import covered
from siting.outputs.worth import alone, newly
from siting.solve.evaluate import evaluate
from tests.outputs.street import street
from tests.village import random_instance


@pytest.mark.parametrize("seed", range(40))
def test_alone_is_what_no_other_site_has_in_reach(seed: int) -> None:
    rng = np.random.default_rng(seed)
    instance = random_instance(seed)
    chosen, rows = rng.random(len(instance.options)) < 0.6, rng.random(len(instance.demand)) < 0.8
    pairs = set(zip(instance.reach.demand, instance.reach.option, strict=True))
    found = alone(instance, chosen=chosen, rows=rows)
    for one, mine in enumerate(instance.options.itertuples()):
        worth = 0.0
        for row in np.flatnonzero(rows):
            there = {
                instance.options.site[other]
                for other in np.flatnonzero(chosen)
                if (row, other) in pairs and instance.options.service[other] == instance.demand.service[row]
            }
            if there == {mine.site} and instance.demand.service[row] == mine.service:
                worth += instance.need[row]
        assert found[one] == pytest.approx(worth if chosen[one] else 0.0)


@pytest.mark.parametrize("seed", range(20))
def test_newly_adds_up_to_what_is_gained(seed: int) -> None:
    """Over all sites it is the need of each place times what more of it is served."""
    rng = np.random.default_rng(seed)
    instance = random_instance(seed)
    problem = Problem(instance, MaxCoverage(), ())
    solution, present = (evaluate(problem, rng.random(len(instance.options)) < part) for part in (0.7, 0.3))
    before, after = covered(instance, present), covered(instance, solution)
    worth = newly(instance, solution, before=before, after=after)
    assert worth.sum() == pytest.approx(instance.need @ np.maximum(after - before, 0.0))
    assert (worth <= solution.served.share * instance.need[solution.served.demand] + 1e-9).all()


def test_in_the_table_of_sites(tmp_path: Path) -> None:
    """What is newly served is no more than the load, and the sites of a service gain together what the plan gains."""
    plan = street(tmp_path)
    sites = pd.DataFrame(plan.sites)
    assert (sites.newly <= sites.load + 1e-9).all()
    for service, rows in sites.groupby("service"):
        need = plan.cells[f"need.{service}"]
        gained = (need * (plan.cells[f"after.{service}"].fillna(0) - plan.cells[f"before.{service}"].fillna(0)).clip(lower=0)).sum()
        assert rows.newly.sum() == pytest.approx(gained)
    assert sites.loc[sites.action == "close", "alone"].isna().all()
    assert sites.alone[sites.action != "close"].ge(0).all()
    assert plan.spent[["capital", "shared_capital"]].sum().to_list() == [1000.0, 1000.0]
