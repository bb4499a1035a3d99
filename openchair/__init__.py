"""Openchair: peer support groups, on the organisation's own server."""

__version__ = "0.1.0"
