"""What a plan must have to be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from geopandas import GeoDataFrame
from pyproj import CRS

from siting.scenario.scenario import Scenario


class DrawableWorld(Protocol):
    """The part of the world that a map shows."""

    @property
    def crs(self) -> CRS:
        """Projected coordinate system [m]."""

    @property
    def sites(self) -> GeoDataFrame:
        """Every site: ``name``, geometry (point); positions are what ``cells["site.<service>"]`` refers to."""

    @property
    def areas(self) -> Mapping[str, GeoDataFrame]:
        """By kind of area: ``name``, geometry."""

    @property
    def backdrop(self) -> GeoDataFrame:
        """``as`` (water, rail, road, green), geometry."""


class Drawable(Protocol):
    """A plan as the map reads it; `siting.outputs.plan.Plan` is one."""

    @property
    def scenario(self) -> Scenario:
        """The question."""

    @property
    def moments(self) -> Sequence[Drawable]:
        """The plan at each moment that the map shows, in the order of time; only itself where it is seen at one."""

    @property
    def when(self) -> str:
        """Its moment in words; empty where there is but one."""

    @property
    def world(self) -> DrawableWorld:
        """Where it is asked."""

    @property
    def status(self) -> str:
        """Either optimal or feasible."""

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share of its worth [0 to 1]; infinite where that is not known."""

    @property
    def cells(self) -> GeoDataFrame:
        """
        One row per place: area and group columns, and per service s ``need.s``, ``before.s``, ``after.s``, ``in_reach.s``, ``site.s`` and
        ``minutes.s``.
        """

    def nearest(self, service: str, *, before: bool = False) -> npt.NDArray[np.float64]:
        """
        Travel from each place to the nearest site that offers a service, under the plan or today, as a share of the standard there;
        known up to twice the standard, infinite beyond; shape (places,).
        """

    @property
    def sites(self) -> GeoDataFrame:
        """One row per site and service that stands before or after."""

    @property
    def standing(self) -> pd.DataFrame:
        """One row per site and service that operates today: ``service`` and the area columns."""

    @property
    def spent(self) -> pd.DataFrame:
        """What is paid once until the moment: ``service``, ``capital`` and ``shared_capital`` [currency]."""
