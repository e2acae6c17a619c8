"""The verbs that solve more than once: what other limits would bring, and plans side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypedDict, Unpack

from siting.api import Settings, prepare, problem, read, solve, with_settings
from siting.errors import InputError
from siting.instance.study import Study
from siting.model.varied import Of, varied
from siting.outputs import files
from siting.outputs.comparison import FEWEST, MOST, Comparison, named, together, unique
from siting.outputs.folders import write_comparison, write_frontier
from siting.outputs.frontier import STEPS, Frontier, traced
from siting.outputs.plan import Plan
from siting.outputs.report.comparisons import comparison_story
from siting.outputs.report.frontiers import lines
from siting.outputs.sentences import Tell, listener
from siting.scenario.scenario import Scenario
from siting.solve.solvers import by_name
from siting.texts import Language, say


class Moves(TypedDict, total=False):
    """Which limit a frontier moves, and how far."""

    of: Of | None
    """``budget`` (its total) or ``count`` (the most that it allows); the budget where absent and there is one, else the count."""
    values: Iterable[float] | None
    """The limits [currency, or sites]; the scenario's own is added. Evenly spaced ones where absent."""
    steps: int
    """How many evenly spaced ones, from 0 (what stands today) to 1.5 times the scenario's own; six where absent."""


class Asked(Moves, Settings, total=False):
    """What `run_frontier` hands on: which limits, and how hard to look for each plan."""


def silent(_: object) -> None:
    """Says nothing."""


def frontier(
    question: Scenario | Study | str | Path,
    *,
    of: Of | None = None,
    values: Iterable[float] | None = None,
    steps: int = STEPS,
    tell: Tell = silent,
    **settings: Unpack[Settings],
) -> Frontier:
    """
    The best plan for more money and for less: what each amount would bring, and from where on more brings little.

    One limit moves, a budget's total or the most of a count, and all else stays, also what a budget says of phases, services and groups.
    Files are read once. Each limit is solved with the scenario's settings, so with its time limit each. What is too little for any plan is
    kept, with the reason.

    Parameters
    ----------
    question
        A scenario, its file, or what `prepare` made of it.
    of
        Which limit: ``budget`` (its total) or ``count`` (the most that it allows); the budget where absent and there is one.
    values
        The limits [currency, or sites], to which the scenario's own is added.
    steps
        How many evenly spaced ones where no values are given, from 0, what stands today, to 1.5 times the scenario's own.
    tell
        Takes the sentences that the work says of itself; none where absent.
    **settings
        ``solver``, ``gap``, ``time_limit`` [s] and ``threads``, as `solve` takes them; the scenario's where absent.

    Raises
    ------
    InstanceError
        Where the scenario has no such limit, or a value cannot be one.
    InfeasibleError, SolverError
        Where no limit has a plan.
    """
    study = with_settings(question if isinstance(question, Study) else prepare(question), **settings)
    moved = varied(study.scenario.constraints, of)
    limits = moved.steps(steps) if values is None else moved.given(values)
    return traced(study, problem(study), moved=moved, limits=limits, tell=tell)


def run_frontier(
    scenario: str | Path, *, out: Path | None = None, language: Language = "en", tell: Tell = print, **asked: Unpack[Asked]
) -> Frontier:
    """
    Find the frontier of a scenario and write its page and tables.

    Parameters
    ----------
    scenario
        The scenario's YAML file.
    out
        The folder to write; maps/<name of the file>-frontier where absent.
    language
        Of the page: en or zh.
    tell
        Takes the sentences that the work says of itself.
    **asked
        As `frontier` takes it.

    Raises
    ------
    InputError
        As `prepare`, and where the folder cannot be written or holds something else.
    """
    folder = files.writable(out or Path("maps") / f"{Path(scenario).stem}-frontier")
    question = read(scenario)
    # what cannot be is better known before all files are read
    by_name(asked.get("solver") or question.solve.solver)
    varied(question.constraints, asked.get("of"))
    found = frontier(question, tell=tell, **asked)
    for line in lines(found):
        tell(line)
    tell(say("page: {path}", path=write_frontier(found, folder, language=language)))
    return found


def compare(plans: Mapping[str, Plan] | Sequence[Plan]) -> Comparison:
    """
    Plans side by side, the first of them what the others are compared with.

    Parameters
    ----------
    plans
        Two to six, by the names they shall have, or one after the other, called as their scenarios.

    Raises
    ------
    InstanceError
        Where there are too few or too many, or no service is in all of them.
    """
    return Comparison(named(plans))


def run_compare(
    scenarios: Sequence[str | Path],
    *,
    out: Path | None = None,
    language: Language = "en",
    tell: Tell = print,
    **settings: Unpack[Settings],
) -> Comparison:
    """
    Solve scenarios and write their plans side by side, each called as its file.

    Parameters
    ----------
    scenarios
        The YAML files of two to six scenarios.
    out
        The folder to write; maps/compare-<name of each file> where absent.
    language
        Of the page: en or zh.
    tell
        Takes the sentences that the work says of itself.
    **settings
        As `solve` takes them; each scenario's where absent.

    Raises
    ------
    InputError
        As `prepare`, where there are too few scenarios or too many, and where the folder cannot be written or holds something else.
    """
    if not FEWEST <= len(scenarios) <= MOST:
        raise InputError("{count} scenarios cannot be compared; give {fewest} to {most}", count=len(scenarios), fewest=FEWEST, most=MOST)
    folder = files.writable(out or Path("maps") / "-".join(["compare", *(Path(one).stem for one in scenarios)]))
    questions = [read(one) for one in scenarios]
    # what cannot be compared is better known before anything is solved
    together({str(path): list(one.services) for path, one in zip(scenarios, questions, strict=True)})
    plans: dict[str, Plan] = {}
    for path, question in zip(scenarios, questions, strict=True):
        # files have shorter names than scenarios, and a page has little room
        name = unique(Path(path).stem, plans)
        plans[name] = solve(question, listener=listener(tell), **settings)
        tell(plans[name].summary())
    found = compare(plans)
    for line in comparison_story(found):
        tell(line)
    tell(say("page: {path}", path=write_comparison(found, folder, language=language)))
    return found
