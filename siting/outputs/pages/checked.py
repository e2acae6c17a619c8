"""The data doctor as a page."""

from __future__ import annotations

from importlib.metadata import version

from siting.inputs import ledger
from siting.outputs.checkup import Checkup
from siting.outputs.pages.render import rendered
from siting.outputs.sentences import STEPS
from siting.texts import Language, Text, say


def checked(checkup: Checkup, language: Language = "en") -> str:
    """The page of a check: the verdict, all inputs, what looks wrong with each, and what was counted where."""
    titles = {
        "inputs": say("inputs"),
        "suspicions": say("what to look at"),
        "between": say("between the inputs"),
        "counted": say("people, step by step"),
        "services": say("services"),
        "wrong": say("what is wrong"),
        "nothing": say("nothing looks wrong"),
        "made": say("checked with siting {version}", version=version("siting")),
    }
    return rendered(
        "check.html",
        language,
        titles=titles,
        name=checkup.scenario.name,
        verdict=checkup.verdict,
        fine=checkup.error is None,
        error=_problems(checkup),
        table=checkup.table(),
        lines=checkup.lines,
        others=checkup.others,
        ledger=_ledger(checkup),
        heads=(say("source"), say("step"), say("rows"), say("group"), say("people")),
        services=list(checkup.services()),
    )


def _problems(checkup: Checkup) -> list[Text]:
    return [] if checkup.error is None else [checkup.error.text]


def _ledger(checkup: Checkup) -> list[tuple[object, ...]]:
    """What was read, left out and is in use."""
    if checkup.study is None:
        return []
    rows = checkup.study.world.ledger.itertuples()
    return [(row.source, STEPS[str(row.step)], row.rows, row.column, row.total, row.step == ledger.USED) for row in rows]
