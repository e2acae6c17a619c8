"""Charts as SVG, drawn by matplotlib, with text that stays text."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from io import StringIO
from typing import Any, Final

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from siting.outputs.draw.palette import RAMPS
from siting.outputs.figures import lorenz
from siting.outputs.metrics import coverage, travel
from siting.outputs.plan import Plan
from siting.outputs.report.contents import finest, label
from siting.texts import Language, say

TODAY, ADDED, MISSING = RAMPS["covered"][4], RAMPS["newly"][3], RAMPS["uncovered"][1]
STYLE: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "siting",
    "text.parse_math": False,  # a name with dollars is no formula
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9aa6b2",
    "axes.labelcolor": "#5d6b7a",
    "xtick.color": "#5d6b7a",
    "ytick.color": "#1d2733",
    "axes.grid": False,
}


def served(plan: Plan) -> str:
    """Which share of the need each service serves today, and what the plan adds; by phase where there are several."""
    table = coverage(plan)
    if plan.moment is not None or "projection" in table:
        table = coverage(plan.drawn)
    several = "phase" in table and table.phase.nunique() > 1
    names = [f"{label(plan, str(row.service))}{f', {row.phase}' if several else ''}" for row in table.itertuples()]
    with rc_context(STYLE):
        figure, (axes,) = figured(1, height=0.5 + 0.36 * len(names), width=7.2)
        at = np.arange(len(names))[::-1]
        before, after = (table[f"{when}_share"].fillna(0.0).to_numpy(float) for when in ("before", "after"))
        axes.barh(at, 1.0, color=MISSING, height=0.62)
        axes.barh(at, after, color=ADDED, height=0.62)
        axes.barh(at, np.minimum(before, after), color=TODAY, height=0.62)
        for y, old, new in zip(at, before, after, strict=True):
            axes.text(1.02, y, f"{old:.0%} → {new:.0%}", va="center", color="#1d2733")
        axes.set_yticks(at, names)
        axes.set_xlim(0, 1.18)
        axes.set_xticks([0, 0.5, 1.0])
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
        return svg(figure)


def times(plan: Plan, language: Language) -> str:
    """Within how many minutes which share of the need is served, today and under the plan."""
    services = list(plan.scenario.services)
    need = coverage(plan.drawn).set_index("service").need
    with rc_context(STYLE):
        figure, every = figured(len(services), height=2.5)
        for axes, service in zip(every, services, strict=True):
            for before, colour, width in ((True, TODAY, 1.6), (False, ADDED, 2.2)):
                flows = travel(plan, service, before=before)
                share = np.cumsum(flows.need.to_numpy(float)) / max(float(need[service]), 1e-12)
                minutes = flows.minutes.to_numpy(float)
                end = minutes[-1] if len(minutes) else 0.0
                axes.step(
                    [0.0, *minutes, end * 1.05], [0.0, *share, share[-1] if len(share) else 0.0], where="post", color=colour, lw=width
                )
            axes.set_title(label(plan, service), fontsize=10, loc="left")
            axes.set_ylim(0, 1)
            axes.set_xlim(left=0)
            axes.set_xlabel(say("minutes").said(language))
            axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        return svg(figure)


def lorenz_curves(plan: Plan, language: Language) -> str | None:
    """How what is served is shared between areas; None where there are no areas."""
    if (kind := finest(plan)) is None:
        return None
    services = list(plan.scenario.services)
    table = coverage(plan.drawn, by=kind)
    table = table[table[kind] != ""]
    with rc_context(STYLE):
        figure, every = figured(len(services), height=2.6)
        for axes, service in zip(every, services, strict=True):
            rows = table[table.service == service]
            axes.plot([0, 1], [0, 1], color="#b8c2cd", lw=1)
            for when, colour, width in (("before", TODAY, 1.6), ("after", ADDED, 2.2)):
                across, up = lorenz(rows.need.to_numpy(float), rows[when].to_numpy(float))
                if len(across) and up[-1] > 0:
                    axes.plot(across, up, color=colour, lw=width)
            axes.set_title(label(plan, service), fontsize=10, loc="left")
            axes.set_xlim(0, 1)
            axes.set_ylim(0, 1)
            axes.set_aspect("equal")
            axes.set_xlabel(say("share of the need").said(language))
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        every[0].set_ylabel(say("share of what is served").said(language))
        return svg(figure)


def figured(count: int, *, height: float, width: float | None = None) -> tuple[Figure, Sequence[Axes]]:
    """A figure of so many charts side by side [inches]."""
    figure = Figure(figsize=(width or min(3.0 * count + 0.6, 9.6), height), layout="constrained")
    return figure, list(figure.subplots(1, count, squeeze=False)[0])


def svg(figure: Figure) -> str:
    """A figure as an SVG element that scales with the page."""
    out = StringIO()
    with warnings.catch_warnings():
        # widths of Chinese signs are estimated where no font knows them; the browser sets them anew
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return re.sub(r"^.*?(?=<svg)", "", text, flags=re.S)
