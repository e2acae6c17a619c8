"""The JSON schema of a scenario, for editors that complete and check YAML while one writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from siting.scenario.scenario import Scenario


class _AsWritten(GenerateJsonSchema):
    """Gives a default as a person writes it: 300 s and not 300.0, which the reader would refuse when an editor fills it in."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        found = super().default_schema(schema)
        match schema["schema"].get("serialization"):
            case {"type": "function-plain", "function": written}:
                return found | {"default": written(schema["default"])}
        return found


def schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a scenario file, described by the docstrings of its fields."""
    found = Scenario.model_json_schema(schema_generator=_AsWritten)
    described = "A scenario that completes this one: mappings merge, lists and values replace."
    properties = {"extends": {"type": "string", "title": "Extends", "description": described}}
    # a file that extends another need not repeat what is required, neither of itself nor of an entry such as a service
    entries = {name: {"additionalProperties": needed} for name, needed in _entries(found)}
    needed = {"required": found.pop("required"), "properties": entries}
    required = {"if": {"not": {"required": ["extends"]}}, "then": needed}
    found["properties"] = properties | found["properties"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, **required}


def _entries(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Takes out what the entries of each mapping of a scenario require: the mapping, and the requirement."""
    for name, field in found["properties"].items():
        match field:
            case {"additionalProperties": {"$ref": str(place)}}:
                if needed := found["$defs"][place.removeprefix("#/$defs/")].pop("required", None):
                    yield name, {"required": needed}
