"""Templates filled in: every value escaped, every style inside the page."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from siting.outputs.report.sheets import shown
from siting.texts import Language, Text, say


def rendered(template: str, language: Language, **values: object) -> str:
    """
    A page.

    Parameters
    ----------
    template
        Its file in ``templates/``.
    **values
        What the template shows; a `Text` is shown in the language by the filter ``said``.
    """
    return _environment().get_template(template).render(lang=language, **values)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("siting.outputs.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.filters["said"] = lambda text, language: text.said(language) if isinstance(text, Text) else text
    found.filters["cell"] = shown
    found.filters["number"] = lambda value: "" if value is None else f"{value:,.0f}"
    found.globals["say"] = say
    return found
