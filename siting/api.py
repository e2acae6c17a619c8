"""
The verbs. Each takes a question and gives an answer; the command line has a command for each.

The only module that sees all wings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack, cast, overload

from siting.errors import InputError, InstanceError
from siting.inputs.entries import ENTRIES
from siting.inputs.everything import read_entries
from siting.inputs.world import World, assembled, read_world
from siting.instance.expand import expand, travelled
from siting.instance.instance import standing
from siting.instance.study import Study
from siting.instance.tables import TABLES
from siting.kinds import one_of
from siting.model import constraints, objectives
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem
from siting.osm import extract
from siting.outputs import files
from siting.outputs.checkup import Checkup
from siting.outputs.draw import draw
from siting.outputs.draw.tiles import told
from siting.outputs.frontier import traced
from siting.outputs.pages import checked
from siting.outputs.plan import Plan
from siting.outputs.sentences import Tell, beside_the_straight_line, doubts, inventory, listener
from siting.scenario import reader, schema, starter
from siting.scenario.scenario import Scenario, plug_in
from siting.scenario.standards import provenance
from siting.scenario.standards import standards as known_standards
from siting.solve import solve as solving
from siting.solve.evaluate import evaluate
from siting.solve.running import Limits, Listener
from siting.solve.solution import Solution
from siting.solve.solvers import by_name
from siting.texts import Language, Text, say

__all__ = ["check", "draw", "init", "osm", "prepare", "problem", "read", "run", "scenario_schema", "solve", "standards"]

# the kinds are found by folder, so the scenario's fields get their types only here; the two imports are what makes them known
_ = (constraints, objectives)
plug_in({**ENTRIES, "AnyObjective": one_of(Objective), "AnyConstraint": one_of(Constraint)})


def read(path: str | Path) -> Scenario:
    """
    Read a scenario file.

    Raises
    ------
    ScenarioError
        With every problem of the file at once, each with its line.
    """
    return reader.read(path)


def prepare(scenario: Scenario | str | Path) -> Study:
    """
    Read what a scenario speaks of, and make the three tables.

    Raises
    ------
    InputError
        With everything that is wrong with the files.
    """
    scenario = scenario if isinstance(scenario, Scenario) else read(scenario)
    return _studied(scenario, read_world(scenario))


def _studied(scenario: Scenario, world: World) -> Study:
    """A scenario with its world and the tables made of them."""
    instance = expand(scenario, world)
    stated = [said for service in scenario.services.values() for said in service.provenance]
    return Study(scenario, replace(world, notes=(*world.notes, *travelled(scenario, world), *stated)), instance)


def problem(study: Study) -> Problem:
    """
    What a study asks: its instance, its objective, its constraints and those that hold in every scenario.

    Raises
    ------
    InstanceError
        Where a piece asks for something the instance does not have.
    """
    listed: tuple[Constraint, ...] = study.scenario.constraints
    always = [kind() for kind in Constraint.registry.values() if issubclass(kind, Constraint) and kind.always]
    missing = [one for one in always if not any(type(one) is type(other) for other in listed)]
    return Problem(study.instance, study.scenario.objective, (*missing, *listed))


@overload
def solve(
    question: Problem,
    *,
    solver: str | None = None,
    gap: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    listener: Listener | None = None,
) -> Solution: ...


@overload
def solve(
    question: Scenario | Study | str | Path,
    *,
    solver: str | None = None,
    gap: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    listener: Listener | None = None,
) -> Plan: ...


def solve(
    question: Problem | Scenario | Study | str | Path,
    *,
    solver: str | None = None,
    gap: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    listener: Listener | None = None,
) -> Solution | Plan:
    """
    Find the best plan, or a good one whose distance from the best is known.

    Parameters
    ----------
    question
        A scenario, its file, what `prepare` made of it, or a problem of your own tables.
    solver
        ``highs``, ``cbc``, or PuLP's name of another; the scenario's where absent, and ``highs`` for a problem.
    gap
        Stop when the plan is proven this near to the best [share of its worth, 0 to 1]; the scenario's where absent, and 0 for a problem.
    time_limit
        Stop after so long with the best plan found [s]; the scenario's where absent, and no limit for a problem.
    threads
        How many the solver may use.
    listener
        Told how far a long run has come.

    Returns
    -------
    A `Plan`; for a `Problem` a `Solution`.

    Raises
    ------
    InfeasibleError
        Where no plan satisfies every constraint; says which clash.
    SolverError
        Where the time ran out without a plan, or the solver is not there.
    """
    if isinstance(question, Problem):
        limits = Limits(time_limit, gap or 0.0, threads)
        return solving.solve(question, solver=by_name(solver or "highs"), limits=limits, listener=listener)
    study = question if isinstance(question, Study) else prepare(question)
    study = with_settings(study, solver=solver, gap=gap, time_limit=time_limit, threads=threads)
    asked, given = problem(study), study.scenario.solve
    limits = Limits(given.time_limit, given.gap, given.threads)
    solution = solving.solve(asked, solver=by_name(given.solver), limits=limits, listener=listener)
    present = evaluate(solution.asked or asked, standing(study.instance))
    return Plan(study, asked, solution, present)


def check(scenario: str | Path, *, page: str | Path | None = None, language: Language = "en", tell: Tell = print) -> Study:
    """
    Read a scenario and all its files, and say what they hold, what looks wrong, and whether a run would go through, without solving.

    Parameters
    ----------
    scenario
        The scenario's YAML file.
    page
        A file to write the check to, as a page; none where None.
    language
        Of the page: en or zh.
    tell
        Takes the sentences.

    Raises
    ------
    InputError, InstanceError
        Where a run would stop, once all that could be read has been told.
    """
    question = read(scenario)
    by_name(question.solve.solver)
    found = _examined(question)
    for line in found.sentences():
        tell(line)
    if page is not None:
        files.write_page(page, checked(found, language))
        tell(say("page: {path}", path=page))
    if found.error is not None:
        raise found.error
    assert found.study is not None
    return found.study


def _examined(scenario: Scenario) -> Checkup:
    """All inputs of a scenario, and what they make together, as far as a run would come."""
    entries = read_entries(scenario)
    study = asked = None
    try:
        study = _studied(scenario, assembled(scenario, entries))
        asked = problem(study)
    except (InputError, InstanceError) as error:
        return Checkup(scenario, entries, study, asked, error)
    return Checkup(scenario, entries, study, asked, None)


class Settings(TypedDict, total=False):
    """How hard `solve` looks for the best plan, as `run` hands it on; what is absent or None is as the scenario says."""

    solver: str | None
    """``highs``, ``cbc``, or PuLP's name of another."""
    gap: float | None
    """Stop when the plan is proven this near to the best [share of its worth, 0 to 1]."""
    time_limit: float | None
    """Stop after so long with the best plan found [s]."""
    threads: int | None
    """How many the solver may use."""


