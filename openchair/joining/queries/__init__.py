"""Reads of joining, a module for each topic."""
