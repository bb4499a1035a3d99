"""Pages for a meeting in a hall: the tap board of whoever leads, and coming in by the code on the wall."""

from base64 import b64encode
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openchair.core.forms import posted
from openchair.core.policy import policy, public, signed_in
from openchair.core.time import now
from openchair.people.models import Person
from openchair.people.requests import SignedInRequest
from openchair.people.throttle import please_wait
from openchair.rooms.forms import HallCodeForm
from openchair.rooms.hall import LASTS, NoSuchCode, WaitFirst, come_by_code, picture, show_code
from openchair.rooms.policies import can_show_hall_code
from openchair.rooms.views.meeting import door_of, open_if_due


@policy(signed_in)
@never_cache
@require_safe
def board(request: HttpRequest, meeting_id: UUID) -> HttpResponseBase:
    """One tablet on the table: who has the floor, who came; for whoever leads this meeting."""
    person, at = request.user, now()
    assert isinstance(person, Person)  # the policy let only people through
    stands = door_of(person, meeting_id, at)
    if not stands.is_leader:
        raise Http404
    if stands.state == "closed":
        return redirect("rooms:closed", meeting_id=meeting_id)
    if not stands.may_enter:
        return redirect("rooms:door", meeting_id=meeting_id)
    open_if_due(stands, person, at)
    return render(request, "rooms/board.html", {"door": stands, "now_ms": int(at.timestamp() * 1000)})


@policy(signed_in)
@never_cache
@sensitive_variables("code", "address", "drawn")
@require_POST
def code(request: SignedInRequest, meeting_id: UUID) -> HttpResponseBase:
    """A new code for the wall, with its picture; told to the board once."""
    at = now()
    meeting = door_of(request.user, meeting_id, at).meeting
    if not can_show_hall_code(request.user, meeting, at):
        raise Http404
    code = show_code(meeting=meeting, actor=request.user, at=at)
    # Behind the #, which no browser sends and no log writes down.
    address = request.build_absolute_uri(reverse("here"))
    drawn = b64encode(picture(f"{address}#{code}").encode()).decode()
    return JsonResponse(
        {
            "code": code,
            "address": address.split("://", 1)[1],
            "picture": f"data:image/svg+xml;base64,{drawn}",
            "until_ms": int((at + LASTS).timestamp() * 1000),
        }
    )


@policy(public)
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest) -> HttpResponseBase:
    """Type the code on the wall, and be seated in the hall; whoever is not signed in does that first."""
    form, person = HallCodeForm(posted(request)), request.user
    if not isinstance(person, Person):
        return redirect_to_login(reverse("here")) if request.method == "POST" else _here(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = come_by_code(code=form.cleaned_data["code"], actor=person, at=now())
        except WaitFirst as first:
            request.wait = first.wait  # type: ignore[attr-defined]
            return please_wait(request)
        except NoSuchCode as no:
            form.add_error("code", str(no))
        else:
            # Whoever has not signed yet is led on to the door, which says so.
            return redirect("rooms:room", meeting_id=meeting.pk)
    return _here(request, form)


def _here(request: HttpRequest, form: HallCodeForm) -> HttpResponseBase:
    return render(request, "rooms/here.html", {"form": form}, status=422 if form.errors else 200)
