"""Every write about voice: what a group chooses, and each person's own yes."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.groups.models import Group, Meeting, Membership
from openchair.people.models import Person
from openchair.rooms.events import VoiceChosen, VoiceConsentGiven, VoiceConsentTakenBack
from openchair.rooms.models import Voice, VoiceChoice, VoiceConsent
from openchair.rooms.policies import can_plan
from openchair.rooms.voice import media, turn
from openchair.rooms.voice.queries import has_gone, standing_consent

MOST_TIMES = 60
"""How often one person may ask for credentials for one meeting in an hour: a page asks anew after each lost line."""


class NoRelay(Refused):
    """Without a relay people would learn each other's addresses."""

    code = "no_relay"
    words = _("This installation has no relay yet, so there is no voice. Whoever runs it can add one.")


class NoMediaServer(Refused):
    """Larger calls need a media server."""

    code = "no_media_server"
    words = _("This installation has no media server, so there are no larger calls. Whoever runs it can add one.")


class NoCall(Refused):
    """This person is in no call of this meeting."""

    code = "no_call"
    words = _("There is no call to join right now.")


class TooOften(Refused):
    """The relay was asked for more often than any page does."""

    code = "too_often"
    words = _("That was a lot at once. Wait a little, and try again.")


@transaction.atomic
def choose_voice(
    *, group: Group, voice: str, follows_piece: bool, actor: Person, at: datetime, by_server: bool = False
) -> VoiceChoice:
    """Whether the people of a group hear and see each other, from its next room on."""
    require(can_plan(actor, group, at))
    if voice not in Voice.values:
        raise ValidationError({"voice": _("Choose one of these.")})
    if voice != Voice.OFF and not turn.is_set_up():
        raise NoRelay
    if by_server and not media.is_set_up():
        raise NoMediaServer
    choice, _made = VoiceChoice.objects.update_or_create(
        group=group,
        defaults={
            "voice": voice,
            "follows_piece": follows_piece,
            "by_server": by_server,
            "changed_by": actor,
            "changed_at": at,
        },
    )
    publish(VoiceChosen(actor_id=actor.pk, group_id=group.pk))
    return choice


@transaction.atomic
def agree(*, membership: Membership, actor: Person, at: datetime, by_server: bool = False) -> VoiceConsent:
    """Say yes to being heard in this group; said twice, it is one yes. A wider yes takes the place of the narrower."""
    require(membership.person_id == actor.pk)
    if by_server:
        narrower = VoiceConsent.objects.filter(membership=membership, taken_back_at=None, by_server=False)
        narrower.update(taken_back_at=at)
    consent, made = VoiceConsent.objects.get_or_create(
        membership=membership, taken_back_at=None, defaults={"agreed_at": at, "by_server": by_server}
    )
    if made:
        publish(VoiceConsentGiven(actor_id=actor.pk, membership_id=membership.pk))
    return consent


@transaction.atomic
def take_back(*, membership: Membership, actor: Person, at: datetime) -> None:
    """Take it back: the person's part in a call ends at once, their place in the group does not."""
    require(membership.person_id == actor.pk)
    consent = standing_consent(membership)
    if consent is None:
        return
    consent.taken_back_at = at
    consent.save(update_fields=["taken_back_at"])
    publish(VoiceConsentTakenBack(actor_id=actor.pk, membership_id=membership.pk))


def give_credentials(*, meeting: Meeting, membership: Membership, at: datetime) -> turn.RelayCredentials:
    """Fresh credentials for the relay, for one person and one meeting they have not left."""
    if not turn.is_set_up() or has_gone(meeting, str(membership.pk)):
        raise NoCall
    count_request("relay", meeting, membership)
    return turn.credentials(at)


def count_request(what: str, meeting: Meeting, membership: Membership) -> None:
    """Count that somebody asked for credentials for a meeting; TooOften when that was a lot."""
    counted = f"{what}:{meeting.pk}:{membership.pk}"
    if not cache.add(counted, 1, timedelta(hours=1).total_seconds()) and cache.incr(counted) > MOST_TIMES:
        raise TooOften
