"""Pages to read and to print, each one file without any request."""

from siting.outputs.pages.checked import checked
from siting.outputs.pages.compare import compare_page
from siting.outputs.pages.frontier import frontier_page
from siting.outputs.pages.reported import reported

__all__ = ["checked", "compare_page", "frontier_page", "reported"]
