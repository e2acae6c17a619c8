"""
Where in a scenario each of pydantic's errors lies.

Nothing here knows a scenario: the models, their kinds and the data at hand say which keys are known, and which parts of pydantic's location
a person wrote. A union reports once for every type it tried; those reports become one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from siting.scenario.tree import Step
from siting.scenario.words import close, sentence
from siting.texts import Text, say


@dataclass(frozen=True)
class Finding:
    """What is wrong at one place of the data: `steps` lead there, `text` names the place and the problem."""

    steps: tuple[Step, ...]
    text: Text


@dataclass(frozen=True)
class _Place:
    """Where an error lies: the steps a person wrote, the same as shown with the kind, and the types that may stand there and around it."""

    steps: tuple[Step, ...]
    shown: str
    types: tuple[Any, ...]
    around: tuple[Any, ...]


@dataclass(frozen=True)
class _Report:
    """One of pydantic's errors, understood; `meant` is the key that an unknown key was meant to be."""

    place: _Place
    type: str
    text: Text
    meant: str = ""

    @property
    def mismatch(self) -> bool:
        """Whether it says only that another type was expected, or counts what is wrong in itself as absent."""
        return self.type.endswith(("_type", "_parsing", "too_short"))


def findings(error: ValidationError, *, model: type[BaseModel], data: object) -> list[Finding]:
    """
    Every problem that validation found, one a place.

    Parameters
    ----------
    model
        What `data` was validated as.
    data
        Mappings, lists and scalars as a person wrote them.
    """
    reports = [_report(one, model, data) for one in error.errors(include_url=False)]
    # whoever wrote totl meant total, which is then not missing as well
    meant = {(*one.place.steps[:-1], one.meant) for one in reports if one.meant}
    reports = [one for one in reports if one.type != "missing" or one.place.steps not in meant]
    # where one type of a union got as far as problems of its own, it was the one meant
    within = {one.place.steps[:length] for one in reports for length in range(len(one.place.steps))}
    reports = [one for one in reports if not one.mismatch or one.place.steps not in within]
    places = dict.fromkeys(one.place.steps for one in reports)
    return [_joined([one for one in reports if one.place.steps == steps]) for steps in places]


def _joined(reports: Sequence[_Report]) -> Finding:
    """What all types of a union say about one place; a sentence about the value tells more than that it is of another type."""
    told = [one for one in reports if not one.mismatch] or reports
    problem, *others = {str(one.text): one.text for one in told}.values()
    for other in others:
        problem = say("{problem}; or {other}", problem=problem, other=other)
    place = reports[0].place
    return Finding(place.steps, say("{where}: {problem}", where=place.shown, problem=problem) if place.shown else problem)


def _report(error: ErrorDetails, model: type[BaseModel], data: object) -> _Report:
    place = _place(error, model, data)
    match error["type"]:
        case "extra_forbidden":
            known = _keys(place.around)
            return _Report(place, error["type"], sentence(error, known=known), close(str(place.steps[-1]), known))
        case "union_tag_invalid" | "union_tag_not_found":
            tag = error["ctx"]["discriminator"].strip("'")
            kinds = [str(kind) for one in _models(place.types) for kind in _kinds(one, tag)]
            named = _Place((*place.steps, tag), f"{place.shown}.{tag}".removeprefix("."), place.types, place.around)
            return _Report(named, error["type"], sentence(error, known=kinds))
    return _Report(place, error["type"], sentence(error, known=[]))


def _place(error: ErrorDetails, model: type[BaseModel], data: object) -> _Place:
    """Follow pydantic's location through the data; its marks for unions, validators and keys lead nowhere and are left out."""
    steps: list[Step] = []
    shown: list[str] = []
    types: tuple[Any, ...] = (model,)
    around = types
    for position, part in enumerate(error["loc"], start=1):
        there = _has(data, part)
        if there or (error["type"] == "missing" and position == len(error["loc"])):
            around = _fitting(types, data)
            types = tuple(_inside(around, part))
            data = data[part] if there else None  # type: ignore[index]  # a mapping or a list: `_has` looked
            steps.append(part)
            shown.append(str(part))
        elif isinstance(data, Mapping) and data.get("kind") == part:
            shown.append(str(part))
    return _Place(tuple(steps), ".".join(shown), types, around)


def _has(data: object, step: Step) -> bool:
    if isinstance(data, Mapping):
        return step in data
    return isinstance(data, Sequence) and not isinstance(data, str) and isinstance(step, int) and step < len(data)


def _leaves(types: Iterable[Any]) -> Iterator[Any]:
    """The types that `Annotated` and unions are made of."""
    for one in types:
        if get_origin(one) in (Annotated, Union, UnionType):
            yield from _leaves(get_args(one))
        else:
            yield one


def _models(types: Iterable[Any]) -> list[type[BaseModel]]:
    return [one for one in _leaves(types) if isinstance(one, type) and issubclass(one, BaseModel)]


def _fitting(types: Iterable[Any], data: object) -> tuple[Any, ...]:
    """The types that the data can be by their kind; all where it names none."""
    leaves = tuple(_leaves(types))
    kind = data.get("kind") if isinstance(data, Mapping) else None
    return tuple(one for one in _models(leaves) if kind in _kinds(one, "kind")) or leaves


def _inside(types: Iterable[Any], step: Step) -> Iterator[Any]:
    """The types that may stand one step further in."""
    for one in types:
        if isinstance(one, type) and issubclass(one, BaseModel):
            yield from (field.annotation for name, field in one.model_fields.items() if step in (name, field.alias))
        elif get_origin(one) in (dict, Mapping):
            yield get_args(one)[1]
        else:
            yield from get_args(one)


def _keys(types: Iterable[Any]) -> list[str]:
    """The keys that the models among some types know."""
    return [field.alias or name for one in _models(types) for name, field in one.model_fields.items()]


def _kinds(model: type[BaseModel], tag: str) -> tuple[Any, ...]:
    """The values that the key `tag` of a model may have."""
    return get_args(model.model_fields[tag].annotation) if tag in model.model_fields else ()
