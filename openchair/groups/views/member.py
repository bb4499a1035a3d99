"""What a member or visitor does in a group: give notice, leave, stay in touch."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups import queries, services, words
from openchair.groups.forms import AbsenceForm, LeavingForm, MyselfForm, add_problem
from openchair.groups.models import AbsenceNotice, Farewell, Meeting, Membership
from openchair.people.requests import SignedInRequest
from openchair.vault.errors import KeyDestroyed


def _seat_at(request: SignedInRequest, meeting_id: UUID) -> tuple[Meeting, Membership, AbsenceNotice | None]:
    """A meeting, one's own seat in its group, and the notice that stands."""
    at = now()
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user, at).select_related("group"), pk=meeting_id)
    seat = get_object_or_404(Membership.objects.active(at), group=meeting.group_id, person=request.user)
    notice = AbsenceNotice.objects.filter(meeting=meeting, membership=seat, withdrawn_at=None).first()
    return meeting, seat, notice


def _told(notice: AbsenceNotice, seat: Membership) -> str:
    """What the group sees of a notice."""
    try:
        told = queries.may_be_told(notice)
    except KeyDestroyed:
        told = ""
    if told is None:
        return _("The group sees an open chair, and nothing else.")
    away = _("The group sees “{name} is away”.").format(name=seat.pseudonym)
    return f"{away} {_('And your words: “{words}”').format(words=told)}" if told else away


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def myself(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Pronouns in this group, and whether its leaders may read what helps one to take part."""
    seat = get_object_or_404(
        Membership.objects.active(now()).select_related("group"), group_id=group_id, person=request.user
    )
    form = MyselfForm(posted(request), initial={"pronouns": seat.pronouns, "shows_needs": seat.shows_needs})
    if request.method == "POST" and form.is_valid():
        services.introduce_myself(membership=seat, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Kept. It holds in this group only."))
        return redirect("groups:detail", group_id=group_id)
    return render(request, "groups/myself.html", {"form": form, "group": seat.group, "membership": seat})


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Say beforehand that one cannot come, and what the group may be told."""
    meeting, seat, notice = _seat_at(request, meeting_id)
    form = AbsenceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.give_absence_notice(
                meeting=meeting, membership=seat, actor=request.user, at=now(), **form.cleaned_data
            )
        except (Refused, ValidationError) as problem:
            add_problem(form, problem)
        else:
            return redirect("groups:absence", meeting_id=meeting.pk)
    context = {
        "form": form,
        "meeting": meeting,
        "group": meeting.group,
        "when": words.when(meeting.starts_at, meeting.group.time_zone),
        "notice": notice,
        "told": _told(notice, seat) if notice else "",
        "over": meeting.cancelled_at is not None or meeting.closed_at is not None or meeting.starts_at <= now(),
    }
    return render(request, "groups/absence.html", context, status=422 if form.is_bound and form.errors else 200)


@policy(signed_in)
@require_POST
def withdraw_absence(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Come after all."""
    meeting, _seat, notice = _seat_at(request, meeting_id)
    if notice is not None:
        services.withdraw_absence_notice(notice=notice, actor=request.user, at=now())
        messages.success(request, _("Good. Your chair waits for you."))
    return redirect("groups:absence", meeting_id=meeting.pk)


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Leave a group, after one look at what that means; with a good-bye, if one likes."""
    at = now()
    membership = get_object_or_404(
        Membership.objects.active(at).select_related("group", "person"), group_id=group_id, person=request.user
    )
    form = LeavingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.leave(membership=membership, actor=request.user, at=at, **form.cleaned_data)
        messages.success(request, _("You have left the group. You can come back another day."))
        return redirect("groups:mine")
    context = {"membership": membership, "group": membership.group, "form": form}
    return render(request, "groups/leave.html", context, status=422 if form.is_bound and form.errors else 200)


def _my_farewell(request: SignedInRequest, group_id: UUID) -> Farewell:
    """What somebody left this group with."""
    mine = [each for each in queries.was_part_of(request.user, now()) if each.membership.group_id == group_id]
    if not mine:
        raise Http404
    return mine[0]


@policy(signed_in)
@require_POST
def take_back_farewell(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Take good-bye words back before their days are over."""
    services.take_back_farewell(farewell=_my_farewell(request, group_id), actor=request.user)
    messages.success(request, _("Taken back. Nobody can read it any more."))
    return redirect("groups:mine")


@policy(signed_in)
@require_POST
def out_of_touch(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Be one of those who were there no longer."""
    services.stay_out_of_touch(farewell=_my_farewell(request, group_id), actor=request.user)
    messages.success(request, _("Done. The group stands here no longer, and you can still find it like any other."))
    return redirect("groups:mine")
