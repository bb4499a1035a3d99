"""Runs of places: what they are given, how they are read again, explained, drawn and shown on the board."""
