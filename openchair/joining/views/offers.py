"""The offer of a seat, as whoever got it sees it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups import words
from openchair.groups.models import Meeting
from openchair.joining.models import Offer
from openchair.joining.placing.explaining import reasons_for
from openchair.joining.services import offers as services
from openchair.people.requests import SignedInRequest


@policy(signed_in)
@require_safe
def offer(request: SignedInRequest, offer_id: UUID) -> HttpResponse:
    """A seat that is kept for me: which group, why, until when, yes or not now."""
    at = now()
    found = get_object_or_404(Offer.objects.select_related("group"), pk=offer_id, person=request.user)
    group = found.group
    open_now = found.answer == "" and found.until > at
    meeting = Meeting.objects.filter(group=group).coming(at).first() if open_now else None
    context = {
        "offer": found,
        "group": group,
        "is_open": open_now,
        "until": words.when(found.until, request.user.time_zone),
        "weekly": words.week_words(group.series.filter(ends_on=None).order_by("weekday", "starts_local")),
        "zone": words.zone_words(group.time_zone),
        "next": words.when(meeting.starts_at, group.time_zone) if meeting else "",
        "fits": reasons_for(request.user, group, at) if open_now else None,
    }
    return render(request, "joining/offer.html", context)


@policy(signed_in)
@require_POST
def not_now(request: SignedInRequest, offer_id: UUID) -> HttpResponse:
    """Not now: nobody is asked why."""
    found = get_object_or_404(Offer, pk=offer_id, person=request.user)
    try:
        services.decline_offer(offer=found, actor=request.user, at=now())
    except services.OfferIsOver as problem:
        messages.warning(request, str(problem.words))
    else:
        messages.success(request, _("That is all right. You keep your place on the list, and your date."))
    return redirect("joining:waiting")
