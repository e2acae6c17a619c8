"""The map says the same in both languages, and nothing that it has no words for."""

from __future__ import annotations

import re
from string import Formatter

from siting.outputs.draw.assets import read
from siting.outputs.draw.selfcontained import SCRIPTS
from siting.outputs.draw.words import words

ENGLISH, CHINESE = words("en"), words("zh")
SOURCE = "\n".join(read(f"{name}.js") for name in SCRIPTS)


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_both_languages_have_the_same_words_with_the_same_fields() -> None:
    assert ENGLISH.keys() == CHINESE.keys()
    assert all(fields(ENGLISH[key]) == fields(CHINESE[key]) for key in ENGLISH)


def test_every_word_that_the_page_says_is_known() -> None:
    said = set(re.findall(r'\b(?:say|note)\("([^"]+)"', SOURCE)) | set(re.findall(r'^ +\["(\w+)", ', SOURCE, re.M))
    assert len(said) > 30
    assert said <= ENGLISH.keys()


def test_every_word_is_said_somewhere() -> None:
    families = ("action.", "csv.", "backdrop.", "mode.", "name.", "state.", "view.", "within.")  # said by a part of their name
    single = {key for key in ENGLISH if not key.startswith(families)}
    assert {key for key in single if f'"{key}"' not in SOURCE} == set()


def test_scripts_stay_short() -> None:
    assert max(len(read(f"{name}.js").splitlines()) for name in SCRIPTS) < 300
    assert max(len(line) for line in SOURCE.splitlines()) <= 140
