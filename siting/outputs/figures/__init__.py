"""Key figures made of several tables: what reports tell first."""

from siting.outputs.figures.fairness import by_group, fairness, gini, lorenz
from siting.outputs.figures.indicators import indicators

__all__ = ["by_group", "fairness", "gini", "indicators", "lorenz"]
