"""What all ways to travel have in common."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import CRS

from siting.kinds import Kind
from siting.scenario.quantities import Standard
from siting.texts import Text

Points = npt.NDArray[np.float64]
"""Coordinates [m]; shape (points, 2)."""


@dataclass(frozen=True, eq=False)
class Ends:
    """
    Where ways begin or end.

    Parameters
    ----------
    xy
        Where they are [m]; shape (ends, 2).
    names
        What files call them, "" where nothing does; shape (ends,).
    crs
        The projected system of the coordinates; None for plain metres.
    """

    xy: Points
    names: npt.NDArray[np.object_]
    crs: CRS | None = None

    @classmethod
    def at(cls, xy: Points, crs: CRS | None = None) -> Self:
        """Points without names."""
        return cls(xy, np.full(len(xy), "", object), crs)

    @classmethod
    def of(cls, frame: pd.DataFrame, name: str, crs: CRS | None) -> Self:
        """The rows of a table with `x`, `y` [m] and a column of names, if it has it."""
        unnamed = cls.at(frame[["x", "y"]].to_numpy(float), crs)
        return replace(unnamed, names=frame[name].to_numpy(object)) if name in frame else unnamed

    def take(self, rows: npt.NDArray[np.int64]) -> Ends:
        """Some of them."""
        return Ends(self.xy[rows], self.names[rows], self.crs)

    def __len__(self) -> int:
        return len(self.xy)


EDGE: Final = 1e-9
"""Share by which travel may exceed the standard, so that rounding leaves no place outside that lies on the edge."""


class Travel(Kind):
    """How people get from places to sites."""

    @abstractmethod
    def pairs(self, places: Ends, sites: Ends, standard: Standard) -> pd.DataFrame:
        """
        The pairs of place and site that meet a standard, the standard itself included.

        Parameters
        ----------
        places, sites
            Where people set out, and where they go.
        standard
            The longest travel [m or min].

        Returns
        -------
        DataFrame
            `place`, `site` (positions), `metres` [m], `minutes` [min], by place and then site.
        """

    def notes(self, places: Ends, sites: Ends) -> tuple[Text, ...]:
        """What a planner should know about how places and sites are reached at all; parameters as of `pairs`."""
        return ()

    def areas(self, sites: Ends, standard: Standard) -> npt.NDArray[np.object_] | None:
        """From where each site is reached within a standard, as polygons [m] of shape (sites,); None where a circle shows it."""
        return None

    @property
    def beside(self) -> float | None:
        """The speed of a straight line to compare with [m/min]; None where there is nothing to compare."""
        return None
