"""A frontier in words, in tables and as curves."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, log10
from typing import Final

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, PercentFormatter

from siting.outputs.frontier import Frontier, Point
from siting.outputs.metrics import coverage
from siting.outputs.plan import Plan
from siting.outputs.report.charts import STYLE, figured, svg
from siting.outputs.report.contents import label, records
from siting.outputs.report.measures import Measure, measures
from siting.outputs.report.names import money_of
from siting.outputs.report.sheets import Cell, Column, Form, Sheet
from siting.solve.solution import Status
from siting.texts import Joined, Language, Text, Unit, amount, say

COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#8a6d00")
"""Of the services, told apart with the common colour-vision deficiencies (Okabe and Ito)."""
DOTS: Final = ("o", "s", "^", "D", "v", "P")
_OWN: Final = "#5d6b7a"


def lines(found: Frontier) -> Iterator[Text]:
    """What each point brings, a line each."""
    for point in found.points:
        if point.plan is None:
            yield say("{limit}: {reason}", limit=limit(found, point.limit), reason=_without(point))
        else:
            yield say(
                "with {limit}: {shares} ({quality})",
                limit=limit(found, point.limit),
                shares=_shares(point.plan),
                quality=point.plan.quality(),
            )
    yield from _bend(found)


def frontier_story(found: Frontier) -> Iterator[Text]:
    """The summary: what the first, the scenario's own and the last limit bring, where the curve flattens, and what is never wrong."""
    there = list(found.plans)
    told = {there[0], found.varied.own, there[-1]}
    yield say("Today: {shares} of the need served.", shares=_shares(found.plans[there[0]], before=True))
    for point in found.points:
        if point.plan is None:
            yield _too_little(found, point)
        elif point.limit in told:
            yield _brings(found, point, point.plan)
    yield from _bend(found)
    yield from _stable(found)
    yield from _sure(found)
    yield from found.notes


def limit(found: Frontier, value: float) -> Text:
    """A limit in words."""
    return found.varied.said(value, found.scenario.currency)


def _shares(plan: Plan, *, before: bool = False) -> str:
    """The share that each service serves: daycare 46.2 %, clinic 71.0 %."""
    share = "before_share" if before else "after_share"
    return ", ".join(f"{label(plan, row['service'])} {row[share]:.1%}" for row in records(coverage(plan.drawn)))


def _without(point: Point) -> Text:
    """Why there is no plan."""
    assert point.reason is not None
    return point.reason.text


def _too_little(found: Frontier, point: Point) -> Text:
    if point.status is Status.INFEASIBLE:
        return say("With {limit}, no plan keeps all the rules.", limit=limit(found, point.limit))
    return say("With {limit}, no plan was found in time.", limit=limit(found, point.limit))


def _brings(found: Frontier, point: Point, plan: Plan) -> Text:
    row = found.table[found.table.limit == point.limit].iloc[0]
    currency = plan.scenario.currency
    told = {
        "limit": limit(found, point.limit),
        "shares": _shares(plan),
        "measures": int(row.measures),
        "once": amount(row.capital, currency),
        "yearly": amount(row.operating, currency),
    }
    if point.limit == found.varied.own:
        return say(
            "With {limit}, its own limit: {shares} of the need served, by {measures} measures for {once} once and {yearly} a year.",
            **told,
        )
    return say("With {limit}: {shares} of the need served, by {measures} measures for {once} once and {yearly} a year.", **told)


def _bend(found: Frontier) -> Iterator[Text]:
    """Where the curve flattens, and how that is found."""
    if found.knee is None:
        yield say("The curve has no knee: over the whole range, each further step brings about as much as the one before.")
        return
    yield say(
        "The curve flattens from {limit} on: up to there each {per} brings {before}, beyond it {after}. "
        "Of all points it lies farthest above the straight line from the first to the last.",
        limit=limit(found, found.knee),
        per=limit(found, per(found)),
        before=_rate(found, 0, found.knee),
        after=_rate(found, found.knee, np.inf),
    )


def _rate(found: Frontier, low: float, high: float) -> Text:
    """How much more of each service is served for each `per` between two limits."""
    rows = found.table[(found.table.limit >= low) & (found.table.limit <= high) & found.table.objective.notna()]
    spent = float(rows.limit.iloc[-1] - rows.limit.iloc[0])
    told = []
    for key, service in found.scenario.services.items():
        more = float((rows[f"gain.{key}"] * rows.limit.diff()).iloc[1:].sum())
        worth = per(found) * more / spent if spent else 0.0
        told.append(Joined(label_of(found, key), _rough(worth), Unit(service.unit), between=" "))
    return Joined(*told)


