"""Stations refer to a centre."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field, PositiveInt
from scipy import sparse

from siting.instance.instance import Floats, Instance, Ints
from siting.model.groups import incidence, of_service, unknown
from siting.model.linear import Linear
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.vicinity import read, within
from siting.model.words import Words, in_full, way
from siting.scenario.quantities import Standard
from siting.texts import Sentences, Text, say


class Referral(Constraint):
    """
    A station operates only with a hub near it: a clinic with a health centre, a health centre with a hospital.

        x_j <= sum_{h in H_jp} x_h      for every station plan j and phase p in which it operates

    with H_jp the plans of the hubs' service that operate in p at the station's own site or at a site t no farther from it than W, by
    ``near.metres`` [m] or ``near.minutes`` [min] from the station to the hub. With `stations_per_hub` or `share` each station s is given to
    hubs h by a_shp, 0 to 1:

        x_j <= sum_h a_shp;      a_shp <= sum_{k at h} x_k;      sum_s a_shp <= K sum_{k at h} x_k

    for every station plan j at s. Where whole stations can be given to hubs so, a_shp need not be whole: the last two are the rows of a
    flow. With `share` it is whole, each station refers to one hub, and part of whom it serves goes on there, in each projection:

        sum_h a_shp <= 1;      sum_h r_sh = S sum_i a_i z_is;      r_sh <= M a_shp;      sum_s r_sh <= sum_{k at h} Q_kp x_k

    with Q_kp the ``options.referral_capacity`` [unit of the station's service] and M what S makes of all need within reach of s. Several
    levels are several of these constraints.

    Sahin, G. and Sural, H. (2007), A review of hierarchical facility location models, Computers & Operations Research 34, 2310-2331.
    """

    kind: Literal["referral"] = "referral"

    service: str
    """The service of the stations."""
    to: str
    """The service of the hubs."""
    within: Standard
    """W: how far a hub may be from a station, such as 30 min or 10 km."""
    stations_per_hub: PositiveInt | None = None
    """K: most sites of stations for each plan of a hub; no limit where absent."""
    share: Annotated[float, Field(gt=0.0, le=1.0)] | None = None
    """S: the share of whom a station serves that goes on to its hub, 0 to 1; not looked at where absent."""

    @property
    def looks(self) -> Standard | None:
        return self.within

    @property
    def turns_away(self) -> bool:
        return self.share is not None

    @property
    def uses(self) -> frozenset[str]:
        load = {"demand.need", "reach", "options.referral_capacity"} if self.share is not None else set()
        return read(self.within) | {"options", "options.room", "options.service", "options.site_id"} | load

    def problems(self, instance: Instance) -> Iterable[Text]:
        services = set(instance.options.service)
        yield from (unknown("service", service, services) for service in (self.service, self.to) if service not in services)
        if self.service == self.to:
            yield say("service and to are both {service}; a referral goes to another service", service=self.service)
        if self.share is not None and "referral_capacity" in instance.options:
            held = pd.to_numeric(instance.options.referral_capacity, errors="coerce")[(instance.options.service == self.to).to_numpy()]
            if wrong := int((~(held >= 0)).sum()):
                yield say("referral_capacity: {wrong} plans of {service} have none, or less than 0", wrong=wrong, service=self.to)

    def principles(self, words: Words) -> Iterator[Text]:
        told = {"to": words.service(self.to), "service": words.service(self.service)}
        near = say("Every facility for {service} has one for {to} within {way}, to which it refers.", way=way(self.within), **told)
        parts = [near]
        if self.stations_per_hub is not None:
            most = in_full(self.stations_per_hub)
            parts.append(say("Facilities for {service} that refer to the same one for {to}: {most} at most.", most=most, **told))
        if self.share is not None:
            share = words.share(self.share)
            parts.append(say("Of those whom it serves, {share} go on there, and there is room for them.", share=share))
        yield Sentences(*parts)

    def add(self, m: Model) -> None:
        inst = m.instance
        stations, hubs = _Plans.of(inst, self.service), _Plans.of(inst, self.to)
        if not len(stations.option):
            return
        links = self._links(inst, stations, hubs)
        room, first, named = _rooms(m, stations)
        chosen = incidence(room, len(first)) @ incidence(stations.option, len(inst.options)).T @ m.open
        near = incidence(links.station, stations.places)[stations.place[first]]
        of_hub = hubs.matrix(np.ones(len(hubs.option)))
        if self.stations_per_hub is None and self.share is None:
            m.require("referral", chosen <= (near @ of_hub[links.hub]) @ m.open, named)
            return
        refers = m.family(_new(m, "refers"), links.names, integer=self.share is not None)
        m.require("referral", chosen <= near @ refers, named)
        m.require("refers_to_open", refers <= of_hub[links.hub] @ m.open, links.names)
        if self.stations_per_hub is not None:
            hub, at = np.unique(links.hub, return_inverse=True)
            most = of_hub[hub] * float(self.stations_per_hub)
            m.require("stations_per_hub", incidence(at, len(hub)) @ refers <= most @ m.open, _named(inst, hub))
        if self.share is not None:
            station, at = np.unique(links.station, return_inverse=True)
            m.require("refers_once", incidence(at, len(station)) @ refers <= 1.0, _named(inst, station))
            self._go_on(m, refers, links, hubs)

    def _links(self, instance: Instance, stations: _Plans, hubs: _Plans) -> _Links:
        """Every site of stations with every site of hubs near it, phase by phase."""
        sites, parts = _sites(instance), []
        for p, phase in enumerate(instance.phases.tolist()):
            here, there = (np.unique(plans.place[plans.place // sites == p] % sites).tolist() for plans in (stations, hubs))
            site, hub = within(instance, self.within, sites=here, others=there)
            ids = dict(zip(instance.options.site.tolist(), instance.options.site_id.astype(str).tolist(), strict=True))
            when = [] if len(instance.phases) == 1 else [str(phase)]
            names = [",".join([ids[s], ids[h], *when]) for s, h in zip(site.tolist(), hub.tolist(), strict=True)]
            parts.append(_Links(p * sites + site, p * sites + hub, names))
        station, hub = (np.concatenate([getattr(part, end) for part in parts]) for end in ("station", "hub"))
        return _Links(station, hub, [name for part in parts for name in part.names])

    def _go_on(self, m: Model, refers: Linear, links: _Links, hubs: _Plans) -> None:
        """The rows of who goes on from stations to hubs, in each phase and projection."""
        inst, sites = m.instance, _sites(m.instance)
        when = np.searchsorted(inst.phases, [phase for phase, _ in inst.scenes])
        # each link once for every projection of its phase
        scene, link = np.nonzero(when[:, None] == links.station // sites)
        names = [",".join(filter(None, [links.names[n], inst.scenes[k][1]])) for k, n in zip(scene.tolist(), link.tolist(), strict=True)]
        gone = m.family(_new(m, "referred"), names, upper=None)
        load, most = self._loads(m, hubs.places)
        start, row = np.unique(scene * hubs.places + links.station[link], return_inverse=True)
        m.require("referred", incidence(row, len(start)) @ gone == load[start] @ m.load, _scenes_named(inst, start))
        top = most[start][row]
        given = sparse.csr_array((top, (np.arange(len(link)), link)), shape=(len(link), len(links.names)))
        m.require("referred_there", gone <= given @ refers, names)
        end, row = np.unique(scene * hubs.places + links.hub[link], return_inverse=True)
        # more than all who could come is no limit, and a program knows no infinity
        enough = np.bincount(links.hub[link], top, hubs.places)
        held = hubs.matrix(np.minimum(inst.by_phase("referral_capacity")[hubs.option, hubs.place // sites], enough[hubs.place]))
        m.require("referral_capacity", incidence(row, len(end)) @ gone <= held[end % hubs.places] @ m.open, _scenes_named(inst, end))

    def _loads(self, m: Model, places: int) -> tuple[sparse.csr_array, Floats]:
        """By scene and place: what of each outlet's load goes on, shape (scenes x places, outlets), and the most that it can be."""
        inst, outlets = m.instance, m.instance.outlets
        option, at_phase = outlets.option[outlets.first], outlets.phase[outlets.first]
        ours = np.flatnonzero((inst.options.service == self.service).to_numpy()[option])
        place = outlets.scene[outlets.first] * places + at_phase * _sites(inst) + inst.options.site.to_numpy()[option]
        share = np.full(len(ours), float(self.share or 0.0))
        load = sparse.csr_array((share, (place[ours], ours)), shape=(len(inst.scenes) * places, outlets.count))
        reached = np.bincount(inst.pairs[1], inst.need[inst.pairs[0]], outlets.count)
        return load, np.asarray(load @ reached)


@dataclass(frozen=True, eq=False)
class _Plans:
    """
    The plans of a service, once for each phase in which they operate.

    Parameters
    ----------
    option
        Position in options; shape (plans,).
    place
        The phase and the site together, numbered phase by phase; shape (plans,).
    places, options
        How many places and options there are.
    """

    option: Ints
    place: Ints
    places: int
    options: int

    @classmethod
    def of(cls, instance: Instance, service: str) -> _Plans:
        operates = instance.operates & (of_service(instance.options, service) > 0)[:, None]
        option, phase = np.nonzero(operates)
        site = instance.options.site.to_numpy(np.int64)[option]
        sites = _sites(instance)
        return cls(option, phase * sites + site, sites * len(instance.phases), len(instance.options))

    def matrix(self, values: Floats) -> sparse.csr_array:
        """A value of each plan; shape (places, options)."""
        return sparse.csr_array((values, (self.place, self.option)), shape=(self.places, self.options))


@dataclass(frozen=True, eq=False)
class _Links:
    """The places of a station and of a hub to which it may refer, and what the pair is called; shape (links,) each."""

    station: Ints
    hub: Ints
    names: list[str]


def _sites(instance: Instance) -> int:
    return int(instance.options.site.to_numpy(np.int64).max(initial=-1)) + 1


def _rooms(m: Model, stations: _Plans) -> tuple[Ints, Ints, list[str]]:
    """
    The row of each plan, the first plan of each row, and its name.

    Where the plans of a room exclude one another they share a row in each phase, which is tighter than one for each plan.
    """
    room = m.instance.options.room.to_numpy()[stations.option] if m.traits.exclusive else stations.option
    row = np.asarray(pd.factorize(pd.MultiIndex.from_arrays([room, stations.place]))[0], np.int64)
    first = _first(row)
    names = _named(m.instance, stations.place[first])
    return row, first, [f"{one},{name}" for one, name in zip(room[first].tolist(), names, strict=True)]


def _first(row: Ints) -> Ints:
    """Where each row number stands first."""
    return np.asarray(np.unique(row, return_index=True)[1], np.int64)


def _named(instance: Instance, places: Ints) -> list[str]:
    """What places are called: the site and, where there are several, the phase."""
    ids = dict(zip(instance.options.site.tolist(), instance.options.site_id.astype(str).tolist(), strict=True))
    phases, sites = instance.phases.tolist(), _sites(instance)
    return [ids[place % sites] + ("" if len(phases) == 1 else f",{phases[place // sites]}") for place in places.tolist()]


def _scenes_named(instance: Instance, ends: Ints) -> list[str]:
    """What places in scenes are called, each numbered as scene x places + place: as before, and the projection."""
    places = _sites(instance) * len(instance.phases)
    projections = [instance.scenes[k][1] for k in (ends // places).tolist()]
    return [",".join(filter(None, both)) for both in zip(_named(instance, ends % places), projections, strict=True)]


def _new(m: Model, name: str) -> str:
    """A name that no family has yet, for a second constraint of this kind."""
    taken = sum(known == name or known.startswith(f"{name}_") for known in m.families)
    return f"{name}_{taken + 1}" if taken else name
