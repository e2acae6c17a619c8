"""What all ways to travel have in common."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.kinds import Kind
from siting.scenario.quantities import Standard

Points = npt.NDArray[np.float64]
"""Coordinates [m]; shape (points, 2)."""


class Travel(Kind):
    """How people get from places to sites."""

    @abstractmethod
    def pairs(self, places: Points, sites: Points, standard: Standard) -> pd.DataFrame:
        """
        The pairs of place and site that meet a standard, the standard itself included.

        Parameters
        ----------
        places, sites
            Where they are [m]; shapes (places, 2) and (sites, 2).
        standard
            The longest travel [m or min].

        Returns
        -------
        DataFrame
            `place`, `site` (positions), `metres` [m], `minutes` [min], by place and then site.
        """
