"""
A page that asks the network for nothing.

Leaflet comes from a package made to be depended on and is written into the page with the map's own scripts and styles. A content security
policy in the page makes the browser refuse whatever else a name or a later change might try to load.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from xstatic.pkg import leaflet

from siting.outputs.draw.assets import read

SCRIPTS: Final = (
    "core",
    "payload",
    "grid",
    "views",
    "hover",
    "overlays",
    "shifted",
    "symbols",
    "assignments",
    "popup",
    "sites",
    "labels",
    "standard",
    "legend",
    "charts",
    "panel",
    "search",
    "exports",
    "paper",
    "swipe",
    "tools",
    "moments",
    "start",
)
STYLES: Final = ("page", "map", "panel", "legend")

_LEAFLET: Final = Path(leaflet.BASE_DIR)
_SOURCE: Final = (
    r"<(?:script|img|iframe|audio|video|source|embed|object|link)\b[^>]*?"
    r"\b(?:src|href|data)\s*=\s*[\"']?\s*(?!data:|#)([^\"'\s>]+)"
)
_STYLE: Final = r"(?:@import\s+(?:url\()?|url\()\s*[\"']?(?!data:|#)([^\"')\s]+)"


def external_references(html: str) -> list[str]:
    """What a page would fetch as it loads. Addresses within scripts, such as the names of XML, are not fetched."""
    bare = re.sub(r"(<script\b[^>]*>).*?</script>", r"\1</script>", html, flags=re.S | re.I)
    return sorted({*re.findall(_SOURCE, bare, re.I), *re.findall(_STYLE, bare, re.I)})


def head(servers: Sequence[str] = ()) -> Iterator[str]:
    """
    Policy, styles and scripts of the page.

    Parameters
    ----------
    servers
        Of online map tiles, as scheme and host: pictures from them are the only thing that the page may then fetch.
    """
    pictures = " ".join(["data:", *servers])
    policy = f"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src {pictures}"
    yield f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">\n'
    yield "<style>\n" + "\n".join([_leaflet_css(), *(read(f"{name}.css") for name in STYLES)]) + "</style>\n"
    # each of our scripts keeps its names to itself and shares what hangs on `siting`
    own = [f'(function () {{\n"use strict";\n{read(f"{name}.js")}}})();\n' for name in SCRIPTS]
    for script in [(_LEAFLET / "leaflet.js").read_text("utf-8"), *own]:
        yield "<script>\n" + script.replace("</script", r"<\/script") + "</script>\n"


def write(path: Path, html: str) -> None:
    """Write a file beside its place and move it there, so that no half-written map is ever seen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        unfinished = Path(draft.name)
        try:
            draft.write(html)
            draft.close()
            # a temporary file is readable by its owner alone; the map is for everyone the folder is for
            unfinished.chmod(0o644)
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def _leaflet_css() -> str:
    """Leaflet's styles with their pictures inside."""

    def inside(found: re.Match[str]) -> str:
        return f"url(data:image/png;base64,{base64.b64encode((_LEAFLET / found[1]).read_bytes()).decode()})"

    return re.sub(r"url\(([\w/-]+\.png)\)", inside, (_LEAFLET / "leaflet.css").read_text("utf-8"))
