"""What is kept about a person, who can see it and until when; who looked; what was agreed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openchair.agreements.models import Signature
from openchair.goals.models import Commitment
from openchair.groups.models import AbsenceNotice, Farewell, Membership
from openchair.insights.models import OverWeeks
from openchair.joining.models import FitAnswer, Intake, Referral, SharedExperience, StageAnswer
from openchair.people.models import Person
from openchair.people.queries import who_looked
from openchair.rooms.queries import break_glasses_about
from openchair.rooms.topics import own_topics

LOOKS_SHOWN = 5


@dataclass(frozen=True)
class Kept:
    """One kind of thing that is kept."""

    name: str
    note: str
    seen_by: str
    until: str
    address: str = ""


@dataclass(frozen=True)
class LookSeen:
    """Somebody looked at something of mine."""

    on: datetime
    who: str
    what: str
    address: str = ""


@dataclass(frozen=True)
class Agreed:
    """An agreement that stands, and where to take it back."""

    group: str
    version: int
    signed_on: datetime
    address: str


@dataclass(frozen=True)
class Yes:
    """Something beside an agreement that a person said yes to, for one group, and where to take it back."""

    group: str
    what: str
    said_on: datetime
    address: str


@dataclass(frozen=True)
class MyData:
    """The page as data."""

    kept: list[Kept]
    looks: list[LookSeen]
    more_looks: bool
    agreed: list[Agreed]
    yes: list[Yes]


def my_data(person: Person, at: datetime) -> MyData:
    """Everything the page shows, for the person themselves."""
    looks = _looks(person, at)
    return MyData(
        kept=[*_kept(person, at), *_kept_of_visits(person)],
        looks=looks[:LOOKS_SHOWN],
        more_looks=len(looks) > LOOKS_SHOWN,
        agreed=_agreed(person),
        yes=_yes(person),
    )


def _kept(person: Person, at: datetime) -> list[Kept]:
    groups = (
        Membership.objects.active(at)
        .filter(person=person)
        .aggregate(count=Count("pk"), days=Max("group__word_retention_days"))
    )
    commitments = Commitment.objects.filter(person=person).aggregate(
        count=Count("pk"), witnessed=Count("pk", filter=~Q(witness_seat_id=None))
    )
    notices = AbsenceNotice.objects.filter(membership__person=person, withdrawn_at=None).count()
    topics = own_topics(person).count()
    days = groups["days"] or 0
    return [
        Kept(
            _("Your words in meetings"),
            _("Sealed, one key for each meeting"),
            _("Those who were there"),
            ngettext("{count} day after each meeting", "{count} days after each meeting", days).format(count=days)
            if days
            else _("the end of each meeting"),
        ),
        Kept(
            _("What you said you would do"),
            ngettext("{count} so far, sealed", "{count} so far, sealed", commitments["count"]).format(
                count=commitments["count"]
            )
            if commitments["count"]
            else _("Nothing so far; sealed when there is"),
            _("You and your witness; the group, if you shared it")
            if commitments["witnessed"]
            else _("You; the group, if you shared it"),
            _("your account ends"),
        ),
        Kept(
            _("What you would like to talk about"),
            ngettext("{count} proposal, sealed", "{count} proposals, sealed", topics).format(count=topics)
            if topics
            else _("Nothing so far; sealed when there is"),
            _("Those who lead the group; without your name everybody, once a meeting asks it"),
            _("a meeting has asked it, or you take it back"),
        ),
        Kept(
            _("Attendance"),
            _("Dates and minutes, nothing more"),
            _("You and those who lead the group"),
            _("the group’s records end"),
            reverse("insights:mine"),
        ),
        Kept(
            _("Absence notices"),
            ngettext("{count} notice", "{count} notices", notices).format(count=notices)
            if notices
            else _("None so far"),
            _("Those who lead; the group reads only what you allowed"),
            _("the group’s records end"),
        ),
        Kept(
            _("Your names in groups"),
            ngettext("{count} group", "{count} groups", groups["count"]).format(count=groups["count"]),
            _("The people in each group, each group by itself"),
            _("the group’s records end"),
            reverse("groups:mine"),
        ),
        Kept(
            _("Who you are"),
            _("Real name, address, telephone number, if you gave any. Sealed"),
            _("Only you. Staff must give a reason, and it stands below"),
            _("you erase it"),
            reverse("people:identity"),
        ),
        Kept(
            _("Emergency contact"),
            _("Sealed"),
            _("Nobody, unless somebody must open it with a reason"),
            _("you erase it"),
            reverse("people:emergency_contact"),
        ),
        Kept(
            _("Where you are signed in"),
            _("Devices and times"),
            _("Only you"),
            _("you sign out, or 14 days"),
            reverse("people:signed_in"),
        ),
    ]


def _kept_of_visits(person: Person) -> list[Kept]:
    """What trial visits, good-byes and referrals leave, and what somebody shows in their groups."""
    said = FitAnswer.objects.filter(person=person).count()
    shown = SharedExperience.objects.filter(membership__person=person).count()
    farewells = Farewell.objects.filter(membership__person=person).count()
    referrals = Referral.objects.filter(person=person).count()
    answers = Intake.objects.filter(person=person).count() + StageAnswer.objects.filter(person=person).count()
    nothing = _("Nothing so far; sealed when there is")
    return [
        Kept(
            _("What you answered to find a group, and where you were over time"),
            _("Sealed under your own key") if answers else nothing,
            _("You; who must not meet you also the coordinator, on record, while you wait for a seat"),
            _("you delete it, or your account ends"),
            reverse("joining:answers"),
        ),
        Kept(
            _("How groups were for you"),
            ngettext("{count} answer, sealed", "{count} answers, sealed", said).format(count=said) if said else nothing,
            _("Only you"),
            _("you take it back, or your account ends"),
            reverse("joining:fits"),
        ),
        Kept(
            _("What you show of what you have lived through"),
            ngettext("{count} thing, sealed", "{count} things, sealed", shown).format(count=shown)
            if shown
            else nothing,
            _("Those who signed in the group where you show it"),
            _("you untick it, or leave the group"),
            reverse("groups:mine"),
        ),
        Kept(
            _("Your good-byes, and groups you stay in touch with"),
            ngettext("{count} group, words sealed", "{count} groups, words sealed", farewells).format(count=farewells)
            if farewells
            else nothing,
            _("The words: those who were in the group that day. That you stay in touch: only you"),
            _("the words 14 days, the rest until you take it off your list"),
            reverse("groups:mine"),
        ),
        Kept(
            _("Referrals"),
            ngettext("{count} referral, sealed", "{count} referrals, sealed", referrals).format(count=referrals)
            if referrals
            else nothing,
            _("You and whoever wrote it; the coordinator after your yes, on record"),
            _("half a year after your no, or after you have a seat"),
            reverse("joining:my_referrals"),
        ),
    ]


def _looks(person: Person, at: datetime) -> list[LookSeen]:
    """Looks at what is sealed, and notes of a bad night that were opened, newest first."""
    opened = [
        LookSeen(
            look.looked_at,
            _("Somebody on the staff"),
            _("opened {what}: {reason}").format(what=_what(look.what), reason=look.get_reason_display()),
        )
        # An opened note stands below as itself, with the way to its record.
        for look in who_looked(person, at).exclude(what="where_tonight")[: LOOKS_SHOWN + 1]
    ]
    broken = [
        LookSeen(
            glass.opened_at,
            _("A leader of {group}").format(group=glass.meeting.group.name),
            _("opened your note about where you were that night. Somebody else has looked at it since.")
            if hasattr(glass, "review")
            else _("opened your note about where you were that night. Another person reviews it."),
            reverse("rooms:opened_of_mine", args=[glass.pk]),
        )
        for glass in break_glasses_about(person)[: LOOKS_SHOWN + 1]
    ]
    return sorted(opened + broken, key=lambda look: look.on, reverse=True)


def _what(code: str) -> str:
    known = {
        "identity": _("who you are"),
        "emergency_contact": _("your emergency contact"),
        "where_tonight": _("where you were that night"),
        "referral": _("what a clinician wrote about you"),
        "seat": _("which person a name in a group is"),
    }
    return known.get(code, code.replace("_", " "))


def _agreed(person: Person) -> list[Agreed]:
    standing = (
        Signature.objects.standing()
        .filter(membership__person=person)
        .select_related("version__group")
        .order_by("version__group__name", "-version__number")
    )
    newest: dict[object, Signature] = {}
    for signature in standing:
        newest.setdefault(signature.version.group_id, signature)
    return [
        Agreed(
            group=signature.version.group.name,
            version=signature.version.number,
            signed_on=signature.signed_at,
            address=reverse("agreements:read", args=[signature.version.group_id]),
        )
        for signature in newest.values()
    ]


def _yes(person: Person) -> list[Yes]:
    weeks = OverWeeks.objects.standing().filter(membership__person=person).select_related("membership__group")
    return [
        Yes(
            group=consent.membership.group.name,
            what=_("Those who lead may see your part of the floor over the last meetings."),
            said_on=consent.agreed_at,
            address=reverse("groups:detail", args=[consent.membership.group_id]),
        )
        for consent in weeks
    ]
