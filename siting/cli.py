"""The command line: a command for each verb of `siting.api`, and nothing else."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from siting import api, many
from siting.errors import InputError, SitingError
from siting.model.varied import Of
from siting.options import Bundle, bundled
from siting.outputs.sentences import Tell
from siting.scenario.quantities import parse_money
from siting.texts import Language, Text, say

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Choose where public services should stand."
)

Lang = Annotated[Language, typer.Option("--lang", help="Language of messages and maps: en or zh.")]
File = Annotated[Path, typer.Argument(help="The scenario's YAML file.", show_default=False)]
Files = Annotated[list[Path], typer.Argument(help="The scenarios' YAML files, two to six.", show_default=False)]
CompareOut = Annotated[Path | None, typer.Option("--out", help="Folder to write; maps/compare-<name of each file> where absent.")]
FrontierOut = Annotated[Path | None, typer.Option("--out", help="Folder to write; maps/<name of the file>-frontier where absent.")]
Out = Annotated[Path | None, typer.Option(help="Folder to write; maps/<name of the file> where absent.")]
SolverName = Annotated[str | None, typer.Option(help="highs, cbc, or PuLP's name of another; the scenario's where absent.")]
Gap = Annotated[
    float | None, typer.Option(min=0.0, max=1.0, help="Stop when the plan is proven this near to the best, as a share of its worth.")
]
TimeLimit = Annotated[float | None, typer.Option(min=0.0, help="Stop after so many seconds with the best plan found.")]

Tiles = Annotated[
    str | None,
    typer.Option(
        help="Online base map of the map: osm, tianditu:KEY, tianditu-imagery:KEY, amap, amap-imagery, "
        "or an address with {z}, {x} and {y}; none where absent, and the map needs no network."
    ),
]
SOLVING = {"solver": SolverName, "gap": Gap, "time_limit": TimeLimit}
"""How hard to look for a plan."""
MOVES = {
    "of": Annotated[Of | None, typer.Option(help="Which limit moves: budget or count; the budget where absent and there is one.")],
    "values": Annotated[str | None, typer.Option(help='The limits, such as "60_000_000, 1.2 亿"; evenly spaced ones where absent.')],
    "steps": Annotated[int | None, typer.Option(min=2, help="How many evenly spaced ones, up to 1.5 times the scenario's own; 6.")],
}
"""Which limit a frontier moves, and how far."""

NONE: Bundle = {}
DEMO = "scenarios/yinchuan.yaml"


@app.command()
@bundled(settings={**SOLVING, "tiles": Tiles})
def run(
    scenario: File,
    out: Out = None,
    frontier: Annotated[bool, typer.Option("--frontier", help="Also find what more money and less would bring.")] = False,
    lang: Lang = "en",
    settings: Bundle = NONE,
) -> None:
    """Solve a scenario and write its map and tables."""
    with _spoken(lang) as tell:
        api.run(scenario, out=out, language=lang, frontier=frontier, tell=tell, **settings)


@app.command()
@bundled(moves=MOVES, settings=SOLVING)
def frontier(scenario: File, out: FrontierOut = None, lang: Lang = "en", moves: Bundle = NONE, settings: Bundle = NONE) -> None:
    """Find what more money and less would bring, or more sites and fewer, and write the curve, its table and maps."""
    with _spoken(lang) as tell:
        many.run_frontier(scenario, out=out, language=lang, tell=tell, **_moved(moves), **settings)


@app.command()
@bundled(settings=SOLVING)
def compare(scenarios: Files, out: CompareOut = None, lang: Lang = "en", settings: Bundle = NONE) -> None:
    """Solve two to six scenarios and write their plans side by side: indicators, maps, who gains and who loses."""
    with _spoken(lang) as tell:
        many.run_compare(scenarios, out=out, language=lang, tell=tell, **settings)


@app.command()
def check(
    scenario: File,
    page: Annotated[Path | None, typer.Option(help="File to write the check to, such as check.html; none where absent.")] = None,
    lang: Lang = "en",
) -> None:
    """Read a scenario and all its files; say what they hold, what looks wrong, and whether a run would go through."""
    with _spoken(lang) as tell:
        api.check(scenario, page=page, language=lang, tell=tell)


@app.command()
def init(path: Annotated[Path, typer.Argument(help="The file to write.")] = Path("scenario.yaml"), lang: Lang = "en") -> None:
    """Write a commented scenario to begin with."""
    with _spoken(lang) as tell:
        tell(say("{path} written; put your file names into it, then: siting check {path}", path=api.init(path)))


@app.command()
def schema(out: Annotated[Path | None, typer.Option(help="File to write; printed where absent.")] = None, lang: Lang = "en") -> None:
    """Write the JSON Schema of scenario files, with which an editor completes and checks them."""
    with _spoken(lang) as tell:
        if out is None:
            typer.echo(api.scenario_schema())
            return
        try:
            out.write_text(api.scenario_schema() + "\n", "utf-8")
        except OSError as error:
            raise InputError("{path} cannot be written: {reason}", path=out, reason=error.strerror) from None
        tell(say("schema: {path}", path=out))


@app.command()
def osm(
    extract: Annotated[Path, typer.Argument(help="The extract, .osm.pbf or .osm.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Folder to write.")] = Path("data"),
    lang: Lang = "en",
) -> None:
    """Take facilities, streets and boundaries out of an OpenStreetMap extract, as scenarios read them."""
    with _spoken(lang) as tell:
        api.osm(extract, out=out, tell=tell)


@app.command()
def standards(lang: Lang = "en") -> None:
    """List the service standards that a scenario may name."""
    with _spoken(lang) as tell:
        for line in api.standards():
            tell(line)


@app.command()
def demo(out: Out = None, tiles: Tiles = None, lang: Lang = "en") -> None:
    """Run the demo city, which comes with the project's source."""
    with _spoken(lang) as tell:
        found = [folder / DEMO for folder in (Path.cwd(), Path(__file__).parent.parent) if (folder / DEMO).is_file()]
        if not found:
            raise InputError("the demo city is not here; run this in the project's folder, where {path} is", path=DEMO)
        api.run(found[0], out=out, language=lang, tiles=tiles, tell=tell)


def _moved(moves: Bundle) -> Bundle:
    """Which limit moves, and to which values, each written as a scenario writes money."""
    values = {"values": [parse_money(one) for one in re.split("[,;，；、]", moves["values"]) if one.strip()]} if "values" in moves else {}
    return {**moves, **values}


@contextmanager
def _spoken(language: Language) -> Iterator[Tell]:
    """Sentences are printed in a language; an error of the user's is one more sentence, and exit code 2."""

    def tell(text: Text) -> None:
        typer.echo(text.said(language))

    try:
        yield tell
    except SitingError as error:
        typer.echo(error.said(language), err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        typer.echo(say("stopped").said(language), err=True)
        raise typer.Exit(130) from None


def main() -> None:
    """The command ``siting``."""
    for stream in (sys.stdout, sys.stderr):
        # a console of another encoding shows what it can instead of failing on a Chinese name
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()


if __name__ == "__main__":
    main()
