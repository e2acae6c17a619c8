"""What can reach an outlet, what it may be asked to serve, and how many are near."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse

from siting.instance.instance import Floats, Instance, Ints
from siting.model.groups import incidence
from siting.model.linear import Linear
from siting.model.model import Model
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


def open_sites(m: Model) -> Linear:
    """For each demand row how many sites within reach are open; plans at one site count once, whatever each of them reaches."""
    inst, (rows, outlets) = m.instance, m.instance.pairs
    site = inst.options.site.to_numpy(np.int64)[inst.outlets.option[inst.outlets.first]][outlets]
    opened = incidence(outlets, inst.outlets.count).T @ m.outlet_open
    each, pair = np.unique(np.column_stack([rows, site]), axis=0, return_inverse=True)
    if len(each) < len(rows):
        near = m.family("site_near", [f"{i},{s}" for i, s in each.tolist()])
        m.require("site_near", near <= incidence(pair.ravel(), len(each)) @ opened, m.families["site_near"].labels)
        rows, opened = each[:, 0], near
    return incidence(rows, len(inst.demand)) @ opened


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
