"""Pages to read and to print, each one file without any request."""

from siting.outputs.pages.checked import checked

__all__ = ["checked"]
