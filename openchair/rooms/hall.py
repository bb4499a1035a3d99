"""The code on the wall of the hall: whoever types it, or reads its picture with a phone, is seated there.

It replaces nothing: the typist is signed in, has a chair in this group and signed its agreement, and the door's own
rule holds (`lets_in`). A code of another meeting, an old one and an invented one are one answer.
"""

import secrets
from datetime import datetime, timedelta
from io import BytesIO

import qrcode
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.groups.models import Meeting
from openchair.people import throttle
from openchair.people.models import Person
from openchair.rooms.events import HallCodeShown, HallCodeUsed
from openchair.rooms.models import CameByCode, HallCode
from openchair.rooms.policies import can_show_hall_code, membership_at
from openchair.rooms.seats import has_signed
from openchair.vault.services import lookup_hash

LETTERS = "CDFGHJKMNPQRTWXY34679"
"""None looks like another across a hall, and without vowels no word comes out by chance."""
LENGTH = 6
LASTS = timedelta(minutes=10)
TRIES = "hall_code"


class NoSuchCode(Refused):
    """No meeting this person has a chair in shows this code now."""

    code = "no_such_code"
    words = _("This code does not fit, or its ten minutes are over. Look at the wall again, or ask for a new one.")


class WaitFirst(Refused):
    """Too many codes in vain."""

    code = "wait"

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__()


@transaction.atomic
def show_code(*, meeting: Meeting, actor: Person, at: datetime) -> str:
    """A new code for the wall; the one before it stops working. Only its hash is kept, so it is told only here."""
    require(can_show_hall_code(actor, meeting, at))
    code = "".join(secrets.choice(LETTERS) for _each in range(LENGTH))
    HallCode.objects.update_or_create(
        meeting=meeting, defaults={"code_hash": _hash(code), "expires_at": at + LASTS}
    )  # fmt: skip
    publish(HallCodeShown(actor_id=actor.pk, group_id=meeting.group_id, meeting_id=meeting.pk))
    return code


def come_by_code(*, code: str, actor: Person, at: datetime) -> Meeting:
    """The meeting whose code this is; whoever signed its agreement is seated in its hall."""
    # By person and not by source: a whole hall shares one network.
    wait = throttle.waiting(TRIES, name=str(actor.pk), source="", at=at)
    if wait > timedelta():
        raise WaitFirst(wait)
    try:
        meeting = _come(code, actor, at)
    except NoSuchCode:
        throttle.failed(TRIES, name=str(actor.pk), source="", at=at)
        raise
    throttle.succeeded(TRIES, name=str(actor.pk), source="", at=at)
    return meeting


@transaction.atomic
def _come(code: str, actor: Person, at: datetime) -> Meeting:
    shown = HallCode.objects.filter(
        code_hash=_hash(code), expires_at__gt=at, meeting__closed_at=None, meeting__cancelled_at=None
    )
    for each in shown.select_related("meeting__group"):
        membership = membership_at(actor, each.meeting, at)
        if membership is None:
            continue
        if has_signed(membership):
            CameByCode.objects.get_or_create(meeting=each.meeting, membership=membership)
            publish(HallCodeUsed(membership_id=membership.pk))
        return each.meeting
    raise NoSuchCode


def picture(address: str) -> str:
    """The address as a QR code, drawn here (SVG)."""
    drawn = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage).save(drawn)
    return drawn.getvalue().decode()


def _hash(code: str) -> bytes:
    """What is kept of a code; spaces, dashes and small letters are how people type it."""
    return lookup_hash("rooms.hall_code", "".join(code.upper().replace("-", " ").split()))
