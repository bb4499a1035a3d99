"""A clinician's referrals, with what may be told of each."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openchair.core.policy import policy
from openchair.core.time import now
from openchair.joining.policies import can_refer
from openchair.people.requests import SignedInRequest
from openchair.web.queries.referrals import referrals_of


@policy(can_refer)
@never_cache
@require_safe
def made(request: SignedInRequest) -> HttpResponse:
    """Referrals a clinician made; each tells only what its person said yes to."""
    return render(request, "web/referrals.html", {"rows": referrals_of(request.user, now())})
