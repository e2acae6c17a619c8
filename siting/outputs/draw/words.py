"""What the map says, from a table of words per language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from siting.outputs.draw.assets import read
from siting.texts import Language


def words(language: Language) -> Mapping[str, str]:
    """The map's words in a language, by key; the page fills in those with {fields}."""
    found: dict[str, str] = json.loads(read(f"texts/{language}.json"))
    return found


def named(key: str, known: Mapping[str, str]) -> str:
    """The word for a kind of area or a population group; the key itself, made readable, where there is none."""
    if ages := re.fullmatch(r"age_(\d+)_(\d+|plus)", key):
        template = known["name.age_plus" if ages[2] == "plus" else "name.age"]
        return template.format(first=ages[1], last=ages[2])
    return known.get(f"name.{key}", key.replace("_", " "))
