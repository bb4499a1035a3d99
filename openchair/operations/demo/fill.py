"""Puts the invented community into an installation, through the services that a real one uses."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from openchair.agreements import services as agreements
from openchair.agreements.catalogue import catalogue, clauses_for
from openchair.agreements.models import AgreementVersion
from openchair.groups import services as groups
from openchair.groups.models import AbsenceNotice, Group, Meeting, Membership, Part
from openchair.operations.demo import community, past, waiting
from openchair.people.models import Person
from openchair.people.models.roles import Role, Training
from openchair.people.services import accounts, roles
from openchair.rooms import log, reactions
from openchair.rooms import services as rooms
from openchair.rooms.core import Addressed, State, fold

WEEKS = 12
Progress = Callable[[str, int, int], None]


class Filling:
    """One installation being filled; `at` moves forward as the twelve weeks go by."""

    def __init__(self, *, now: datetime, seed: int, progress: Progress) -> None:
        self.now, self.chance, self.progress = now, random.Random(seed), progress
        self.began = now - timedelta(weeks=WEEKS + 1)
        self.people: dict[str, Person] = {}
        self.pronouns: dict[str, str] = {}
        self.seats: dict[tuple[str, str], Membership] = {}

    # --- people ---------------------------------------------------------------------------------------------
    def add_people(self) -> None:
        """Everybody with an account; nobody has a password, because demo links sign in."""
        everybody = (*community.STAFF, *community.MEMBERS, community.NEWCOMER)
        for count, someone in enumerate(everybody, start=1):
            person = accounts.add_person(
                sign_in_name=someone.name, password_hash=make_password(None), at=self.began + timedelta(minutes=count)
            )
            accounts.change_settings(
                person=person,
                at=self.began,
                time_zone=someone.time_zone,
                languages=list(someone.languages),
            )
            for role in someone.roles:
                training = Training(someone.training) if role == Role.FACILITATOR and someone.training else ""
                roles.grant_role(person=person, role=Role(role), training=training, actor=None, at=self.began)
            self.people[someone.name], self.pronouns[someone.name] = person, someone.pronouns
            self.progress("people", count, len(everybody))

    # --- groups -----------------------------------------------------------------------------------------------
    def add_group(self, circle: community.Circle) -> Group:
        """A group with its agreement, its week and its chairs."""
        coordinator = self.people["runa-k"]
        group = groups.found_group(
            actor=coordinator, at=self.began, name=circle.name, purpose=circle.purpose, mode=circle.mode,
            kind=circle.kind, format=circle.format, leadership=circle.leadership, seats=circle.seats, language="en",
            time_zone=circle.time_zone, place=circle.place, listed=True, word_retention_days=circle.retention,
        )  # fmt: skip
        version = self._publish(group, circle.options, self.began)
        # From the next day on: a meeting in the first hours would find nobody on their chairs yet.
        groups.add_series(
            group=group, weekday=circle.weekday, starts_local=circle.starts, minutes=circle.minutes,
            starts_on=(self.began + timedelta(days=1)).date(), actor=coordinator, at=self.began,
        )  # fmt: skip
        groups.plan_meetings(group=group, until=self.now + timedelta(weeks=6), at=self.began)
        for chair in circle.chairs:
            self._seat(group, circle, chair, version)
        return group

    def _publish(self, group: Group, options: tuple[str, ...], at: datetime) -> AgreementVersion:
        firsts = {each["id"]: each["choices"][0]["id"] for each in catalogue(group.language)["optional"]}
        chosen = {option: firsts[option] for option in options}
        return agreements.publish_version(
            group=group, clauses=clauses_for(group, chosen), actor=self.people["runa-k"], at=at
        )

    def _seat(self, group: Group, circle: community.Circle, chair: community.Chair, version: AgreementVersion) -> None:
        person, coordinator = self.people[chair.person], self.people["runa-k"]
        since = self.now - timedelta(weeks=5) if chair.story == "late" else self.began + timedelta(hours=1)
        if chair.part in (Part.FACILITATOR, Part.CO_FACILITATOR):
            membership = groups.add_leader(
                group=group, person=person, pseudonym=chair.pseudonym, actor=coordinator, at=since,
                helps=chair.part == Part.CO_FACILITATOR,
            )  # fmt: skip
        else:
            membership = groups.join(
                group=group, person=person, pseudonym=chair.pseudonym, part=Part.MEMBER, actor=coordinator, at=since
            )
        agreements.sign(version=version, membership=membership, actor=person, at=since + timedelta(minutes=5))
        groups.introduce_myself(
            membership=membership, actor=person, pronouns=self.pronouns[chair.person], shows_needs=False
        )
        self.seats[circle.name, chair.person] = membership

    # --- the past -----------------------------------------------------------------------------------------------
    def hold_past_meetings(self, group: Group, circle: community.Circle) -> None:
        """Play every meeting of this group that is over by now, oldest first."""
        meetings = (
            Meeting.objects.filter(group=group, ends_at__lt=self.now).select_related("group").order_by("starts_at")
        )
        for meeting in meetings:
            self._maybe_leave(circle, meeting)
            self._give_notices(circle, meeting)
            self._hold(meeting, circle)

    def _weeks_ago(self, meeting: Meeting) -> int:
        return (self.now - meeting.starts_at).days // 7 + 1

    def _maybe_leave(self, circle: community.Circle, meeting: Meeting) -> None:
        for chair in circle.chairs:
            if chair.story == "left" and self._weeks_ago(meeting) == 6:
                membership = self.seats[circle.name, chair.person]
                at = meeting.starts_at - timedelta(days=1)
                groups.leave(membership=membership, actor=self.people[chair.person], at=at)

    def _give_notices(self, circle: community.Circle, meeting: Meeting) -> None:
        for chair in circle.chairs:
            membership = self.seats[circle.name, chair.person]
            here = membership.starts_at < meeting.starts_at and not membership.ends_at and chair.part == "member"
            if here and self.chance.random() < 0.07:
                tell = self.chance.choice([AbsenceNotice.Tell.AWAY, AbsenceNotice.Tell.WORDS])
                groups.give_absence_notice(
                    meeting=meeting, membership=membership, tell=tell, words="At my sister's this week.",
                    actor=self.people[chair.person], at=meeting.starts_at - timedelta(hours=9),
                )  # fmt: skip

    def _hold(self, meeting: Meeting, circle: community.Circle) -> None:
        leads = [chair.person for chair in circle.chairs if chair.part in (Part.FACILITATOR, Part.CO_FACILITATOR)]
        at = meeting.starts_at - timedelta(minutes=8)
        rooms.open_room(meeting=meeting, actor=self.people[leads[0]], at=at)
        keys = reactions.meeting_keys(meeting.pk)
        if keys is None:
            raise RuntimeError("a meeting that was just opened has its keys")
        state, number = State(), 0
        for stored in log.read(meeting.pk):
            if stored.event is not None:
                state = fold(state, Addressed(stored.stream, stored.event, stored.author, stored.at_ms))
            number = stored.number
        counts = dict(state.counts)
        stories = {
            str(self.seats[circle.name, chair.person].pk): chair.story
            for chair in circle.chairs
            if chair.part not in (Part.FACILITATOR, Part.CO_FACILITATOR)
        }
        events = past.play(
            state,
            at=at,
            leads=[str(self.seats[circle.name, person].pk) for person in leads],
            stories=stories,
            weeks_ago=self._weeks_ago(meeting),
            shares=circle.shares,
            seed=self.chance.randrange(2**32),
        )
        entries = []
        for count, addressed in enumerate(events, start=number + 1):
            counts[addressed.stream] = counts.get(addressed.stream, 0) + 1
            entries.append(
                log.Entry(
                    count, addressed.stream, counts[addressed.stream], addressed.event,
                    log.to_json(addressed.event), addressed.author, addressed.at_ms, None,
                )
            )  # fmt: skip
        if failed := log.store([log.Share(meeting.pk, keys, entries)]):
            raise RuntimeError(f"the log of {len(failed)} past meeting could not be stored")
        reactions.take_up(meeting.pk)

    def prepare_live_meeting(self, group: Group, *, minutes: int) -> Meeting:
        """The meeting that is about to begin."""
        return groups.plan_extra_meeting(
            group=group, starts_at=self.now.replace(second=0, microsecond=0) + timedelta(minutes=2), minutes=minutes,
            actor=self.people["runa-k"], at=self.now,
        )  # fmt: skip


def fill(*, now: datetime, seed: int = 0, progress: Progress) -> Meeting:
    """Fill an empty installation; returns the meeting that is about to be held live."""
    filling = Filling(now=now, seed=seed, progress=progress)
    filling.add_people()
    live: Meeting | None = None
    for count, circle in enumerate(community.CIRCLES, start=1):
        group = filling.add_group(circle)
        filling.hold_past_meetings(group, circle)
        if circle.name == community.LIVE_CIRCLE:
            live = filling.prepare_live_meeting(group, minutes=75)
        waiting.describe(group, filling.chance)
        waiting.say_where_they_are(group, filling.chance, now)
        filling.progress("groups with twelve weeks behind them", count, len(community.CIRCLES))
    waiting.add_those_who_wait(filling.chance, now)
    waiting.has_answered(filling.people[community.NEWCOMER.name], now - timedelta(hours=3))
    if live is None:
        raise RuntimeError("the demonstration has no group for its live meeting")
    return live
