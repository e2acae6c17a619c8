"""Options that several commands share, named once and handed on together."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

Bundle = Mapping[str, Any]
"""Options by name, each with the type that the command line gives it; absent ones are None."""


def bundled(**bundles: Bundle) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """
    A command that takes the options of bundles beside its own, and gets each bundle as one argument: the options by name, without those
    that are absent.

    Parameters
    ----------
    **bundles
        For each of the command's parameters that is a bundle, its options.
    """

    def wrap(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def called(**given: Any) -> None:
            for name, bundle in bundles.items():
                values = {option: given.pop(option) for option in bundle}
                given[name] = {option: value for option, value in values.items() if value is not None}
            command(**given)

        own = [one for one in inspect.signature(command, eval_str=True).parameters.values() if one.name not in bundles]
        kind = inspect.Parameter.KEYWORD_ONLY
        shared = [
            inspect.Parameter(option, kind, default=None, annotation=of) for bundle in bundles.values() for option, of in bundle.items()
        ]
        signature = inspect.Signature([*(one.replace(kind=kind) for one in own), *shared])
        vars(called)["__signature__"] = signature
        called.__annotations__ = {one.name: one.annotation for one in signature.parameters.values()}
        return called

    return wrap
