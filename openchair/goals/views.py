"""Saying how a commitment went. Any answer is welcome."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.goals import services
from openchair.goals.models import Commitment
from openchair.people.requests import SignedInRequest


@policy(signed_in)
@require_POST
def outcome(request: SignedInRequest, commitment_id: UUID) -> HttpResponse:
    """Report one's own commitment as done, done in part, or not this time."""
    commitment = get_object_or_404(Commitment.objects.visible_to(request.user), pk=commitment_id)
    answer = request.POST.get("outcome", "")
    if answer not in Commitment.Outcome.values:
        return HttpResponseBadRequest(_("Choose one of the three answers."))
    services.report_commitment(commitment=commitment, outcome=answer, actor=request.user, at=now())
    messages.success(request, _("Thank you for saying so."))
    return redirect("/")
