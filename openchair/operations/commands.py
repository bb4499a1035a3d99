"""The sub-commands with which an installation is run."""

from importlib import import_module
from typing import Any

MODULES = ("setting_up", "serving", "doctor", "backup.commands", "keeping", "accounts", "bench", "demo.run")


def register(subparsers: Any) -> None:
    """Add them all."""
    for name in MODULES:
        import_module(f"openchair.operations.{name}").register(subparsers)
