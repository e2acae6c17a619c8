"""The menus of sites against every choice there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import sparse

from siting.instance.instance import Floats
from siting.solve.search import menus
from siting.solve.search.form import Form
from siting.solve.search.menus import Menus

OPTIONS, SITES = 6, 3


def tied(buildings: sparse.csr_array) -> sparse.csr_array:
    """What is open opens its building: a row for each; shape (rows, options + site_open)."""
    opens = buildings.tocoo()
    row = np.arange(opens.nnz)
    return sparse.csr_array(
        sparse.hstack(
            [
                sparse.csr_array((np.ones(opens.nnz), (row, opens.row)), shape=(opens.nnz, OPTIONS)),
                sparse.csr_array((-np.ones(opens.nnz), (row, opens.col)), shape=(opens.nnz, SITES)),
            ]
        )
    )


def small(seed: int, *, floors: bool = True, budget: bool = True) -> Form:
    """Three sites of two options each; floors hold at a site, a budget ties all, buildings cost in it and in the objective."""
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(SITES), 2)
    rows = [rng.integers(1, 5, OPTIONS) * (place == site) for site in range(SITES)] if floors else []
    limit = [int(rng.integers(1, 7)) for _ in rows]
    rows, limit = [*rows, rng.integers(1, 6, OPTIONS)], [*limit, int(rng.integers(5, 15)) if budget else 1_000]
    if seed % 4 == 0:  # one of the two must be chosen
        rows, limit = [*rows, -(place == 0).astype(int)], [*limit, -1]
    buildings = sparse.csr_array((rng.random((OPTIONS, SITES)) < 0.7) & (place[:, None] == np.arange(SITES)), dtype=float)
    sites = np.zeros((len(rows), SITES))
    sites[3 if floors else 0] = 1.0
    nothing, none = np.zeros(OPTIONS), np.zeros(0, np.int64)
    return Form(
        worth=np.zeros(0),
        need=np.zeros(0),
        reach=sparse.csr_array((0, 0)),
        room=np.arange(OPTIONS),
        place=place,
        buildings=buildings,
        option=none,
        outlet=none,
        scene=none,
        capacity=np.zeros(0),
        cost=nothing,
        site_cost=rng.integers(0, 3, SITES).astype(float),
        side=sparse.csr_array(np.array(rows, float)),
        side_sites=sparse.csr_array(sites),
        limit=np.array(limit, float),
        ties=tied(buildings),
        floors=sparse.csr_array((0, 0)),
        floor=np.zeros(0),
        whole=True,
    )


def choices(form: Form, profit: Floats) -> list[tuple[float, tuple[int, ...]]]:
    """What each choice that keeps every row brings."""
    found = []
    for chosen in product((0, 1), repeat=OPTIONS):
        opened = (np.array(chosen) @ form.buildings.toarray() > 0).astype(float)
        if (form.side @ np.array(chosen) + form.side_sites @ opened <= form.limit + 1e-9).all():
            found.append((float(profit @ [*chosen, *opened]), chosen))
    return found


SEEDS = [seed for seed in range(50) if choices(small(seed), np.zeros(OPTIONS + SITES))]


@pytest.mark.parametrize("most", [menus.MOST, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_choice_brings_more_nor_falls_less_than_the_menus_say(seed: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menus, "MOST", most)
    form = small(seed)
    profit = np.concatenate([np.random.default_rng(seed).uniform(-1, 5, OPTIONS), -form.site_cost])
    kept, found = choices(form, profit), Menus(form).choose(profit)
    assert found is not None
    assert max(worth for worth, _ in kept) <= found.value + 1e-7
    for option in range(OPTIONS):
        with_it = [worth for worth, chosen in kept if chosen[option]]
        assert max(with_it, default=-np.inf) <= found.value + found.regret[option] + 1e-7


@pytest.mark.parametrize("seed", SEEDS)
def test_where_sites_share_no_limit_the_menus_say_exactly_what_is_best(seed: int) -> None:
    form = small(seed, budget=False)
    profit = np.concatenate([np.random.default_rng(seed).uniform(-1, 5, OPTIONS), -form.site_cost])
    kept, found = choices(form, profit), Menus(form).choose(profit)
    assert found is not None
    assert found.value == pytest.approx(max(worth for worth, _ in kept), abs=1e-7)
    ever = np.array([chosen for _, chosen in kept]).any(axis=0)
    assert (np.isneginf(found.regret) == ~ever).all()


def test_an_option_too_large_for_its_floor_is_in_no_menu() -> None:
    form = small(1)
    form.side[0, 0] = 100.0
    found = Menus(form).choose(np.ones(OPTIONS + SITES))
    assert found is not None
    assert np.isneginf(found.regret[0])
    assert found.share[0] == 0.0
