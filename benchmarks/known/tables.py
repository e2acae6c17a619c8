"""The three tables of a published problem."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import shortest_path
from scipy.spatial import KDTree

from siting import Instance

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def covering(need: npt.ArrayLike, prices: npt.ArrayLike, rows: npt.ArrayLike, options: npt.ArrayLike) -> Instance:
    """Sites at a price each, and which rows of demand each of them covers."""
    return Instance(_demand(need), _options(prices), pd.DataFrame({"demand": rows, "option": options}))


def travelling(need: npt.ArrayLike, prices: npt.ArrayLike, travel: npt.ArrayLike, **columns: Floats) -> Instance:
    """
    Sites at a price each, and how far everybody is from each of them.

    Parameters
    ----------
    travel
        Shape (demand, sites), in minutes; infinite where there is no way.
    columns
        Further columns of options, such as `capacity`.
    """
    far = np.asarray(travel, float)
    rows, options = np.nonzero(np.isfinite(far))
    reach = pd.DataFrame({"demand": rows, "option": options, "minutes": far[rows, options]})
    return Instance(_demand(need), _options(prices).assign(**columns), reach)


def within(people: npt.ArrayLike, sites: npt.ArrayLike, radius: float) -> tuple[Ints, Ints]:
    """The pairs of a place and a site no farther apart than the radius."""
    pairs = KDTree(np.asarray(people)).sparse_distance_matrix(KDTree(np.asarray(sites)), radius, output_type="ndarray")
    return pairs["i"], pairs["j"]


def by_roads(nodes: int, edges: npt.ArrayLike) -> Floats:
    """Shortest ways between all nodes, numbered from 0; of an edge listed twice the last counts. Shape (nodes, nodes)."""
    last = {(min(a, b), max(a, b)): length for a, b, length in np.asarray(edges).tolist()}
    ends, lengths = np.array(list(last), int), np.array(list(last.values()), float)
    graph = sparse.coo_array((lengths, (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    return np.asarray(shortest_path(graph.tocsr(), directed=False), float)


def _demand(need: npt.ArrayLike) -> pd.DataFrame:
    return pd.DataFrame({"need": np.asarray(need, float), "service": "x"}).reset_index(names="place")


def _options(prices: npt.ArrayLike) -> pd.DataFrame:
    capital = np.asarray(prices, float)
    return pd.DataFrame({"site": np.arange(len(capital)), "service": "x", "capital": capital})