def _rough(value: float) -> str:
    """A number with three digits that count."""
    return f"{value:+,.0f}" if abs(value) >= 100 else f"{value:+.3g}"


def label_of(found: Frontier, service: str) -> str:
    """What a service is called."""
    return found.scenario.services[service].label or service


def per(found: Frontier) -> float:
    """The step that gains are told for: of money the power of a thousand below the scenario's own limit, of sites one."""
    if found.varied.of == "count" or found.varied.own < 1:
        return 1.0
    return float(10.0 ** (3 * floor(log10(found.varied.own) / 3)))


def acting(found: Frontier) -> dict[float, Plan]:
    """The plans that change anything, by their limits."""
    return {one: plan for one, plan in found.plans.items() if (plan.sites.action != "keep").any()}


def changed(found: Frontier) -> list[Measure]:
    """What those plans do, in the order of the limits."""
    return measures(list(acting(found).values()))


def _stable(found: Frontier) -> Iterator[Text]:
    """Measures that are in every plan that proposes anything."""
    plans = len(acting(found))
    if plans < 2:
        return
    every = [one for one in changed(found) if one.count == plans]
    if not every:
        yield say("No measure is in every plan that proposes anything: what is right depends on the limit.")
        return
    yield say(
        "{count} measures are in each of the {plans} plans that propose anything, so they can be begun whatever the limit will be: {names}",
        count=len(every),
        plans=plans,
        names=_several([one.name for one in every]),
    )


def _several(names: list[str]) -> str:
    """Some names, and that there are more."""
    return ", ".join(names[:8]) + (", …" if len(names) > 8 else "")


def _sure(found: Frontier) -> Iterator[Text]:
    gaps = [plan.gap for plan in found.plans.values()]
    if all(np.isfinite(gaps)):
        yield say("None of these plans is more than {gap:.2%} from the best possible under its limit: this is proven.", gap=max(gaps))
    else:
        yield say("How far some of these plans are from the best possible is not known.")


def money_sheet(found: Frontier) -> Sheet:
    """What each limit brings: shares served, cost and measures."""
    services = found.scenario.services
    money = money_of(found.scenario)
    columns = (
        Column(_limit_head(found), _limit_form(found)),
        *(Column(label_of(found, key), "share") for key in services),
        Column(say("measures"), "count"),
        Column(say("once ({money})", money=money), "amount"),
        Column(say("a year ({money})", money=money), "amount"),
        Column(say("remark")),
    )
    rows = []
    for row, point in zip(records(found.table), found.points, strict=True):
        numbers = [row[name] for name in (*(f"share.{key}" for key in services), "measures", "capital", "operating")]
        rows.append((row["limit"], *numbers, _remark(found, point)))
    return Sheet(say("what each limit brings"), columns, tuple(rows), say("Share of the need served."))


def gain_sheet(found: Frontier) -> Sheet:
    """What one more step of the limit brings, from point to point."""
    services, step = found.scenario.services, limit(found, per(found))
    columns = (Column(_limit_head(found), _limit_form(found)), *(Column(_gain_head(found, key, step), "decimal") for key in services))
    rows = [(row["limit"], *(row[f"gain.{key}"] * per(found) for key in services)) for row in records(found.table)]
    note = (
        say("How much more is served for each {step} beyond the row before.", step=step)
        if found.scenario.objective.asks
        else say(
            "How much more is served for each {step} beyond the row before. The plan as a whole never gets worse; one service alone may.",
            step=step,
        )
    )
    return Sheet(say("what one step more brings"), columns, tuple(rows), note)


def _limit_form(found: Frontier) -> Form:
    return "amount" if per(found) >= 1000 or found.varied.of == "count" else "decimal"


def _gain_head(found: Frontier, key: str, step: Text) -> Text:
    unit = Unit(found.scenario.services[key].unit) if found.scenario.services[key].unit else say("served")
    return say("{service}: more {unit} for each {step}", service=label_of(found, key), unit=unit, step=step)


def _limit_head(found: Frontier) -> Text:
    if found.varied.of == "count":
        return say("sites at most")
    return say("budget ({money})", money=money_of(found.scenario))


