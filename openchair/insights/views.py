"""Pages of figures: one meeting, a group's history, and one's own."""

from datetime import datetime
from math import ceil
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openchair.core.time import now
from openchair.groups.models import Group, Meeting
from openchair.groups.policies import is_facilitator_of
from openchair.insights import drawing, queries, report, words
from openchair.insights.notices import trends
from openchair.insights.policies import histories_visible_to, led, reports_visible_to
from openchair.people.models import Person
from openchair.people.policies import is_signed_in, policy


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _before(request: HttpRequest, at: datetime) -> datetime:
    """From where on earlier meetings are asked for; anything that is no moment means now."""
    try:
        asked = parse_datetime(request.GET.get("before", ""))
    except ValueError:
        asked = None
    return asked if asked is not None and asked.tzinfo is not None else at


@policy(is_signed_in)
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The report of one meeting, with names for those who led it and without for coordinators."""
    at, person = now(), _person(request)
    held: Meeting = get_object_or_404(reports_visible_to(person, at).select_related("group"), pk=meeting_id)
    named = led(person, held, at)
    told = report.build(meeting=held, named=named)
    dynamics = told.dynamics
    return render(
        request,
        "insights/meeting.html" if told.course.closed else "insights/still_on.html",
        {
            "meeting": held,
            "group": held.group,
            "report": told,
            "named": named,
            "minutes": words.minutes(told.course.minutes),
            "balance": words.balance(dynamics),
            "balance_shown": words.enough_people(dynamics),
            "figures": _figures(told) if words.enough_people(dynamics) else [],
            "notices": [words.notice(each) for each in told.notices if each.kind != "too_little_talk"],
            "rows": [_row(told, place) for place in told.places],
            "ring": drawing.table_of_seats(
                present=told.attendance.present, notice=told.attendance.notice, away=told.attendance.away
            ),
            "bars": _bars(told),
            "pulses": [_pulse(each) for each in told.pulses],
            "at_tables": max(1, round(told.course.at_tables / 60)) if told.course.at_tables else 0,
            "silence": words.minutes(max(1, round(told.course.silence / 60))) if told.course.silence else "",
            "met_in_hall": any(place.presence and place.presence.where != "online" for place in told.places),
            "made": words.few(told.promises.made),
            "promises": _promises(told),
        },
    )


def _figures(told: report.Report) -> list[tuple[str, str, str]]:
    """Name, value and meaning of each figure about the whole meeting."""
    d = told.dynamics
    turns = _("too little talk to say") if not words.enough_talk(d) else None

    def value(part: float | None) -> str:
        return turns or words.percent(part)

    return [
        (_("Unevenness"), value(d.gini_corrected), _("0% is even, 100% is one person alone")),
        (_("Longest share"), value(d.dominance), _("above an even share; 100% is one person alone")),
        (_("Quietest share"), value(d.quiet_share), _("of an even share; 0% never held the floor")),
        (_("Turns"), str(len(d.turns)), _("times the floor was taken, leaders included")),
        (_("Leaders' part"), words.percent(d.facilitator_share), _("of all the time the floor was held")),
        (_("Quiet"), words.percent(d.silence), _("of the meeting nobody held the floor")),
    ]


def _row(told: report.Report, place: report.Place) -> dict[str, object]:
    """One person's line in the table for those who led."""
    d = told.dynamics
    share = d.members.get(place.seat) or d.facilitators.get(place.seat) or d.briefly_present.get(place.seat)
    shown = words.enough_people(d)
    return {
        "name": place.name,
        "leads": place.leads,
        "came": place.came,
        "minutes": words.minutes(place.presence.minutes) if place.presence else "",
        "where": words.where(place.presence.where) if place.presence else "",
        "floor": words.floor_time(share) if place.presence and shown else "",
        "turns": share.turns if share and shown else "",
        "share": words.percent(share.share) if share and shown and share.share is not None else "",
    }


