"""The map of a plan: one HTML file that needs nothing else."""

from __future__ import annotations

from siting.outputs.draw.draw import draw
from siting.outputs.draw.page import PlanMap

__all__ = ["PlanMap", "draw"]
