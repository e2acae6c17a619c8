"""
The reference pages, written from the code: the scenario's fields from its JSON schema, the tables' columns from `siting.instance.tables`.

    python -m docs.build        (or: make docs)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import siting  # noqa: F401  # brings the kinds of every wing into the scenario
from siting.instance.tables import TABLES, Column
from siting.scenario.schema import schema

FOLDER = Path(__file__).parent / "reference"
WRITTEN = "<!-- written by docs/build.py; do not edit -->"

Json = Mapping[str, Any]


def pages() -> dict[str, str]:
    """The reference pages by file name."""
    return {"scenario.md": scenario_page(schema()), "tables.md": tables_page()}


def tables_page() -> str:
    parts = ["# The three tables", "Every question becomes these three tables. Positions count from 0; units stand in brackets."]
    for name, columns in TABLES.items():
        parts += [f"## {name}", grid(("column", "type", "default", "meaning"), (column_row(one) for one in columns))]
    parts.append("Any other column of `demand` and `options` is a group, such as `community` or `district`.")
    return page(parts)


def column_row(column: Column) -> tuple[str, ...]:
    default = "required" if column.default is None else f"`{column.default}`"
    return f"`{column.name}`", column.dtype, default, f"{column.meaning} [{column.unit}]"


def scenario_page(found: Json) -> str:
    """The fields of the scenario itself, of the parts that it holds, and of the kinds to choose from."""
    definitions, families = found["$defs"], kinds(found)
    chosen = {name for family in families.values() for name in family}
    parts = ["# Fields of a scenario", found["description"], fields(found, required=found["then"]["required"])]
    for name, one in definitions.items():
        if "properties" in one and name not in chosen:
            parts += [f"## {name}", one.get("description", ""), fields(one)]
    for name, family in families.items():
        parts += [f"## {name}", found["properties"][name]["description"], *family_parts([definitions[one] for one in family])]
    return page(parts)


def kinds(found: Json) -> dict[str, tuple[str, ...]]:
    """For each key of a scenario that takes one of several kinds, their names among the definitions."""
    within = {name: refs(field) for name, field in found["properties"].items()}
    chosen = {name for name, one in found["$defs"].items() if "kind" in one.get("properties", ())}
    return {name: family for name, family in within.items() if family and chosen.issuperset(family)}


def refs(field: Any) -> tuple[str, ...]:
    """The definitions that a field may hold."""
    if isinstance(field, dict):
        own = (field["$ref"].rpartition("/")[2],) if "$ref" in field else ()
        return tuple(dict.fromkeys([*own, *(one for key, value in field.items() if key != "discriminator" for one in refs(value))]))
    return tuple(one for value in field for one in refs(value)) if isinstance(field, list) else ()


def family_parts(family: list[Json]) -> Iterator[str]:
    """What all kinds have, once, and then what each has of its own."""
    first, *others = (one["properties"] for one in family)
    shared = [name for name, field in first.items() if others and all(one.get(name) == field for one in others)]
    if shared:
        yield "Every kind has these keys:"
        yield fields(family[0], names=shared)
    for one in family:
        own = [name for name in one["properties"] if name not in (*shared, "kind")]
        described = "" if shared else one.get("description", "")
        yield from (f"### {one['properties']['kind']['const']}", described, fields(one, names=own) if own else "No further keys.")


def fields(one: Json, *, names: Iterable[str] = (), required: Sequence[str] = ()) -> str:
    rows = (
        (f"`{name}`", typed(field), default(field, name in (*required, *one.get("required", ()))), field.get("description", ""))
        for name, field in ((name, one["properties"][name]) for name in names or one["properties"])
    )
    return grid(("key", "value", "default", "meaning"), rows)


def default(field: Json, required: bool) -> str:
    value = field.get("default")
    if required or value in (None, "") or isinstance(value, (list, dict)):
        return "required" if required else ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def typed(field: Json) -> str:
    """What may stand there, in a few words."""
    if "discriminator" in field:
        return "kind " + " or ".join(f"`{kind}`" for kind in field["discriminator"]["mapping"])
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if choices := field.get("oneOf") or field.get("anyOf"):
        return " or ".join(dict.fromkeys(word for one in simple(choices) for word in typed(one).split(" or ")))
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return " or ".join(f"`{one}`" for one in field["enum"])
    if field.get("type") == "array":
        return f"list of {typed(field.get('items', {}))}"
    if field.get("type") == "object":
        return f"name: {typed(field['additionalProperties'])}" if isinstance(field.get("additionalProperties"), dict) else "keys and values"
    words = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false"}
    return words.get(str(field.get("type")), "any value")


def simple(choices: Sequence[Json]) -> list[Json]:
    """Without absence, and with one word for the values that a cell of a table may have."""
    cell = [{"type": one} for one in ("boolean", "integer", "number", "string")]
    given = [one for one in choices if one.get("type") != "null"]
    return [{}, *(one for one in given if one not in cell)] if all(one in given for one in cell) else given


def grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def page(parts: list[str]) -> str:
    return "\n\n".join([WRITTEN, *(part.strip() for part in parts if part.strip())]) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
