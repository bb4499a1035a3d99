"""The groups that could suit somebody, with what speaks for and against each."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups import queries, words
from openchair.groups.models import Group, Series
from openchair.joining.finding import Fitting, groups_for
from openchair.joining.models import Intake
from openchair.joining.questions import QUESTIONS
from openchair.people.requests import SignedInRequest

FIRST = 3
"""How many groups are shown at once: a newcomer compares three, not thirty."""


@policy(signed_in)
@never_cache
@require_safe
def groups(request: SignedInRequest) -> HttpResponse:
    """Three groups first, the others below; what was left out and why; what would change it."""
    at, person = now(), request.user
    found = groups_for(person, at)
    ids = [one.group.pk for one in found.fitting]
    taken, coming = queries.taken_seats(ids, at, person), queries.next_meetings(ids, at)
    weekly = _weekly([one.group for one in found.fitting])

    def card(one: Fitting) -> dict[str, object]:
        group = one.group
        meeting = coming.get(group.pk)
        return {
            "group": group,
            "fits": one,
            "taken": min(taken.get(group.pk, 0), group.seats),
            "seats": words.ring_words(group.seats, min(taken.get(group.pk, 0), group.seats), yours=False),
            "times": weekly.get(group.pk, []),
            "zone": words.zone_words(group.time_zone),
            "next": words.when(meeting.starts_at, group.time_zone) if meeting else "",
            "elsewhere": words.elsewhere(meeting.starts_at, group.time_zone) if meeting else "",
            "address": reverse("groups:detail", args=[group.pk]),
            "agreement": reverse("agreements:read", args=[group.pk]),
        }

    intake = Intake.objects.filter(person=person).defer("must_not_meet").first()
    said = intake.answers if intake else {}
    cards = [card(one) for one in found.fitting]
    context = {
        "cards": cards[:FIRST],
        "others": cards[FIRST:],
        "found": found,
        "said": [line for each in QUESTIONS if (line := each.said(said.get(each.name, {}))) and each.name != "apart"],
        "unanswered": next((each for each in QUESTIONS if each.name not in said), None),
    }
    return render(request, "joining/groups.html", context)


def _weekly(groups: list[Group]) -> dict[object, list[str]]:
    """The weekly times of each group, in one read."""
    found: dict[object, list[str]] = {}
    running = Series.objects.filter(group__in=groups, ends_on=None).order_by("weekday", "starts_local")
    for series in running:
        found.setdefault(series.group_id, []).append(words.weekly_words(series))
    return found
