"""What the page is put together from, safe against whatever a name may hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

from branca.element import Element, Figure, MacroElement
from folium.template import Template


class Inline(Element):
    """Text that is written as it is. Other elements pass theirs through Jinja, where a name with two braces would become code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Inline"
        self._text = text

    def render(self, **kwargs: object) -> str:
        """The text."""
        return self._text


class Script(MacroElement):
    """
    A call of one of the page's own functions with the map and data.

    Parameters
    ----------
    function
        A function of the page.
    data
        What it is given. Strings in it are data and stay so, whatever characters they hold.
    """

    def __init__(self, function: str, data: object) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._name = "Script"
        self._function, self._data = function, data

    def render(self, **kwargs: object) -> str:
        """Put the call into the page."""
        page, parent = self.get_root(), self._parent
        assert isinstance(page, Figure), "a script belongs to a page"
        assert parent is not None, "a script belongs to a map"
        page.script.add_child(Inline(f"{self._function}({parent.get_name()}, {as_json(self._data)});\n"), name=self.get_name())
        return ""


class Page(Figure):
    """The page around the map."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{this.language}}">\n<head>\n{{this.header.render(**kwargs)}}\n'
        "<title>{{this.title|e}}</title>\n</head>\n<body>\n{{this.html.render(**kwargs)}}\n"
        "<script>\n{{this.script.render(**kwargs)}}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, *, language: str) -> None:
        super().__init__(title=title)
        self.language = "zh-CN" if language == "zh" else language


def as_json(data: object) -> str:
    """JSON that is safe within a script: no string in it can end the script or begin a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def number(element: Element, names: Iterator[int] | None = None) -> None:
    """Name elements in their order in place of by chance, so that the same plan makes the same file."""
    names = count() if names is None else names
    element._id = str(next(names))
    for child in element._children.values():
        number(child, names)
