"""
People of any ages out of counts by bands of ages.

Within a band people are taken as spread evenly over its years, as where nothing more is known. So the under-3s of the bands 0, 1-4 are
those of 0 and half of those of 1-4. An open band, 80+, cannot be split.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from unicodedata import normalize

from pydantic import AfterValidator, BeforeValidator

from siting.errors import ScenarioError
from siting.inputs.faults import raise_all
from siting.texts import Text, say

_AGES: Final = re.compile(r"(\d{1,3})(?:\s*[-–~]\s*(\d{1,3})|\s*(\+))?")
_OLDEST: Final = 1000
"""The last year of an open band."""


@dataclass(frozen=True)
class Ages:
    """
    Completed years of age, from the first to the last: 0-2 are the under-3s.

    Parameters
    ----------
    low, high
        First and last year of age [years]; `high` is None where it is open, as in 80+.
    """

    low: int
    high: int | None

    @classmethod
    def parse(cls, written: str) -> Ages:
        """
        Ages as a person writes them: 0, 1-4, 80+.

        Raises
        ------
        ScenarioError
            Where it is no such thing.
        """
        found = _AGES.fullmatch(normalize("NFKC", written).strip().removesuffix("岁").strip())
        if not found or (found[2] and int(found[2]) < int(found[1])):
            raise ScenarioError('"{written}" is no range of ages; write completed years, such as 0, 1-4, 0-2 or 80+', written=written)
        return cls(int(found[1]), None if found[3] else int(found[2] or found[1]))

    @property
    def years(self) -> range:
        """The years of age."""
        return range(self.low, (_OLDEST if self.high is None else self.high) + 1)

    def __str__(self) -> str:
        return f"{self.low}+" if self.high is None else f"{self.low}-{self.high}" if self.high > self.low else str(self.low)


def _checked(written: str) -> str:
    return str(Ages.parse(written))


Range = Annotated[str, BeforeValidator(lambda one: str(one) if isinstance(one, int) else one), AfterValidator(_checked)]
"""Ages as written: 0, 1-4, 0-2, 80+."""

Shares = tuple[tuple[str, float], ...]
"""Columns, and the share of each that counts [0 to 1]."""


def split(ages: Mapping[str, str], bands: Mapping[str, str | tuple[str, ...]]) -> dict[str, Shares]:
    """
    Of which columns, and of how much of each, groups of some ages consist.

    Parameters
    ----------
    ages
        Ages by group.
    bands
        Columns by the ages that they count.

    Raises
    ------
    InputError
        Where bands overlap, leave a year out, or an open band would have to be split.
    """
    known = {Ages.parse(written): (named,) if isinstance(named, str) else named for written, named in bands.items()}
    wanted = {group: Ages.parse(written) for group, written in ages.items()}
    raise_all([*_overlaps(list(known)), *_gaps(wanted, list(known))], where="ages")
    found = {}
    for group, want in wanted.items():
        common = {band: _common(want, band) for band in known}
        shares = {band: (years / len(band.years) if band.high is not None else 1.0) for band, years in common.items() if years}
        found[group] = tuple((column, share) for band, share in shares.items() for column in known[band])
    return found


def rule(group: str, shares: Shares) -> Iterator[Text]:
    """How the people of some ages were made, where a band was split."""
    if parts := [f"{share:.3g} x {column}" for column, share in shares if share < 1.0]:
        whole = [column for column, share in shares if share >= 1.0]
        yield say(
            "{group} = {parts}: the people of a band are taken as spread evenly over its years",
            group=group,
            parts=" + ".join(whole + parts),
        )


def _common(one: Ages, other: Ages) -> int:
    """How many years two ranges have in common."""
    return max(min(one.years.stop, other.years.stop) - max(one.low, other.low), 0)


def _overlaps(bands: Sequence[Ages]) -> Iterator[Text]:
    for k, one in enumerate(bands):
        for other in bands[:k]:
            if _common(one, other):
                yield say("the bands {one} and {other} overlap, so their people would count twice", one=other, other=one)


def _gaps(wanted: Mapping[str, Ages], bands: Sequence[Ages]) -> Iterator[Text]:
    """Ages that no band holds, and open bands that would have to be split."""
    held = {year for band in bands for year in band.years}
    for group, want in wanted.items():
        if lost := [year for year in want.years if year not in held]:
            yield say("{group}: no band holds the age of {year}; the bands are {bands}", group=group, year=lost[0], bands=_shown(bands))
        for band in bands:
            # a part of an open band cannot be told, unless it is all of it
            if band.high is None and 0 < _common(want, band) < len(band.years):
                yield say("{group}: {want} would split the open band {band}, whose ages are not known", group=group, want=want, band=band)


def _shown(bands: Sequence[Ages]) -> str:
    return ", ".join(map(str, sorted(bands, key=lambda band: band.low))) or "-"
