"""What the map says, from a table of words per language."""

from __future__ import annotations

import json
from collections.abc import Mapping

from siting.outputs.draw.assets import read
from siting.texts import Language


def words(language: Language) -> Mapping[str, str]:
    """The map's words in a language, by key; the page fills in those with {fields}."""
    found: dict[str, str] = json.loads(read(f"texts/{language}.json"))
    return found
