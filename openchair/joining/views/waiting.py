"""A place on the waiting list, as whoever waits sees it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openchair.core.errors import Refused
from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups.forms import add_problem
from openchair.joining.finding import groups_for
from openchair.joining.forms.board import FriendForm
from openchair.joining.models import Intake, Offer, Together, Waiting
from openchair.joining.placing.board import wait_words
from openchair.joining.services import waiting as services
from openchair.people.requests import SignedInRequest


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: SignedInRequest) -> HttpResponse:
    """My place on the list: ask for one, see since when, what would help, and with whom."""
    if request.method == "POST":
        services.ask_to_wait(person=request.user, actor=request.user, at=now())
        messages.success(request, _("Your name is on the list."))
        return redirect("joining:waiting")
    return _page(request, FriendForm())


def _page(request: SignedInRequest, form: FriendForm) -> HttpResponse:
    at, person = now(), request.user
    waits = services.place_of(person)
    before = services.old_date_of(person, at) if waits is None else None
    context = {
        "waits": waits,
        "before": before,
        "waited": wait_words((at - waits.since).days) if waits else "",
        "offer": Offer.objects.open(at).filter(person=person).select_related("group").first() if waits else None,
        "found": groups_for(person, at) if waits else None,
        "has_answers": Intake.objects.filter(person=person).exists() if waits else False,
        "friends": _friends(waits) if waits else [],
        "code": f"{waits.code[:4]} {waits.code[4:]}" if waits else "",
        "form": form,
    }
    return render(request, "joining/waiting.html", context, status=422 if form.is_bound and form.errors else 200)


def _friends(waits: Waiting) -> list[tuple[Together, str, bool]]:
    """With whom somebody waits, by the friend's code alone, and whether the friend still does."""
    pairs = Together.objects.filter(first=waits) | Together.objects.filter(second=waits)
    found = []
    for both in pairs.select_related("first", "second").order_by("said_at"):
        friend = both.second if both.first_id == waits.pk else both.first
        found.append((both, f"{friend.code[:4]} {friend.code[4:]}", friend.ended_at is None))
    return found


@policy(signed_in)
@require_POST
def end(request: SignedInRequest) -> HttpResponse:
    """Take my name off."""
    waits = get_object_or_404(Waiting.objects.open(), person=request.user)
    services.take_name_off(waiting=waits, actor=request.user, at=now())
    messages.success(request, _("Your name is off the list. You can put it back any day."))
    return redirect("joining:waiting")


@policy(signed_in)
@require_POST
def friend(request: SignedInRequest) -> HttpResponse:
    """Wait together with the friend who gave me their code."""
    waits = get_object_or_404(Waiting.objects.open(), person=request.user)
    form = FriendForm(request.POST)
    if form.is_valid():
        try:
            services.wait_with_friend(waiting=waits, code=form.cleaned_data["code"], actor=request.user, at=now())
        except Refused as problem:
            add_problem(form, problem)
        else:
            messages.success(request, _("You wait together now: for the same group, or none."))
            return redirect("joining:waiting")
    return _page(request, form)


@policy(signed_in)
@require_POST
def alone(request: SignedInRequest, together_id: UUID) -> HttpResponse:
    """Wait alone again."""
    mine = Together.objects.filter(first__person=request.user) | Together.objects.filter(second__person=request.user)
    both = get_object_or_404(mine.select_related("first", "second"), pk=together_id)
    services.wait_alone(together=both, actor=request.user)
    messages.success(request, _("You wait by yourself again. Your own code is a new one."))
    return redirect("joining:waiting")
