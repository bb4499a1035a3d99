"""Kinds of group, in the words our own groups use."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openchair.groups.models import Kind


def kinds() -> list[tuple[str, str | Promise]]:
    """Every kind of group: key and name."""
    return list(Kind.choices)


ALSO_SAID = {
    Kind.MENTAL_HEALTH: _("anxiety, depression, low mood, panic, worry, stress, bipolar, sleep"),
    Kind.ADDICTION_RECOVERY: _("alcohol, drinking, drugs, gambling, sober, sobriety, rehab, relapse, smoking"),
    Kind.GRIEF: _("bereavement, death, died, mourning, widow, widower, miscarriage"),
    Kind.CHRONIC_ILLNESS: _("pain, cancer, diabetes, fatigue, disability, diagnosis, chronic"),
    Kind.CAREGIVERS: _("carer, caregiver, relatives, dementia, family"),
    Kind.PARENTING: _("mother, father, baby, newborn, children, single parent, pregnancy"),
    Kind.LGBTQ: _("gay, lesbian, bisexual, transgender, queer, nonbinary, coming out"),
    Kind.TRAUMA: _("abuse, violence, assault, accident, veterans, flashbacks"),
}
"""Words people look with; nobody searches for the name of a kind."""


def also_said(kind: str) -> str:
    """Other words for what the groups of a kind share, in the reader's language."""
    return str(ALSO_SAID[Kind(kind)])


def is_kind(key: str) -> bool:
    """Whether this is the key of a kind of group."""
    return key in Kind.values
