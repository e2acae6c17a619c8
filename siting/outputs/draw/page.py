"""A folium map that saves as one file."""

from __future__ import annotations

import os
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import BinaryIO

import folium
from folium.template import Template

from siting.errors import SitingError
from siting.outputs.draw.elements import Inline, Page, Script, number
from siting.outputs.draw.selfcontained import external_references, head, write
from siting.outputs.draw.tiles import base_map


class PlanMap(folium.Map):
    """
    The map of a plan: a `folium.Map` that may be added to, and saves as one file that needs nothing else.

    Parameters
    ----------
    title
        Of the page.
    language
        "en" or "zh".
    tiles
        An online base map, as `base_map` takes it; without it the map never asks the network for anything.

    Raises
    ------
    SitingError
        Where `tiles` is none.
    """

    # folium's own lists name files on the network, and are shared by every map
    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []
    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id={{ this.get_name()|tojson }}></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, title: str, *, language: str = "en", tiles: str | None = None) -> None:
        # parts of a zoom step fill the window better, but would blur online tiles
        snap = 1.0 if tiles else 0.25
        super().__init__(tiles=None, prefer_canvas=True, zoom_control=False, zoom_snap=snap, min_zoom=3, max_zoom=19, fade_animation=False)
        self.tiles = None if tiles is None else base_map(tiles)
        Page(title, language=language).add_child(self)
        if self.tiles:
            Script("siting.tiles", {**asdict(self.tiles), "credit": escape(self.tiles.credit)}).add_to(self)

    def render(self, **kwargs: object) -> str:
        """Put everything into the page."""
        page = self.get_root()
        assert isinstance(page, Page), "a plan map stays in its own page"
        page.header.add_child(Inline("".join(head(self.tiles.servers if self.tiles else ()))), name="meta_http")
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium has no types
        return ""

    def save(self, outfile: str | bytes | Path | BinaryIO, close_file: bool = True, **kwargs: object) -> None:
        """
        Write the map as one HTML file, in full or not at all.

        Parameters
        ----------
        outfile
            Path of the file to write.

        Raises
        ------
        SitingError
            Where something added to the map would have to be fetched from the network.
        """
        number(self)
        html = self.get_root().render(**kwargs)
        if missing := external_references(html):
            raise SitingError(
                "the map would need the network for {missing}; add only layers that carry their own files", missing=", ".join(missing)
            )
        if isinstance(outfile, (str, bytes, Path)):
            write(Path(os.fsdecode(outfile)), html)
            return
        outfile.write(html.encode())
        if close_file:
            outfile.close()
