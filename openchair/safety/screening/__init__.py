"""Screening: which concerns a text gives, where they stand in it, and why, on this machine alone.

Nouns: Text (words in plain form with the way back), Pack (a language's rules), Scope (how a find is meant), Concern,
Screening. A pure core without Django; `screen` is the door. Refuses to act: two tiers tell people, nothing more.
"""
