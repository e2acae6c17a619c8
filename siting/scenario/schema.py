"""The JSON schema of a scenario, for editors that complete and check YAML while one writes."""

from __future__ import annotations

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
    # a file that extends another need not repeat what is required
    required = {"if": {"not": {"required": ["extends"]}}, "then": {"required": found.pop("required")}}
    found["properties"] = properties | found["properties"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, **required}
