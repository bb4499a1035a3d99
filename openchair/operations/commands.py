"""The sub-commands with which an installation is run."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

MODULES = ("setting_up", "serving", "doctor", "backup.commands", "keeping", "accounts", "bench", "demo.run", "replay")


def register(subparsers: Any) -> None:
    """Add them all."""
    for name in MODULES:
        if find_spec(f"openchair.operations.{name}"):
            import_module(f"openchair.operations.{name}").register(subparsers)
