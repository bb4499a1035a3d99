"""Commitments: one small thing until next time, sealed under the key of the person who made it."""
