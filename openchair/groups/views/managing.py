"""Pages for coordinators: found a group, set its week, its seats and who leads. Leaders may cancel a meeting."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups import queries, services, words
from openchair.groups.forms import ExtraMeetingForm, GroupForm, SeatForm, SeriesForm, WhoForm, add_problem
from openchair.groups.models import Group, Meeting, Membership, Part, Series
from openchair.groups.policies import can_manage_groups, is_facilitator_of
from openchair.people.models import Look, Person
from openchair.people.names import normal_name
from openchair.people.policies import can_reveal, can_reveal_identity
from openchair.people.requests import SignedInRequest
from openchair.people.steps import step_up_first

COMING = 10


def _status(*asked: forms.BaseForm) -> int:
    return 422 if any(form.is_bound and form.errors for form in asked) else 200


@policy(can_manage_groups)
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: SignedInRequest) -> HttpResponse:
    """Found a group."""
    form = GroupForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            group = services.found_group(actor=request.user, at=now(), **form.cleaned_data)
        except ValidationError as problem:
            add_problem(form, problem)
        else:
            return redirect("groups:week", group_id=group.pk)
    return render(request, "groups/edit.html", {"form": form, "group": None}, status=_status(form))


@policy(can_manage_groups)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Change what a group says about itself."""
    group = get_object_or_404(Group, pk=group_id)
    # The form fills its own copy, so that a refused change leaves no trace on this page.
    form = GroupForm(posted(request), instance=Group.objects.get(pk=group_id))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_group(group=group, actor=request.user, at=now(), **form.cleaned_data)
        except ValidationError as problem:
            add_problem(form, problem)
        else:
            messages.success(request, _("The group is changed."))
            return redirect("groups:detail", group_id=group.pk)
    return render(request, "groups/edit.html", {"form": form, "group": group}, status=_status(form))


@policy(can_manage_groups)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Close a group for good, after one look at what that means."""
    group = get_object_or_404(Group, pk=group_id, closed_at=None)
    if request.method == "POST":
        services.close_group(group=group, actor=request.user, at=now())
        messages.success(request, _("The group is closed."))
        return redirect("groups:mine")
    return render(request, "groups/close.html", {"group": group})


@policy(can_manage_groups)
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """When a group meets: weekly times, one more meeting, what is coming."""
    at, group = now(), get_object_or_404(Group, pk=group_id)
    asked = request.POST.get("act", "") if request.method == "POST" else ""
    series_form = SeriesForm(
        request.POST if asked == "series" else None,
        initial={"starts_on": at.astimezone(ZoneInfo(group.time_zone)).date()},
    )
    extra_form = ExtraMeetingForm(request.POST if asked == "extra" else None, prefix="extra")
    extra_form.zone = group.time_zone
    asked_form: forms.Form = extra_form if asked == "extra" else series_form
    if asked_form.is_bound and asked_form.is_valid():
        try:
            if asked == "extra":
                services.plan_extra_meeting(group=group, actor=request.user, at=at, **extra_form.cleaned_data)
            else:
                services.add_series(group=group, actor=request.user, at=at, **series_form.cleaned_data)
        except (Refused, ValidationError) as problem:
            add_problem(asked_form, problem)
        else:
            messages.success(request, _("Planned."))
            return redirect("groups:week", group_id=group.pk)
    context = {
        "group": group,
        "zone": words.zone_words(group.time_zone),
        "series": [(each, words.weekly_words(each)) for each in _running_series(group)],
        "meetings": [
            (each, words.when(each.starts_at, group.time_zone))
            for each in Meeting.objects.filter(group=group).coming(at)[:COMING]
        ],
        "series_form": series_form,
        "extra_form": extra_form,
    }
    return render(request, "groups/week.html", context, status=_status(series_form, extra_form))


def _running_series(group: Group) -> list[Series]:
    return list(group.series.filter(ends_on=None).order_by("weekday", "starts_local"))


@policy(can_manage_groups)
@require_http_methods(["GET", "HEAD", "POST"])
def weekly_time(request: SignedInRequest, group_id: UUID, series_id: UUID) -> HttpResponse:
    """Change one weekly time, or end it."""
    at = now()
    series = get_object_or_404(Series.objects.select_related("group"), pk=series_id, group_id=group_id, ends_on=None)
    ends = "end" in request.POST
    values = {name: getattr(series, name) for name in SeriesForm.base_fields}
    form = SeriesForm(request.POST if request.method == "POST" and not ends else None, initial=values)
    if request.method == "POST" and (ends or form.is_valid()):
        try:
            if ends:
                today = at.astimezone(ZoneInfo(series.group.time_zone)).date()
                services.end_series(series=series, ends_on=today, actor=request.user, at=at)
            else:
                services.change_series(series=series, actor=request.user, at=at, **form.cleaned_data)
        except (Refused, ValidationError) as problem:
            add_problem(form, problem)
        else:
            messages.success(request, _("Coming meetings follow. What was held stays as it was."))
            return redirect("groups:week", group_id=group_id)
    context = {"group": series.group, "form": form, "zone": words.zone_words(series.group.time_zone)}
    return render(request, "groups/weekly_time.html", context, status=_status(form))


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Cancel one coming meeting: its leaders and coordinators."""
    at = now()
    meeting = get_object_or_404(Meeting.objects.coming(at).select_related("group"), pk=meeting_id, opened_at=None)
    if not can_manage_groups(request.user) and not is_facilitator_of(request.user, meeting.group, at):
        raise Http404
    if request.method == "POST":
        try:
            services.cancel_meeting(meeting=meeting, actor=request.user, at=at)
        except services.MeetingHasBegun as problem:
            messages.warning(request, str(problem.words))
        else:
            messages.success(request, _("The meeting is cancelled."))
        return redirect("groups:detail", group_id=meeting.group_id)
    when = words.when(meeting.starts_at, meeting.group.time_zone)
    return render(request, "groups/cancel.html", {"meeting": meeting, "group": meeting.group, "when": when})


