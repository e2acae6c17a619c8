"""
One mechanism for everything that can be added by adding a file.

A kind is a frozen bundle of parameters, chosen in a scenario by ``kind:``. Its class says which: ``kind: Literal["budget"] = "budget"``.
The folder that holds a family of kinds loads every module in it, so a new file is found without an edit elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated, Any, ClassVar, Union

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic_core import PydanticUndefined


class Frozen(BaseModel):
    """Parameters that are checked once, refuse unknown keys and never change; docstrings below fields are their descriptions."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Kind(Frozen):
    """One of a family of things, chosen by its ``kind``."""

    registry: ClassVar[dict[str, type[Kind]]]
    """The kinds of this family by name; each direct family base has its own."""

    @property
    def named(self) -> str:
        """The name of its kind, as a scenario writes it."""
        return str(getattr(self, "kind", ""))

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "kind" not in cls.model_fields:
            cls.registry = {}
        elif (kind := cls.model_fields["kind"].default) is not PydanticUndefined:
            cls.registry[kind] = cls


def load(package: str, path: Iterable[str]) -> None:
    """Import every module of a folder, so that its kinds are known."""
    for found in sorted(iter_modules(path), key=lambda module: module.name):
        import_module(f"{package}.{found.name}")


def one_of(family: type[Kind]) -> Any:
    """The type of a scenario field that takes any kind of a family, told apart by ``kind``."""
    return Annotated[Union[tuple(family.registry.values())], Field(discriminator="kind")]  # noqa: UP007  # built at run time: | cannot spell it


def complete(package: str, names: Mapping[str, Any]) -> None:
    """
    Give fields in the modules of a folder their types, once every kind is known: ``{"AnyObjective": one_of(Objective)}``.

    Such a field is written with the name alone, and is of no use before; so a kind may hold another of its own family.
    """
    modules = [module for name, module in sys.modules.items() if name.startswith(f"{package}.")]
    for one in (one for module in modules for one in vars(module).values()):
        if isinstance(one, type) and issubclass(one, Frozen) and one.__module__.startswith(f"{package}.") and not one.__pydantic_complete__:
            one.model_rebuild(force=True, _types_namespace=dict(names))


def entries(entry: type[Kind], family: type[Kind], *, kinds: Iterable[str]) -> Any:
    """
    The type of a scenario entry: any of some kinds of a family, each with the fields that `entry` adds.

    Parameters
    ----------
    entry
        A subclass of `family` without a kind; it registers what is made here, and `family` does not.
    """
    for kind in kinds:
        source = family.registry[kind]
        create_model(f"{entry.__name__}From{source.__name__}", __base__=(entry, source), __module__=entry.__module__, __doc__=entry.__doc__)
    return one_of(entry)


def classes(package: str) -> dict[str, type[Kind]]:
    """The kinds that the modules of a folder define, by the name of their class."""
    modules = [module for name, module in sys.modules.items() if name.startswith(f"{package}.")]
    found = [one for module in modules for one in vars(module).values() if isinstance(one, type) and issubclass(one, Kind)]
    return {one.__name__: one for one in found if one.__module__.startswith(f"{package}.")}
