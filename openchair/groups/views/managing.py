"""Pages for coordinators: found a group, set its week, its seats and who leads."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from openchair.core.errors import Refused
from openchair.core.policy import policy
from openchair.core.time import now
from openchair.groups import services
from openchair.groups.forms import ExtraMeetingForm, GroupForm, SeatForm, SeriesForm, posted
from openchair.groups.models import Group, Meeting, Membership, Part, Series
from openchair.groups.policies import can_manage_groups
from openchair.people.models import Person
from openchair.people.names import normal_name
from openchair.people.requests import SignedInRequest


def _problem(form: forms.BaseForm, problem: ValidationError | Refused, field: str | None = None) -> None:
    if isinstance(problem, ValidationError):
        form.add_error(None, problem)
    else:
        form.add_error(field, str(problem.words))


def _status(*asked: forms.BaseForm) -> int:
    return 422 if any(form.is_bound and form.errors for form in asked) else 200


@policy(can_manage_groups)
def found(request: SignedInRequest) -> HttpResponse:
    """Found a group."""
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        group = services.found_group(actor=request.user, at=now(), **form.cleaned_data)
        return redirect("groups:week", group_id=group.pk)
    return render(request, "groups/edit.html", {"form": form, "group": None}, status=_status(form))


@policy(can_manage_groups)
def edit(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Change what a group says about itself."""
    group = get_object_or_404(Group, pk=group_id)
    form = GroupForm(request.POST or None, instance=Group.objects.get(pk=group_id))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_group(group=group, actor=request.user, at=now(), **form.cleaned_data)
        except ValidationError as problem:
            _problem(form, problem)
        else:
            messages.success(request, _("Kept."))
            return redirect("groups:detail", group_id=group.pk)
    return render(request, "groups/edit.html", {"form": form, "group": group}, status=_status(form))


@policy(can_manage_groups)
def week(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """When a group meets: weekly times, extra meetings, what is coming."""
    at, group = now(), get_object_or_404(Group, pk=group_id)
    zone = ZoneInfo(group.time_zone)
    asked = request.POST.get("act", "") if request.method == "POST" else ""
    series_form = SeriesForm(request.POST if asked == "series" else None, initial={"starts_on": at.date()})
    extra_form = ExtraMeetingForm(request.POST if asked == "extra" else None)
    done = False
    if asked == "series" and series_form.is_valid():
        services.add_series(group=group, actor=request.user, at=at, **series_form.cleaned_data)
        done = True
    elif asked == "extra" and extra_form.is_valid():
        data: dict[str, Any] = extra_form.cleaned_data
        starts_at = posted(data["starts_at"].replace(tzinfo=None), zone)
        services.plan_extra_meeting(
            group=group, starts_at=starts_at, minutes=data["extra_minutes"], actor=request.user, at=at
        )
        done = True
    elif asked == "end":
        series = get_object_or_404(Series, pk=request.POST.get("series"), group=group)
        services.end_series(series=series, ends_on=at.astimezone(zone).date(), actor=request.user, at=at)
        done = True
    if done:
        messages.success(request, _("Kept."))
        return redirect("groups:week", group_id=group.pk)
    context = {
        "group": group,
        "series": list(group.series.filter(ends_on=None).order_by("weekday")),
        "meetings": list(Meeting.objects.filter(group=group).coming(at)[:10]),
        "series_form": series_form,
        "extra_form": extra_form,
    }
    return render(request, "groups/week.html", context, status=_status(series_form, extra_form))


@policy(can_manage_groups)
def cancel(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Cancel one coming meeting."""
    meeting = get_object_or_404(Meeting.objects.select_related("group"), pk=meeting_id, opened_at=None)
    if request.method == "POST":
        services.cancel_meeting(meeting=meeting, actor=request.user, at=now())
        messages.success(request, _("Cancelled. The group sees it on Today."))
        return redirect("groups:week", group_id=meeting.group_id)
    return render(request, "groups/cancel.html", {"meeting": meeting, "group": meeting.group})


@policy(can_manage_groups)
def people(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Who has a place in a group: seat a member, name a leader."""
    at, group = now(), get_object_or_404(Group, pk=group_id)
    form = SeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        person = Person.objects.filter(sign_in_name=normal_name(data["sign_in_name"])).first()
        try:
            if person is None:
                form.add_error("sign_in_name", _("Nobody signs in with this name. Check how it is written."))
            elif data["part"] == Part.MEMBER:
                services.join(
                    group=group, person=person, pseudonym=data["pseudonym"], part=Part.MEMBER, actor=request.user, at=at
                )
            else:
                services.add_leader(
                    group=group, person=person, pseudonym=data["pseudonym"], actor=request.user, at=at,
                    helps=data["part"] == Part.CO_FACILITATOR,
                )  # fmt: skip
        except services.NameIsTaken as problem:
            _problem(form, problem, "pseudonym")
        except Refused as problem:
            _problem(form, problem)
        if not form.errors:
            messages.success(request, _("Seated. The agreement is on their Today page, to be signed before coming in."))
            return redirect("groups:people", group_id=group.pk)
    seats = list(Membership.objects.active(at).filter(group=group).order_by("pseudonym"))
    return render(request, "groups/people.html", {"form": form, "group": group, "seats": seats}, status=_status(form))
