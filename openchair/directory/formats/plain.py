"""What a feed writes, as plain text and numbers: no markup, no control characters, nothing a database refuses."""

import html
import math
import re
from typing import Any

LONGEST_LINE = 300
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and lone surrogates, Unicode's categories Cc and Cs."""


def clean(text: str) -> str:
    """Without control characters and lone surrogates, which databases refuse; one line."""
    return " ".join((text if text.isprintable() else _REFUSED.sub(" ", text)).split())


def _decoded(value: Any) -> str:
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    text = str(value)
    # Some feeds escape what was escaped before: &amp;#039; takes two rounds.
    for _ in range(3):
        text, before = html.unescape(text), text
        if text == before:
            break
    return _TAG.sub(" ", text)


def plain(value: Any, longest: int) -> str:
    """Text for display on one line: entities decoded, tags taken out."""
    if value is None or value == "":
        return ""  # most fields of most rows
    return clean(_decoded(value))[:longest].rstrip()


def lines(value: Any) -> str:
    """Text for display that keeps its line breaks."""
    if value is None or value == "":
        return ""
    kept = (clean(line) for line in _decoded(value).replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def has_markup(text: str) -> bool:
    """Whether a text holds a tag, escaped or not."""
    return bool(_TAG.search(html.unescape(text)))


def as_number(value: Any) -> float | None:
    """A number written as one or as text; None for anything else."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
