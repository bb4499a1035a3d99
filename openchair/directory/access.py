"""What makes a meeting open to every body: from type codes, and from what our own groups write."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openchair.directory.models import fold

NEEDS: Mapping[str, Promise] = {
    "step-free": _("Step-free, with a wheelchair"),
    "toilet": _("A toilet one can use with a wheelchair"),
    "sign": _("Sign language"),
    "captions": _("Captions, or made for people who hear little"),
    "childcare": _("Somebody looks after children"),
    "no-scent": _("Free of fragrance"),
}
"""What can be asked for."""
CODES: Mapping[str, tuple[str, ...]] = {
    "X": ("step-free",),
    "XB": ("step-free", "toilet"),
    "WC": ("step-free",),
    "WHEELCHAIR": ("step-free",),
    "WHEELCHAIR ACCESS": ("step-free",),
    "ASL": ("sign",),
    "BSL": ("sign",),
    "SIGN LANGUAGE": ("sign",),
    "AMERICAN SIGN LANGUAGE": ("sign",),
    "CC": ("captions",),
    "CAPTIONS": ("captions",),
    "CLOSED CAPTIONS": ("captions",),
    "DEAF/HARD OF HEARING": ("captions",),
    "BA": ("childcare",),
    "CHILDCARE": ("childcare",),
    "FF": ("no-scent",),
}
"""Types as feeds write them, Meeting Guide's codes and plain words, and what they promise."""
SAID: Mapping[str, Promise] = {
    "step-free": _("step-free, step free, wheelchair, ramp, level access"),
    "toilet": _("accessible toilet, wheelchair toilet"),
    "sign": _("sign language, signed"),
    "captions": _("captions, subtitles, hearing loop, speech to text"),
    "childcare": _("childcare, babysitting, creche"),
    "no-scent": _("fragrance, scent"),
}
"""What our own groups write in their notes on access."""


def promised(types: Iterable[str]) -> str:
    """The needs that some types promise to meet, with a space on each side so that one can be asked for."""
    found = {need for code in types for need in CODES.get(code.upper(), ())}
    return f" {' '.join(sorted(found))} " if found else ""


def is_said(need: str, notes: str) -> bool:
    """Whether notes on access speak of this need."""
    said = fold(notes)
    return any(word.strip() in said for word in fold(str(SAID[need])).split(","))
