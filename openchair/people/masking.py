"""Addresses that are secrets themselves, kept out of every log (SESS-3)."""

import logging
import re

_SECRET = re.compile(
    r"((?:/|%2F)(?:invitation|reset|sign-in(?:/|%2F)demo|referral)(?:/|%2F))[^/?&%\s\"']+", re.IGNORECASE
)
"""Also where such an address is the one to go on to after signing in."""


def masked(text: str) -> str:
    """The text without the token of an invitation, a reset, a referral or a demo link."""
    return _SECRET.sub(r"\1…", text)


class Masked(logging.Filter):
    """Takes secret addresses out of what is about to be logged, wherever in the line they stand."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the finished line; nothing is held back."""
        line = record.getMessage()
        clean = masked(line)
        if clean != line:
            record.msg, record.args = clean, ()
        return True
