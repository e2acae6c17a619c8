"""Exact reductions: each returns a smaller instance, and the way back for what is chosen and served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.instance.instance import Instance


@dataclass(frozen=True, eq=False)
class Answer:
    """What is chosen (bool a row of options) and who is served where (``demand``, ``option``, ``share``)."""

    chosen: npt.NDArray[np.bool_]
    served: pd.DataFrame


Lift = Callable[[Answer], Answer]
"""From an answer for the smaller instance to one for the larger."""

Reduction = Callable[[Instance, frozenset[str]], tuple[Instance, Lift]]
"""From an instance and the columns that pieces read to a smaller instance and the way back."""
