"""What all ways to travel have in common."""

from __future__ import annotations

from abc import abstractmethod
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import CRS

from siting.kinds import Kind
from siting.scenario.quantities import Standard
from siting.texts import Text

Points = npt.NDArray[np.float64]
"""Coordinates [m]; shape (points, 2)."""

EDGE: Final = 1e-9
"""Share by which travel may exceed the standard, so that rounding leaves no place outside that lies on the edge."""


class Travel(Kind):
    """How people get from places to sites."""

    @abstractmethod
    def pairs(self, places: Points, sites: Points, standard: Standard, *, crs: CRS | None) -> pd.DataFrame:
        """
        The pairs of place and site that meet a standard, the standard itself included.

        Parameters
        ----------
        places, sites
            Where they are [m]; shapes (places, 2) and (sites, 2).
        standard
            The longest travel [m or min].
        crs
            The projected system that the coordinates are in; None for plain metres.

        Returns
        -------
        DataFrame
            `place`, `site` (positions), `metres` [m], `minutes` [min], by place and then site.
        """

    def notes(self, places: Points, sites: Points, *, crs: CRS | None) -> tuple[Text, ...]:
        """What a planner should know about how places and sites are reached at all; parameters as of `pairs`."""
        return ()

    @property
    def beside(self) -> float | None:
        """The speed of a straight line to compare with [m/min]; None where there is nothing to compare."""
        return None
