"""A sealed note that is opened in danger: the question before, the open hour, the second person, the own record."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups.models import Meeting, Membership
from openchair.people.policies import can_reveal
from openchair.people.requests import SignedInRequest
from openchair.people.steps import step_up_first
from openchair.rooms import queries, services
from openchair.rooms.forms import OpenWhereForm, ReviewForm
from openchair.rooms.models import WhereTonight
from openchair.rooms.policies import can_open_where_tonight, can_read_where_tonight


@policy(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_where(request: SignedInRequest, meeting_id: UUID, seat_id: UUID) -> HttpResponse:
    """Whether a life is in danger, and why: the question before the note of one person is opened."""
    person, at = request.user, now()
    running = queries.opened_by(person).filter(meeting=meeting_id, membership=seat_id, expires_at__gt=at).first()
    meeting = get_object_or_404(Meeting.objects.visible_to(person, at).select_related("group"), pk=meeting_id)
    if running is None and not can_open_where_tonight(person, meeting, at):
        raise Http404
    note = WhereTonight.objects.filter(meeting=meeting, membership=seat_id).first()
    if running is not None and (note is None or note.left_at <= running.opened_at):
        return redirect("rooms:opened", opening_id=running.pk)
    seat = get_object_or_404(Membership, pk=seat_id, group_id=meeting.group_id)
    # Before anything is written: what was typed would be lost on the way to the code.
    if first := step_up_first(request):
        return first
    form = OpenWhereForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            opening = services.open_where_tonight(
                meeting=meeting, seat=seat.pk, actor=person, at=now(), **form.cleaned_data
            )
        except services.NothingLeft:
            note = None
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("rooms:opened", opening_id=opening.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "rooms/open_where.html", {"meeting": meeting, "seat": seat, "note": note, "form": form}, status=status
    )


@policy(signed_in)
@never_cache
@require_GET
def opened(request: SignedInRequest, opening_id: UUID) -> HttpResponse:
    """The opened note, for whoever opened it and for an hour; each time it is shown is on record."""
    person, at = request.user, now()
    opening = get_object_or_404(queries.opened_by(person), pk=opening_id)
    place = call = ""
    if can_read_where_tonight(person, opening, at):
        place, call = services.read_where_tonight(break_glass=opening, actor=person, at=at)
    context = {
        "opening": queries.opening_told(opening, at),
        "place": place,
        "call": call,
        "told": queries.second_people(opening, at),
        "meeting": opening.meeting,
    }
    return render(request, "rooms/opened.html", context)


@policy(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, opening_id: UUID) -> HttpResponse:
    """What was opened, by whom and why, for the second person, who says whether it was right. Never the note itself."""
    at = now()
    opening = get_object_or_404(queries.reviewable(request.user, at), pk=opening_id)
    form = ReviewForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.review_break_glass(break_glass=opening, actor=request.user, at=at, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, str(no))
            opening = get_object_or_404(queries.reviewable(request.user, at), pk=opening_id)
        else:
            messages.success(request, _("Written down. Both can read what you found."))
            return redirect("rooms:review", opening_id=opening.pk)
    context = {
        "opening": queries.opening_told(opening, at),
        "form": form,
        "seat": opening.membership,
        "may_ask_who": can_reveal(request.user),
    }
    return render(request, "rooms/review.html", context, status=422 if form.is_bound and form.errors else 200)


@policy(signed_in)
@never_cache
@require_safe
def mine(request: SignedInRequest, opening_id: UUID) -> HttpResponse:
    """The own record: who opened where one was, why, for how long, and what the second person found."""
    at = now()
    opening = get_object_or_404(queries.break_glasses_about(request.user), pk=opening_id)
    return render(request, "rooms/opened_of_mine.html", {"opening": queries.opening_told(opening, at)})