@policy(can_manage_groups)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Who has a place in a group: seat a member, name a leader."""
    at, group = now(), get_object_or_404(Group, pk=group_id)
    form = SeatForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            _seat(group, form, request.user)
        except services.NameIsTaken as problem:
            form.add_error("pseudonym", str(problem.words))
        except services.NameDoesNotWork as problem:
            form.add_error("pseudonym", str(problem.words))
        except Refused as problem:
            add_problem(form, problem)
        except Person.DoesNotExist:
            form.add_error("sign_in_name", _("Nobody signs in with this name. Check how it is written."))
        else:
            messages.success(request, _("Seated. They read and sign the agreement before they come in."))
            return redirect("groups:people", group_id=group.pk)
    context = {
        "form": form,
        "group": group,
        "own": request.user.pk,
        "seats": list(queries.people_of(group, at)),
        "seats_words": words.open_seats(group.seats, queries.taken_seats([group.pk], at).get(group.pk, 0)),
    }
    return render(request, "groups/people.html", context, status=_status(form))


def _seat(group: Group, form: SeatForm, actor: Person) -> Membership:
    data, at = form.cleaned_data, now()
    person = Person.objects.get(sign_in_name=normal_name(data["sign_in_name"]))
    if data["part"] == Part.MEMBER:
        return services.join(
            group=group, person=person, pseudonym=data["pseudonym"], part=Part.MEMBER, actor=actor, at=at
        )
    return services.add_leader(
        group=group, person=person, pseudonym=data["pseudonym"], actor=actor, at=at,
        helps=data["part"] == Part.CO_FACILITATOR,
    )  # fmt: skip


@policy(can_manage_groups)
@require_POST
def end_leading(request: SignedInRequest, group_id: UUID, seat_id: UUID) -> HttpResponse:
    """Somebody leads this group no longer."""
    at = now()
    seat = get_object_or_404(Membership.objects.active(at).leading(), pk=seat_id, group_id=group_id)
    services.end_leading(membership=seat, actor=request.user, at=at)
    messages.success(request, _("They lead this group no longer."))
    return redirect("groups:people", group_id=group_id)


@policy(can_reveal)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: SignedInRequest, group_id: UUID, seat_id: UUID) -> HttpResponse:
    """Which person a seat is: asked with a reason, on record, and answered with their account."""
    seat = get_object_or_404(Membership.objects.select_related("group", "person"), pk=seat_id, group_id=group_id)
    if not can_reveal_identity(request.user, seat.person):
        raise Http404
    # Before the reason is chosen, so that nothing has to be typed twice.
    if first := step_up_first(request):
        return first
    form = WhoForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = Look.Reason(form.cleaned_data["reason"])
        person = services.tell_who(membership=seat, actor=request.user, reason=reason, at=now())
        # No name: the two are not joined in the store of sign-ins either.
        messages.success(
            request, _("This is the account behind the seat. The person can read that you asked, and why.")
        )
        return redirect("people:person", person_id=person.pk)
    back = reverse("groups:people", args=[group_id]) if can_manage_groups(request.user) else "/"
    return render(request, "groups/who.html", {"seat": seat, "form": form, "back": back}, status=_status(form))
