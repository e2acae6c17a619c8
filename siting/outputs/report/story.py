"""What a plan proposes, achieves and costs, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from siting.outputs.metrics import coverage, projects
from siting.outputs.plan import Plan, covered
from siting.outputs.report.contents import ACTIONS, label, records
from siting.solve.solution import Solution, Status
from siting.texts import Text, amount, say


def story(plan: Plan) -> Iterator[Text]:
    """The summary: what is proposed, what it achieves, what it costs, what stays open, and how sure the optimum is."""
    yield _proposed(plan)
    for row in records(coverage(plan.drawn)):
        service = plan.scenario.services[row["service"]]
        told = {"service": label(plan, row["service"]), "before": row["before_share"], "after": row["after_share"], "served": row["after"]}
        yield say(
            "{service}: within {within}, {after:.1%} of the need is served, {before:.1%} today ({served:,.0f} of {need}).",
            need=amount(row["need"], service.unit),
            within=service.asked,
            **told,
        )
    yield from _costs(plan)
    yield from _open(plan)
    yield _certain(plan)


def _proposed(plan: Plan) -> Text:
    counts = projects(plan).action.value_counts()
    parts = [say("{count} {action}", count=int(counts[action]), action=text) for action, text in ACTIONS.items() if action in counts.index]
    if not parts:
        return say("The plan changes nothing.")
    return say("The plan proposes {count} measures:\n{parts}", count=int(counts.sum()), parts=parts)


def _costs(plan: Plan) -> Iterator[Text]:
    once = float(plan.sites[["capital", "shared_capital"]].sum().sum())
    yearly = float(plan.drawn.sites.operating.sum())
    totals = [one.total for one in plan.scenario.constraints if one.named == "budget" and one.of == "capital" and one.total is not None]
    currency = plan.scenario.currency
    if totals:
        most = min(float(one) for one in totals)
        yield say("It costs {once} once, of {most} that there is, and {yearly} a year.",
                  once=amount(once, currency), most=amount(most, currency), yearly=amount(yearly, currency))  # fmt: skip
    elif once or yearly:
        yield say("It costs {once} once, and {yearly} a year.", once=amount(once, currency), yearly=amount(yearly, currency))


def _open(plan: Plan) -> Iterator[Text]:
    """Who stays unserved, and why."""
    for row in records(coverage(plan.drawn)):
        unit = plan.scenario.services[row["service"]].unit
        told = {"service": label(plan, row["service"]), "full": amount(row["full"], unit), "far": amount(row["out_of_reach"], unit)}
        full, far = row["full"] > 0.5, row["out_of_reach"] > 0.5
        if full and far:
            yield say(
                "{service}: {full} stay unserved within reach of a site, for want of room, and {far} out of reach of every site.", **told
            )
        elif full:
            yield say("{service}: {full} stay unserved within reach of a site, for want of room.", **told)
        elif far:
            yield say("{service}: {far} stay unserved, out of reach of every site.", **told)


def _certain(plan: Plan) -> Text:
    if plan.status is Status.OPTIMAL:
        return say("No plan that keeps the rules is better: this is proven.")
    if not np.isfinite(plan.gap):
        return say("How far this plan is from the best possible is not known.")
    return say("A better plan may exist, but none that keeps the rules is better by more than {gap:.2%}: this is proven.", gap=plan.gap)


def compared(plan: Plan, other: Solution | None) -> Iterator[tuple[str, float, float, float | None]]:
    """
    The share of the need that each service serves: its name, today, under the plan, and under the plan made step by step.

    Parameters
    ----------
    other
        What the plan made step by step achieves; None where it could not be made.
    """
    instance, scene = plan.instance, plan.drawn.scene
    for service in plan.scenario.services:
        rows = (instance.demand.service == service).to_numpy() & (instance.scene == scene)
        need = instance.need[rows]
        shares = [
            float(covered(instance, one)[rows] @ need / need.sum()) if one is not None and need.sum() else None
            for one in (plan.present, plan.solution, other)
        ]
        yield label(plan, service), shares[0] or 0.0, shares[1] or 0.0, shares[2]