class Asked(Settings, total=False):
    """What else a run may be asked for."""

    tiles: str | None
    """Online base map of the map, as `draw` takes it; without it the map needs no network."""
    frontier: bool
    """Also find what more money and less would bring, or more sites and fewer, and put it into the report."""


def run(scenario: str | Path, *, out: Path | None = None, language: Language = "en", tell: Tell = print, **asked: Unpack[Asked]) -> Plan:
    """
    Solve a scenario and write its map and tables.

    Parameters
    ----------
    scenario
        The scenario's YAML file.
    out
        The folder to write; maps/<name of the file> where absent.
    language
        Of the map: en or zh.
    tell
        Takes the sentences that the run says of itself.
    **asked
        ``solver``, ``gap``, ``time_limit`` [s] and ``threads``, as `solve` takes them, the scenario's where absent; ``tiles``, an online
        base map, as `draw` takes it; ``frontier``, whether to find, too, what more money and less would bring, for the report.

    Raises
    ------
    InputError
        As `prepare`, and where the folder cannot be written or holds something else.
    SitingError
        Where `tiles` is no base map, or lacks its key.
    """
    tiles, frontier, settings = asked.pop("tiles", None), asked.pop("frontier", False), cast(Settings, asked)
    for line in () if tiles is None else told(tiles):
        tell(line)
    folder = files.writable(out or Path("maps") / Path(scenario).stem)
    question = read(scenario)
    # that a solver is not there is better known before all files are read
    by_name(settings.get("solver") or question.solve.solver)
    study = prepare(question)
    for line in inventory(study.world):
        tell(line)
    rows = {name: len(getattr(study.instance, name)) for name in TABLES}
    tell(say("tables: {demand:,} demand rows, {options:,} options, {reach:,} pairs in reach", **rows))
    for line in doubts(problem(study)):
        tell(line)
    found = traced(with_settings(study, **settings), problem(study), tell=tell) if frontier else None
    # the plan at the scenario's own limit is the scenario's plan; where there is none, the solving says why
    plan = found.own if found is not None and found.own is not None else solve(study, listener=listener(tell), **settings)
    tell(plan.summary())
    for line in beside_the_straight_line(plan):
        tell(line)
    tell(say("map: {path}", path=files.write(plan, folder, language=language, tiles=tiles, frontier=found)))
    return plan


def init(path: Path = Path("scenario.yaml")) -> Path:
    """
    Write a commented scenario to begin with.

    Parameters
    ----------
    path
        The file to write; one that exists is left alone.

    Raises
    ------
    InputError
        Where the file exists or cannot be written.
    """
    try:
        with Path(path).open("x", encoding="utf-8") as file:
            file.write(starter.starter())
    except FileExistsError:
        raise InputError("{path} is there already; it was left as it is. Give another name.", path=path) from None
    except OSError as error:
        raise InputError("{path} cannot be written: {reason}", path=path, reason=error.strerror) from None
    return Path(path)


def osm(path: str | Path, *, out: str | Path, tell: Tell = print) -> None:
    """
    Write facilities by kind, streets, boundaries and backdrop of an OpenStreetMap extract, in the columns that scenarios expect.

    Parameters
    ----------
    path
        The extract (.osm.pbf, .osm).
    out
        The folder for facilities.gpkg, streets.gpkg, boundaries.gpkg and backdrop.gpkg; files that exist are left alone.

    Raises
    ------
    InputError
        Where the extract cannot be read, or files of these names are there already.
    """
    for line in extract(path, out):
        tell(line)


def standards() -> Iterator[Text]:
    """All service standards that a scenario may name, each value with its clause, its source, and whether it was read there."""
    for name, standard in known_standards().items():
        yield say("standard {name}: {title} / {title_zh}", name=name, title=standard.title, title_zh=standard.title_zh)
        for key, one in standard.services.items():
            told = {"label": one.label, "label_zh": one.label_zh, "values": list(provenance(f"{name}/{key}"))}
            yield say("  for {label} / {label_zh}:\n{values}", **told)


def scenario_schema() -> str:
    """The JSON Schema of scenario files, with which an editor completes and checks them."""
    return json.dumps(schema.schema(), ensure_ascii=False, indent=2)


def with_settings(
    study: Study,
    *,
    solver: str | None = None,
    gap: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
) -> Study:
    """The study as it is to be solved, so that a plan tells what it was really solved with."""
    given = {"solver": solver, "gap": gap, "time_limit": time_limit, "threads": threads}
    solve = study.scenario.solve.model_copy(update={name: value for name, value in given.items() if value is not None})
    return replace(study, scenario=study.scenario.model_copy(update={"solve": solve}))