def _remark(found: Frontier, point: Point) -> Cell:
    own, bend = point.limit == found.varied.own, point.limit == found.knee
    if point.plan is None:
        return say("no plan")
    if own and bend:
        return say("the scenario's own limit; the curve flattens")
    return say("the scenario's own limit") if own else say("the curve flattens") if bend else ""


def sure_sheet(found: Frontier) -> Sheet:
    """How near each plan is to the best under its limit."""
    columns = (
        Column(_limit_head(found), _limit_form(found)),
        Column(say("worth of the plan"), "decimal"),
        Column(say("no plan can be better than"), "decimal"),
        Column(say("gap"), "share"),
        Column(say("seconds"), "decimal"),
        Column(say("what is known")),
    )
    rows = []
    for row, point in zip(records(found.table), found.points, strict=True):
        known = point.plan.quality() if point.plan is not None else _without(point)
        rows.append((*(row[name] for name in ("limit", "objective", "bound", "gap", "seconds")), known))
    objective = found.scenario.objective
    note = (
        say("The worth is that of the objective, {objective}.", objective=objective.named)
        if objective.asks
        else say(
            "The worth is that of the objective, {objective}. A bound proven for a larger limit holds for every smaller one.",
            objective=objective.named,
        )
    )
    return Sheet(say("how sure each plan is"), columns, tuple(rows), note)


def share_curve(found: Frontier, language: Language) -> str:
    """The share of the need that each service serves, over the limit; the scenario's own is marked."""
    table = found.table[found.table.objective.notna()]
    with rc_context(STYLE):
        figure, (axes,) = figured(1, height=3.1, width=5.4)
        for number, key in enumerate(found.scenario.services):
            colour, dot = colour_of(number)
            axes.plot(table.limit, table[f"share.{key}"], color=colour, marker=dot, lw=2, ms=5, mec="#ffffff", mew=0.6, zorder=3)
        axes.set_ylim(0, 1)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axes.set_ylabel(say("share of the need served").said(language))
        _along(axes, found, language)
        return svg(figure)


def worth_curve(found: Frontier, language: Language) -> str:
    """The objective's worth over the limit, and up to where a better plan may lie."""
    table = found.table[found.table.objective.notna()]
    with rc_context(STYLE):
        figure, (axes,) = figured(1, height=3.1, width=5.4)
        known = table[np.isfinite(table.bound.to_numpy(float))]
        axes.fill_between(known.limit, known.objective, known.bound, color="#f0c27b", alpha=0.75, lw=0, zorder=2)
        axes.plot(known.limit, known.bound, color="#a86a00", lw=1, ls=(0, (2, 2)), zorder=2)
        axes.plot(table.limit, table.objective, color="#1d2733", marker="o", lw=2, ms=5, mec="#ffffff", mew=0.6, zorder=3)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
        axes.set_ylabel(say("worth of the plan").said(language))
        _along(axes, found, language)
        return svg(figure)


def colour_of(number: int) -> tuple[str, str]:
    """Colour and marker of the service of a number."""
    return COLOURS[number % len(COLOURS)], DOTS[number % len(DOTS)]


def _along(axes: Axes, found: Frontier, language: Language) -> None:
    """The axis of the limits, and the scenario's own."""
    step = per(found)
    axes.axvline(found.varied.own, color=_OWN, lw=1, ls=(0, (4, 3)), zorder=1)
    axes.text(found.varied.own, 1.01, say("own limit").said(language), transform=axes.get_xaxis_transform(), ha="center", va="bottom",
              color=_OWN, fontsize=9)  # fmt: skip
    empty = found.table.limit[found.table.objective.isna()]
    if len(empty):
        axes.axvspan(0, empty.max(), facecolor="#eef0f2", edgecolor="#c9d0d7", hatch="///", lw=0, zorder=0)
        axes.text(empty.max() / 2, 0.5, say("no plan").said(language), transform=axes.get_xaxis_transform(), ha="center", va="center",
                  color=_OWN, fontsize=9, rotation=90 if empty.max() < 0.2 * found.table.limit.max() else 0)  # fmt: skip
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / step:,.6g}"))
    axes.grid(axis="y", color="#e6eaee", lw=0.8)
    axes.set_axisbelow(True)
    axes.set_xlabel(_axis(found).said(language))


def _axis(found: Frontier) -> Text:
    if found.varied.of == "count":
        return say("sites at most")
    money = money_of(found.scenario)
    scale = f"{per(found):,.0f} "
    return say("budget ({money})", money=say("{scale}{money}", scale=scale if per(found) > 1 else "", money=money))