def _bars(told: report.Report) -> str:
    """The picture of shares: for those who led, and only where anything may be shown."""
    names = {place.seat: place.name for place in told.places}
    counted = [(names[seat], share.share) for seat, share in told.dynamics.members.items() if seat in names]
    if not words.enough_people(told.dynamics) or len(counted) < words.FEWEST_PEOPLE:
        return ""
    bars = [drawing.Bar(name, share) for name, share in sorted(counted) if share is not None]
    return drawing.shares(bars, name="shares") if bars else ""


def _pulse(pulse: report.Pulse) -> dict[str, object]:
    question = {"heard": _("Did you feel heard?"), "safe": _("Did you feel safe?")}[pulse.question]
    answers = (_("No"), _("A little"), _("Partly"), _("Mostly"), _("Yes"))
    if pulse.counts is None or pulse.median is None:
        return {"question": question, "shown": False}
    low, high = int(pulse.median), ceil(pulse.median)
    middle = answers[low] if low == high else _("between “%(low)s” and “%(high)s”") % {
        "low": answers[low], "high": answers[high],
    }  # fmt: skip
    return {
        "question": question,
        "shown": True,
        "middle": middle,
        "given": sum(pulse.counts),
    }


def _promises(told: report.Report) -> list[tuple[str, str]]:
    """How last time's commitments went, small counts in words."""
    went = told.promises.reported
    named = (
        ("done", _("Done")),
        ("part", _("In part")),
        ("not_this_time", _("Not this time")),
        ("open", _("Not said yet")),
    )
    return [(name, words.few(went.get(key, 0))) for key, name in named] if went else []


@policy(is_signed_in)
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """A group's last meetings, without names."""
    at, person = now(), _person(request)
    found: Group = get_object_or_404(histories_visible_to(person, at), pk=group_id)
    held = queries.group_history(group=found, before=_before(request, at))
    sayable = [each for each in held if each.uneven is not None]
    title = _("Unevenness over %(count)s meetings, from 0 percent, even, to 100 percent, one person alone.") % {
        "count": len(held)
    }
    points = [(_day(each.meeting), each.uneven) for each in held]
    # For those who lead, about now: not for coordinators, nor on pages of what is long over.
    told = trends([each.dynamics for each in held if each.dynamics]) if _is_about_now(request, found, at) else []
    return render(
        request,
        "insights/group.html",
        {
            "group": found,
            "held": [(each, drawing.table_of_seats(**_seats(each)), words.percent(each.uneven)) for each in held],
            "present": sum(each.attendance.present for each in held),
            "seats": sum(each.attendance.seats for each in held),
            "line": drawing.over_time(points, name="balance", title=title) if len(sayable) > 1 else "",
            "trends": [words.notice(each) for each in told],
            "older": held[0].meeting.starts_at if len(held) == queries.MOST else None,
            "before": request.GET.get("before", ""),
        },
    )


def _is_about_now(request: HttpRequest, group: Group, at: datetime) -> bool:
    return "before" not in request.GET and is_facilitator_of(_person(request), group, at)


def _seats(held: queries.Held) -> dict[str, int]:
    return {"present": held.attendance.present, "notice": held.attendance.notice, "away": held.attendance.away}


def _day(held: Meeting) -> str:
    return date_format(held.local_date, "j M")


@policy(is_signed_in)
def mine(request: HttpRequest) -> HttpResponse:
    """Where somebody has been: own minutes and own share in words, for that person alone."""
    history, older = queries.my_history(person=_person(request), before=_before(request, now()))
    return render(
        request, "insights/mine.html", {"history": history, "older": older, "before": request.GET.get("before", "")}
    )


@policy(is_signed_in)
def my_meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One's own part of one meeting."""
    own = queries.my_meeting(person=_person(request), meeting_id=meeting_id)
    if own is None:
        raise Http404
    return render(request, "insights/my_meeting.html", {"own": own, "minutes": words.minutes(own.minutes)})
