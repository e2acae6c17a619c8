"""A clause of the policy, and the numbers that many of them are shown by."""

from __future__ import annotations

from dataclasses import dataclass

from docs import figures as f
from docs.contrasts import Contrast, with_rule
from docs.figures import Figure
from siting import constraints


@dataclass(frozen=True)
class Clause:
    """
    A clause, what it means for a model, where it is asked, and what shows the answer.

    Parameters
    ----------
    number
        The article of the policy.
    words
        What it says, word for word; … where words are left out.
    pieces
        What answers it, as scenarios write it.
    scenario
        File in scenarios/policy, without its ending.
    against
        What the scenario is compared with.
    shows
        The numbers to compare.
    """

    number: str
    words: str
    meaning: str
    pieces: str
    scenario: str
    against: Contrast
    shows: tuple[Figure, ...]


TODAY = with_rule("what stands today", constraints.Count(at_most=0))

DAYCARE = f.served("daycare", "daycare served")
ELDERS = f.served("eldercare", "day care served")
CLINICS = f.served("clinic", "clinics served")
BEDS = f.served("beds", "beds served")
ALL = f.mean_served()
INSIDE = f.with_service("daycare", "communities with daycare inside", group="urban")
REACHED = f.with_service("daycare", "communities where half are served", group="urban", residents=0.5)
