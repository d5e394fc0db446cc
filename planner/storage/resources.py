"""Where the shipped data lies: beside the package in a checkout, inside it once installed."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_SHIPPED = _PACKAGE / "_resources"
RESOURCES = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of something shipped, as in `resource("venues")`."""
    return RESOURCES.joinpath(*parts)
