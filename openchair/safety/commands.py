"""The commands of this package."""

from typing import Any

from openchair.safety.screening import command as screening


def register(subparsers: Any) -> None:
    """Add `screen` to the command line."""
    screening.register(subparsers)
