"""Pages to look at: my groups, and one group."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from openchair.core.policy import policy, public, signed_in
from openchair.core.time import now
from openchair.groups import queries, services, words
from openchair.groups.models import Group, Meeting, Part
from openchair.groups.panels import panels_of
from openchair.groups.policies import can_manage_groups, can_see_members, can_try
from openchair.people.requests import SignedInRequest


@policy(signed_in)
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """My groups, each with its next meeting; for coordinators all others as well."""
    at, runs_all = now(), can_manage_groups(request.user)
    memberships = list(queries.my_memberships(request.user, at))
    mine_ids = [membership.group_id for membership in memberships]
    others = list(Group.objects.running().exclude(pk__in=mine_ids).order_by("name")) if runs_all else []
    ids = [*mine_ids, *(group.pk for group in others)]
    coming, taken = queries.next_meetings(ids, at), queries.taken_seats(ids, at)

    def row(group: Group) -> dict[str, object]:
        meeting = coming.get(group.pk)
        return {
            "group": group,
            "meeting": meeting,
            "when": words.when(meeting.starts_at, group.time_zone) if meeting else "",
            "zone": words.zone_words(group.time_zone),
            "taken": taken.get(group.pk, 0),
        }

    visits = {visit.pk: visit for visit in queries.open_visits(request.user, at)}
    context = {
        "rows": [
            row(membership.group)
            | {"membership": membership, "state": words.visit_state(membership, visits.get(membership.pk))}
            for membership in memberships
        ],
        "on_visits": bool(visits) or any(membership.part == Part.VISITOR for membership in memberships),
        "waiting_for_me": [visit for visit in visits.values() if not services.runs(visit, at)],
        "was_part_of": queries.was_part_of(request.user, at),
        "others": [row(group) for group in others],
        "runs_all": runs_all,
    }
    return render(request, "groups/mine.html", context)


@policy(public)
@require_safe
def detail(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One group: what it is, who leads, what a first visit is like, and what the reader can do here."""
    at = now()
    group = get_object_or_404(Group.objects.visible_to(request.user, at), pk=group_id)
    person = None if isinstance(request.user, AnonymousUser) else request.user
    membership = queries.membership_for(person, group, at) if person else None
    sees_people = person is not None and can_see_members(person, group, at)
    meeting = Meeting.objects.filter(group=group).coming(at).first()
    newcomer = person if membership is None else None  # whoever is in it may count
    taken = queries.taken_seats([group.pk], at, newcomer).get(group.pk, 0)
    panels = panels_of(group, person, membership, at)
    may_decide = person is not None and (membership is None or membership.part == Part.VISITOR)
    visits = queries.open_visits(person, at) if person and may_decide else []
    visit = next((each for each in visits if each.group_id == group.pk), None)
    context = {
        "group": group,
        "membership": membership,
        "meeting": meeting,
        "when": words.when(meeting.starts_at, group.time_zone) if meeting else "",
        "elsewhere": words.elsewhere(meeting.starts_at, group.time_zone) if meeting else "",
        "minutes": round((meeting.ends_at - meeting.starts_at).total_seconds() / 60) if meeting else 0,
        "zone": words.zone_words(group.time_zone),
        "weekly": words.week_words(group.series.filter(ends_on=None).order_by("weekday", "starts_local")),
        "language": words.language_words(group.language),
        "steps": words.first_visit(group, meeting),
        "taken": taken,
        "is_full": taken >= group.seats,
        "seats_words": words.open_seats(group.seats, taken),
        "ring_words": words.ring_words(group.seats, taken, yours=membership is not None and not membership.leads),
        "leaders": queries.leaders_of(group, at),
        "people": queries.table_of(group, at, for_leader=membership is not None and membership.leads)
        if sees_people
        else None,
        "may_try": person is None or (membership is None and can_try(person, group, at)),
        "visit": visit,
        "to_decide": visit is not None and getattr(visit, "is_asked", False),
        "pass_words": words.pass_words(membership.ends_at, group.time_zone)
        if membership and membership.part == Part.VISITOR and membership.ends_at
        else "",
        "manages": person is not None and can_manage_groups(person),
        "panels": panels,
        "first": next((panel.first for panel in panels if panel.first), None),
        "not_ready": next((panel.not_ready for panel in panels if panel.not_ready), ""),
    }
    return render(request, "groups/detail.html", context)
