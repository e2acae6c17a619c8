"""What can reach an outlet, and what it may be asked to serve."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse

from siting.instance.instance import Floats, Instance, Ints
from siting.texts import Text, say


def within_reach(instance: Instance) -> Floats:
    """The need within reach of each outlet [unit of the service]; shape (outlets,)."""
    rows, outlets = instance.pairs
    return np.asarray(np.bincount(outlets, instance.need[rows], instance.outlets.count), float)


def most(instance: Instance, limits: Floats) -> sparse.csr_array:
    """
    What the plans of each outlet may serve at most; shape (outlets, options).

    It is cut to what can reach the outlet, which loses nothing and makes the relaxation tighter.

    Parameters
    ----------
    limits
        Of each option in each phase, infinite where there is none; shape (options, phases).
    """
    outlets = instance.outlets
    limit = limits[outlets.option, outlets.phase]
    return outlets.matrix(np.minimum(limit, within_reach(instance)[outlets.outlet]), options=len(instance.options))


def kinds(instance: Instance) -> Ints:
    """A number for each outlet, the same for those of one service, phase and projection; shape (outlets,)."""
    outlets = instance.outlets
    services = instance.options.service.to_numpy()[outlets.option[outlets.first]]
    return np.asarray(pd.factorize(pd.MultiIndex.from_arrays([services, outlets.scene[outlets.first]]))[0], np.int64)


def blank(instance: Instance) -> Iterable[Text]:
    """The options whose capacity is not known."""
    options = instance.options
    missing = options.site_id[options.capacity.isna()]
    if len(missing):
        sites = list(dict.fromkeys(missing.astype(str)))
        named = ", ".join(sites[:5]) + (" ..." if len(sites) > 5 else "")
        yield say(
            "{n} options have no capacity, at the sites {sites}; give each a number, 0 where it serves nobody", n=len(missing), sites=named
        )
