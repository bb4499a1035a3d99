"""Reads that combine packages, one module a page."""
