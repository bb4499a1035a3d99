"""People and groups as ranking and placing know them: rows of the document that `openchair match` reads.

One form for all: what a page ranks by, what a run of places keeps as its input, and what the command line can be given
to find the same again. Ids only; nobody's name is in it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from openchair.groups.models import LEADERS, Format, Group, Leadership, Membership, SeatHold, Series
from openchair.joining.models import Camera, FitAnswer, GroupProfile, Intake, Referral, StageAnswer
from openchair.joining.taxonomy import EXPERIENCE, ONLINE_VALUE, PARTS_OF_DAY, SIZES, kind_of
from openchair.people.models import NoContact, Person
from openchair.vault.errors import KeyDestroyed

Row = dict[str, Any]
Document = dict[str, Any]
CLOSER = 0.25
"""What one piece of experience weighs beside the kind of group it belongs to."""
FAR = 600
"""Minutes: the way to a room, for somebody who only wants to meet online."""


# --- groups -----------------------------------------------------------------------------------------------------
def group_rows(groups: Sequence[Group], at: datetime, *, person: Person | None = None) -> list[Row]:
    """Each group as it could be joined at that moment; a seat held for `person` is free for them."""
    ids = [group.pk for group in groups]
    profiles = {each.group_id: each for each in GroupProfile.objects.filter(group_id__in=ids)}
    series: dict[UUID, list[Series]] = {}
    for each in Series.objects.filter(Q(ends_on=None) | Q(ends_on__gt=at.date()), group_id__in=ids).order_by("pk"):
        series.setdefault(each.group_id, []).append(each)
    seats: dict[UUID, list[Membership]] = {}
    for membership in Membership.objects.active(at).filter(group_id__in=ids).order_by("pk"):
        seats.setdefault(membership.group_id, []).append(membership)
    held: dict[UUID, set[UUID]] = {}
    for hold in SeatHold.objects.filter(group_id__in=ids, until__gt=at).exclude(person=person):
        held.setdefault(hold.group_id, set()).add(hold.person_id)
    members = {seat.person_id for some in seats.values() for seat in some if seat.part not in LEADERS}
    stages = latest_stages(members)
    return [
        _group_row(
            group,
            profiles.get(group.pk) or GroupProfile(group=group),
            series.get(group.pk, []),
            seats.get(group.pk, []),
            held.get(group.pk, set()),
            stages,
        )
        for group in groups
    ]


def _group_row(
    group: Group,
    profile: GroupProfile,
    series: Iterable[Series],
    seats: Iterable[Membership],
    held: set[UUID],
    stages: Mapping[UUID, int],
) -> Row:
    leaders = sorted(str(seat.person_id) for seat in seats if seat.part in LEADERS)
    # Whoever is offered a seat counts as one who is in: nobody they must not meet is sent there, and they make up the
    # number that a group needs to begin.
    members = sorted({str(seat.person_id) for seat in seats if seat.part not in LEADERS} | {str(one) for one in held})
    free = max(0, group.seats - len(members))
    access = set(profile.access)
    if group.format == Format.ONLINE:
        access.add("step_free")  # there is no way in that could have steps
    if group.format == Format.IN_PERSON or profile.camera != Camera.EXPECTED:
        access.add("camera_optional")
    return {
        "id": str(group.pk),
        "name": group.name,
        "open": group.closed_at is None,
        "waiting_list": profile.takes_waiting,
        "seats": free,
        "minimum": profile.minimum,
        "reserved": min(profile.reserved, free),
        "members": members,
        "leaders": leaders,
        "stages": [stages[UUID(person)] for person in members if UUID(person) in stages],
        "spread": profile.wants_spread,
        "youngest": profile.youngest,
        "oldest": profile.oldest,
        "languages": [group.language],
        "access": sorted(access),
        "only_for": sorted(profile.only_for),
        "composition": sorted(profile.only_for),
        "times": [_time_of(each) for each in series],
        "timezone": group.time_zone,
        "format": group.format,
        "themes": themes_of({group.kind}, profile.themes),
        "goals": sorted(profile.goals),
        "structure": profile.structure,
        "leadership": "peer" if group.leadership == Leadership.PEER else "professional",
        "size": group.seats,
        "camera": "" if group.format == Format.IN_PERSON else profile.camera,
        "kind": group.kind,
        "wait_days": 0 if free else None,
    }


def themes_of(kinds: Iterable[str], codes: Collection[str]) -> dict[str, float]:
    """What a person brings or a group is about: kinds in full, what is closer a quarter each.

    A kind without anything closer is all of it, so that who ticks only "grief" finds every group about grief.
    """
    themes = dict.fromkeys(sorted(kinds), 1.0)
    for kind in kinds:
        closer = EXPERIENCE.get(kind, {})
        said = [code for code in closer if code in codes]
        themes.update(dict.fromkeys(said or closer, CLOSER))
    return themes | dict.fromkeys((code for code in codes if code not in themes), CLOSER)


def _time_of(series: Series) -> Row:
    ends = series.starts_local.hour * 60 + series.starts_local.minute + series.minutes
    end = ends % (24 * 60)
    return {
        "day": (series.weekday + 1) % 7,
        "start": f"{series.starts_local:%H:%M}",
        "end": f"{end // 60:02d}:{end % 60:02d}",
    }


def latest_stages(people: Iterable[UUID]) -> dict[UUID, int]:
    """Where each of these people last said they were, as far as they said it and it can be opened."""
    found: dict[UUID, int] = {}
    seen: set[UUID] = set()
    for answer in StageAnswer.objects.filter(person_id__in=list(people)).order_by("-said_at", "-pk"):
        if answer.person_id in seen:
            continue
        seen.add(answer.person_id)
        try:
            found[answer.person_id] = int(answer.stage)
        except KeyDestroyed:
            continue  # the person is gone, and with their key what they said
    return found


# --- people -----------------------------------------------------------------------------------------------------
def person_rows(people: Sequence[Person], groups: Sequence[Group]) -> list[Row]:
    """Each person with what they chose to say; an empty row is a person like any other."""
    ids = [person.pk for person in people]
    intakes = {each.person_id: each for each in Intake.objects.filter(person_id__in=ids).defer("must_not_meet")}
    stages = latest_stages(ids)
    rated = _ratings(ids)
    therapists: dict[UUID, set[str]] = {}
    for referral in Referral.objects.filter(person_id__in=ids, withdrawn_at=None).exclude(consented_at=None):
        if referral.person_id is not None and referral.made_by_id is not None:
            therapists.setdefault(referral.person_id, set()).add(str(referral.made_by_id))
    rooms = [str(group.pk) for group in groups if group.format == Format.IN_PERSON]
    return [
        {
            "id": str(person.pk),
            "stage": stages.get(person.pk),
            "rated": rated.get(person.pk, {}),
            "therapists": sorted(therapists.get(person.pk, ())),
            "timezone": person.time_zone,
            # Until they say which languages they speak: the one they read these pages in is one of them.
            "languages": sorted({person.language, *person.languages}),
        }
        | (_said(intakes[person.pk], person, rooms) if person.pk in intakes else {})
        for person in people
    ]


def _said(intake: Intake, person: Person, rooms: Sequence[str]) -> Row:
    try:
        said = intake.answers
    except KeyDestroyed:
        return {}
    brings = said.get("brings", {}).get("experience", [])
    kinds = {*said.get("brings", {}).get("kinds", []), *(kind_of(code) for code in brings)} - {""}
    place = said.get("place", {}).get("place", "")
    need = said.get("language", {})
    comfort = said.get("comfort", {})
    row: Row = {
        "themes": themes_of(kinds, brings),
        "goals": said.get("hopes", {}).get("goals", []),
        "available": _spans(said.get("times", {}).get("can", [])),
        "preferred": _spans(said.get("times", {}).get("likes", [])),
        "online": ONLINE_VALUE.get(place),
        "needs": need.get("needs", []),
        "identities": need.get("identities", []),
        "wishes": comfort.get("company", []),
        "structure": comfort.get("structure", ""),
        "leadership": comfort.get("leadership", ""),
        "camera": comfort.get("camera", ""),
        "size": SIZES[comfort["size"]][0] if comfort.get("size") in SIZES else None,
        "weights": dict.fromkeys(said.get("weighs", {}).get("most", [])[:3], 2.0),
    }
    if need.get("languages"):
        row["languages"] = need["languages"]
    if place == "online":
        row |= {"minutes": dict.fromkeys(rooms, FAR), "most_minutes": 0}
    return row


def _spans(cells: Collection[str]) -> list[Row]:
    """Ticked parts of a week, such as "2-evening" for Tuesday evening; parts of a day that touch become one."""
    found: list[Row] = []
    for day in range(7):
        for part, (start, end, _words) in PARTS_OF_DAY.items():
            if f"{day}-{part}" not in cells:
                continue
            if found and found[-1]["day"] == day and found[-1]["end"] == start:
                found[-1]["end"] = end
            else:
                found.append({"day": day, "start": start, "end": end})
    return found


def _ratings(people: Iterable[UUID]) -> dict[UUID, dict[str, float]]:
    """How each kind of group was for people who visited one: the mean of their answers."""
    given: dict[UUID, dict[str, list[int]]] = {}
    for answer in FitAnswer.objects.filter(person_id__in=list(people)).select_related("group"):
        try:
            given.setdefault(answer.person_id, {}).setdefault(answer.group.kind, []).append(int(answer.value))
        except KeyDestroyed:
            continue
    return {
        person: {kind: sum(values) / len(values) for kind, values in kinds.items()} for person, kinds in given.items()
    }


# --- who must not meet --------------------------------------------------------------------------------------------
def apart_pairs(document: Document, at: datetime) -> list[list[str]]:
    """Who is kept apart, among all whom the document names."""
    known = {row["id"] for row in document["people"]}
    for row in document["groups"]:
        known.update(row["members"], row["leaders"])
    running = NoContact.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)
    pairs = ([str(one), str(other)] for one, other in running.values_list("first_id", "second_id"))
    return sorted(pair for pair in pairs if pair[0] in known and pair[1] in known)


def document_of(
    people: Sequence[Person], groups: Sequence[Group], at: datetime, *, holds_of: Person | None = None
) -> Document:
    """Everything the ranking of these people among these groups needs."""
    document: Document = {
        "groups": group_rows(groups, at, person=holds_of),
        "people": person_rows(people, groups),
    }
    document["apart"] = apart_pairs(document, at)
    return document
