"""Tidy tables of what a plan achieves, takes and costs; plain functions of a plan."""

from siting.outputs.metrics.cost import cost
from siting.outputs.metrics.coverage import coverage
from siting.outputs.metrics.load import load
from siting.outputs.metrics.projects import projects
from siting.outputs.metrics.straight import straight
from siting.outputs.metrics.travel import travel

__all__ = ["cost", "coverage", "load", "projects", "straight", "travel"]
