"""What the people of one group show each other of what they have lived through, and nothing more (R1)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openchair.groups.models import Group, Membership
from openchair.joining.models import SharedExperience
from openchair.joining.taxonomy import all_experience
from openchair.vault.errors import KeyDestroyed


@dataclass(frozen=True)
class Shared:
    """One thing that somebody here has lived through."""

    words: str
    who: str
    """How many, in words, and the names of those who show it."""


def shown_by(membership: Membership) -> set[str]:
    """What one member shows in this group."""
    return {code for row in membership.shared_experiences.all() if (code := _code(row))}


def shared_in(group: Group, at: datetime) -> list[Shared]:
    """What is shown in a group by those who have a seat there now. The caller has seen to it that the reader may."""
    seats = Membership.objects.active(at).filter(group=group)
    names: dict[str, list[str]] = {}
    for row in SharedExperience.objects.filter(membership__in=seats).select_related("membership"):
        if code := _code(row):
            names.setdefault(code, []).append(row.membership.pseudonym)
    return [Shared(str(words), _who(sorted(names[code]))) for code, words in all_experience().items() if code in names]


def _code(row: SharedExperience) -> str:
    try:
        return str(row.code)
    except KeyDestroyed:
        return ""  # the person is gone, and with their key what they showed


def _who(names: list[str]) -> str:
    listed = ", ".join(names)
    if len(names) == 2:
        return _("Two of us: {names}").format(names=listed)
    if len(names) == 3:
        return _("Three of us: {names}").format(names=listed)
    return ngettext("One of us: {names}", "Some of us: {names}", len(names)).format(names=listed)
