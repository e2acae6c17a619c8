"""
Every published optimum in the data beside the project, found again.

Each problem runs in a process of its own, so that one that eats time or memory spoils no other. A value counts as proven where the solver's
bound meets it; where time ran out, the gap that was left stands in the table.

    python -m benchmarks.known_optima                          all, ten minutes each at most
    python -m benchmarks.known_optima --limit 60 --only pmed   those whose name or family holds "pmed", a minute each
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from time import perf_counter

from benchmarks.known.published import Known, problems
from siting import solve
from siting.errors import SitingError

DATA = Path(__file__).parents[2] / "shared" / "data" / "benchmarks"
RESULT = Path(__file__).parent / "known_optima.md"
STORE = Path(__file__).parent / "results" / "known_optima.json"


@dataclass(frozen=True)
class Found:
    """What came out for one problem: value and bound in the problem's own sense, seconds of the whole, size of its tables."""

    family: str
    name: str
    best: float | None
    value: float | None
    gap: float | None
    seconds: float
    limit: float
    size: str
    same: bool


def attempt(known: Known, limit: float) -> Found:
    """Solve one problem."""
    began = perf_counter()
    problem = known.ask()
    size = f"{len(problem.instance.demand):,} x {len(problem.instance.options):,}"
    try:
        found = solve(problem, time_limit=limit)
    except SitingError:
        return Found(known.family, known.name, known.best, None, None, perf_counter() - began, limit, size, same=False)
    same = known.best is not None and abs(found.objective - known.best) <= known.tolerance * max(1.0, abs(known.best))
    return Found(known.family, known.name, known.best, found.objective, found.gap, perf_counter() - began, limit, size, same=same)


def table(rows: list[Found]) -> str:
    """The results as a page."""
    published = [row for row in rows if row.best is not None]
    proven = sum(row.same and row.gap == 0 for row in published)
    reached = sum(row.same for row in published)
    wrong = [row.name for row in published if row.gap == 0 and not row.same]
    own = [row for row in rows if row.best is None]
    lines = [
        "# Published optima, found again",
        "",
        f"Written by `python -m benchmarks.known_optima` on Python {python_version()} with siting {version('siting')}, "
        f"highspy {version('highspy')}; two cores, which other work shared. Seconds are those of reading, building and solving.",
        "",
        f"{len(published)} problems: {proven} proven equal to the published optimum, {reached - proven} more where the published value was "
        f"found but not proven in the time allowed, {len(published) - reached} where it was not found in that time"
        + (f"; **proven values that differ: {', '.join(wrong)}**." if wrong else "; no proven value differs."),
        "",
        f"{len(own)} more have no published value at hand; {sum(row.gap == 0 for row in own)} of them were solved to proof.",
    ]
    for family in dict.fromkeys(row.family for row in rows):
        head = ["| problem | size | published | found | gap | seconds | limit |", "|---|---|---:|---:|---:|---:|---:|"]
        lines += ["", f"## {family.capitalize()}", "", *head]
        lines += [_line(row) for row in rows if row.family == family]
    return "\n".join(lines) + "\n"


def _line(row: Found) -> str:
    value = "-" if row.value is None else f"{row.value:,.10g}"
    best = "-" if row.best is None else f"{row.best:,.10g}"
    gap = "-" if row.gap is None else ("proven" if row.gap == 0 else f"{row.gap:.2%}")
    return f"| {row.name} | {row.size} | {best} | {value} | {gap} | {row.seconds:.1f} | {row.limit:g} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=600.0, help="most seconds for one problem")
    parser.add_argument("--only", default="", help="part of the family or of the name")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    wanted = [one for one in problems(DATA) if given.only in f"{one.family} {one.name}"]
    if given.one is not None:
        print(json.dumps(asdict(attempt(next(one for one in wanted if one.name == given.one), given.limit))))
        return
    order = [one.name for one in problems(DATA)]
    kept = {row["name"]: Found(**row) for row in json.loads(STORE.read_text())} if STORE.exists() else {}
    for known in wanted:
        command = [sys.executable, "-m", "benchmarks.known_optima", "--limit", str(given.limit), "--one", known.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{known.name}: {done.stderr.strip().splitlines()[-1]}")
        kept[known.name] = Found(**json.loads(done.stdout.splitlines()[-1]))
        print(_line(kept[known.name]), flush=True)
        # after each problem, so that a run that is stopped leaves what it found
        STORE.write_text(json.dumps([asdict(row) for row in kept.values()], indent=1) + "\n")
        RESULT.write_text(table(sorted(kept.values(), key=lambda row: order.index(row.name))))


if __name__ == "__main__":
    main()
