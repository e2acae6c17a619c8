"""Every piece tells in plain sentences what it asks for, in both languages, with each number that was set."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from siting.model.constraints.budget import Budget
from siting.model.constraints.closest import Closest
from siting.model.constraints.communities_with import CommunitiesWith
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.fixed import Fixed
from siting.model.constraints.funding import Fund, Funding
from siting.model.constraints.gap_between_groups import GapBetweenGroups
from siting.model.constraints.hold import Hold
from siting.model.constraints.max_load import MaxLoad
from siting.model.constraints.max_travel import MaxTravel
from siting.model.constraints.mean_absolute_deviation import MeanAbsoluteDeviation
from siting.model.constraints.min_load import MinLoad
from siting.model.constraints.mobile import Mobile
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.referral import Referral
from siting.model.constraints.share_of_capacity import ShareOfCapacity
from siting.model.constraints.spacing import Spacing
from siting.model.constraints.workload_balance import WorkloadBalance
from siting.model.objectives.expected_coverage import ExpectedCoverage
from siting.model.objectives.gradual_coverage import GradualCoverage
from siting.model.objectives.lexicographic import Lexicographic, Step
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.max_min_coverage import MaxMinCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.objectives.min_regret import MinRegret
from siting.model.objectives.min_travel import MinTravel
from siting.model.objectives.min_worst import MinWorst
from siting.model.objectives.weighted import Term, Weighted
from siting.model.pieces import Constraint, Objective, Piece
from siting.model.words import Words, in_full
from siting.scenario.quantities import Standard
from siting.texts import LANGUAGES, Language, Text, say
from tests.model.golden import CONSTRAINTS, OBJECTIVES

WORDS = Words({"daycare": "Daycare", "clinic": "Clinics"}, {"daycare": "places", "clinic": "visits"}, "CNY", {"district": say("areas")}.get)
STEPS = ((Standard(6, "min"), 0.5), (Standard(9, "min"), 0.25))
FUND = Fund(by_phase={2026: 5e6, 2030: 3e6}, only={"public": True, "district": ("north", "south"), "storeys": 3}, buildings=False)
MORE: list[Piece] = [
    ExpectedCoverage(works=0.95, most=3),
    GradualCoverage(full=Standard(300, "m"), none=Standard(1200, "m"), decay="gaussian", service="clinic"),
    GradualCoverage(full=Standard(4, "min"), none=Standard(12, "min"), decay="step", steps=STEPS),
    Lexicographic(steps=(Step(objective=MinCost(years=15), tolerance=0.05), Step(objective=MinTravel(unserved=Standard(60, "min"))))),
    MaxCoverage(service="clinic", equal_services=True),
    MaxMinCoverage(group="district", service="daycare", by=2030),
    MinRegret(objective=MaxCoverage(), relative=True),
    MinTravel(unit="metres"),
    MinWorst(unit="metres"),
    Weighted(terms={"cost": Term(objective=MinCost(), per=1e7, weight=2.5), "worst": Term(objective=MinWorst(), per=7)}),
    Budget(by_phase={2026: 6e7, 2030: 123456789}, carry_over=False),
    Budget(by_phase={2026: 6e7, 2030: 1e6}, by_service={"daycare": 2e6, "clinic": 0.5}, of="operating"),
    Budget(group="community", by_group={"east": 3e6}, of="operating"),
    Closest(unit="metres"),
    CommunitiesWith(service="daycare", milestones={2030: 0.65, 2035: 0.8}, reading="inside", group="district", price=20),
    CommunitiesWith(service="daycare", share=0.9, residents=0.75, by=2030),
    Count(exactly=2, service="clinic", actions=("build", "convert", "buy")),
    Cover(share=0.8000001, service="clinic", by=2035, price=0.0004),
    Fixed(open=("s1", 7), closed=("s2",), service="clinic"),
    Funding(funds={"city": FUND, "rest": Fund(buildings=True)}),
    Funding(funds={"city": Fund(total=1e6, by_phase={2026: 2e5})}, of="operating"),
    GapBetweenGroups(group="district", at_most=0.125, service="daycare", by=2030),
    Hold(objective=MinCost(years=5), at_most=1e9),
    Hold(objective=MinTravel(service="clinic"), at_most=1e6),
    Hold(objective=Weighted(terms={"served": Term(objective=MaxMinCoverage(group="district"))}), at_least=12.5),
    MaxLoad(amount=1200, service="daycare"),
    MaxLoad(),
    MaxTravel(limit=Standard(1500, "m"), service="clinic"),
    MeanAbsoluteDeviation(group="district", at_most=0.03, equal=True, by=2030),
    MinLoad(utilisation=0.6, existing=True),
    Mobile(vehicles=2, stops_per_week=12.5, service="clinic"),
    OnePlanPerSite(),
    Referral(service="daycare", to="clinic", within=Standard(8000, "m")),
    ShareOfCapacity(of="level", like=("north", "east"), at_least=0.55, actions=("build",), measure="capital", price=3),
    Spacing(at_least=Standard(9, "min"), services=("daycare",), across_services=True, existing=True),
    WorkloadBalance(at_most=0.5, of="utilisation", service="clinic", existing=True),
]
PIECES = [*OBJECTIVES.values(), *CONSTRAINTS.values(), *MORE]


def told(piece: Piece, language: Language = "en", words: Words = WORDS) -> str:
    return "\n".join(one.said(language) for one in piece.principles(words))


def given(value: object) -> Iterator[float]:
    """Every number in the settings of a piece, the years and the lengths in words among them."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from given(key if isinstance(key, int) else None)
            yield from given(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from given(one)
    elif isinstance(value, str) and (standard := re.fullmatch(r"([\d.]+) (?:m|min)", value)):
        yield float(standard[1])
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield float(value)


def test_every_kind_is_told() -> None:
    assert {*OBJECTIVES, *CONSTRAINTS} == {*Objective.registry, *Constraint.registry}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_numbers_are_told(piece: Piece, language: Language) -> None:
    """As they are, or as a share of a hundred."""
    found = set(re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", told(piece, language)))
    for number in given(piece.model_dump(exclude_defaults=True)):
        year = {f"{number:.0f}"} if 2000 <= number < 2100 else set()
        assert found & {in_full(number), in_full(100.0 * number), *year}, number


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_sentences_are_sentences(piece: Piece, language: Language) -> None:
    """Whole, in their language, without what only a program would write."""
    sentences = told(piece, language).splitlines()
    assert sentences
    for one in sentences:
        assert one.endswith("." if language == "en" else "。")
        assert re.search("[\u4e00-\u9fff]{2}" if language == "zh" else "[a-z]{3}", one)
        assert not re.search(r"\de[+-]?\d|\d\.\d{5}|[\[\]{}'_]|None|True|False|  |\.\.|。。", one), one
        assert language == "zh" or not re.search("[\u4e00-\u9fff]", one), "the labels here are English"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_services_go_by_their_labels(piece: Piece, language: Language) -> None:
    if (service := getattr(piece, "service", None)) is not None:
        assert WORDS.services[service] in told(piece, language)


@pytest.mark.parametrize(
    ("piece", "english", "chinese"),
    [
        (Budget(total=180e6), "The plan costs at most 180,000,000 CNY once.", "一次性投资不超过 180,000,000 元。"),
        (
            Budget(by_phase={2026: 6e7, 2030: 4e7}),
            "The money that is spent once comes step by step: 60,000,000 CNY in 2026 and 40,000,000 CNY in 2030. "
            "What is left in one year may be spent later.",
            "一次性投资分期安排：2026 年 60,000,000 元、2030 年 40,000,000 元；当期结余可结转后期使用。",
        ),
        (
            CommunitiesWith(service="daycare", share=0.8, reading="inside", group="district", by=2035),
            "Of the areas, at least 80% have Daycare of their own. This holds from 2035 on.",
            None,
        ),
        (Cover(share=0.6, price=3), "At least 60% of the need for each service is served. It may be missed, at a price: each unit of need "
         "short of it counts 3 against the aim.", None),
        (Cover(service="clinic"), "All of the need for Clinics is served.", "Clinics需求全部得到满足。"),
        (MaxCoverage(service="clinic"), "The plan serves as much of the need for Clinics as it can.", "尽可能多地满足Clinics需求。"),
        (Hold(objective=MaxCoverage(equal_services=True, service="clinic"), at_least=60),
         "Another aim must reach at least 60%: The plan serves as large a share of the need for Clinics as it can.", None),
    ],
    ids=lambda one: one.named if isinstance(one, Piece) else "",
)  # fmt: skip
def test_by_hand(piece: Piece, english: str, chinese: str | None) -> None:
    assert told(piece) == english
    assert chinese is None or told(piece, "zh") == chinese


def test_a_price_is_in_the_measure_of_the_aim() -> None:
    words = Words(WORDS.services, WORDS.units, "CNY", aimed=lambda worth: MinCost().measured(worth, WORDS))
    assert "counts 25,000 CNY against the aim." in told(Cover(price=25e3), words=words)


def test_steps_come_one_after_the_other() -> None:
    steps = (
        Step(objective=MaxCoverage(service="daycare"), tolerance=0.05),
        Step(objective=MaxCoverage(service="clinic")),
        Step(objective=MinCost()),
    )
    first, second, third = told(Lexicographic(steps=steps)).splitlines()
    assert first == "First: The plan serves as much of the need for Daycare as it can. Later aims may take 5% of it."
    assert second == "Then: The plan serves as much of the need for Clinics as it can. Later aims may take nothing of it."
    assert third == "Then: The plan costs as little as can be, counting what is paid once."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (1e6, "1,000,000"),
        (100, "100"),
        (12.5, "12.5"),
        (80.00001, "80"),
        (0.5, "0.5"),
        (1e-5, "0.00001"),
        (2 / 3, "0.667"),
        (-3, "-3"),
    ],
)
def test_numbers_are_written_in_full(value: float, shown: str) -> None:
    assert in_full(value) == shown


def test_areas_without_a_word_go_by_their_name() -> None:
    assert WORDS.areas("left_behind").said() == "areas of the division “left behind”"
    assert isinstance(WORDS.areas("district"), Text)
    assert WORDS.areas("district").said() == "areas"
