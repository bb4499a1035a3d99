"""For those who lead, beside the room: a hint and the mix of the group; and a member's own yes or no to figures."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups.models import Group, Meeting
from openchair.groups.queries import membership_for
from openchair.insights import live, services, words
from openchair.people.requests import SignedInRequest


@policy(signed_in)
@never_cache
@require_safe
def beside(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """What a leader who is in the room may know now: `hint`, `too_early`, `mix`, `over_weeks` by seat, `quiet`."""
    at = now()
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user, at).select_related("group"), pk=meeting_id)
    membership = membership_for(request.user, meeting.group, at)
    known = None
    if membership is not None and membership.leads:
        known = live.right_now(meeting=meeting, seat=str(membership.pk), at=at)
    if known is None:
        raise Http404
    told = None
    if known.hint is not None:
        reason, say = words.hint(known.hint)
        told = {"kind": known.hint.kind, "reason": reason, "say": say}
    weeks = live.over_weeks(meeting=meeting, at=at)
    return JsonResponse({
        "hint": told,
        "too_early": str(words.TOO_EARLY) if known.too_early else "",
        "mix": known.mix,
        "over_weeks": weeks.parts,
        "quiet": str(words.QUIET_TWICE) if weeks.quiet else "",
    })  # fmt: skip


@policy(signed_in)
@require_POST
def over_weeks(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Let those who lead see one's part of the floor over weeks, or take that back."""
    at = now()
    group = get_object_or_404(Group.objects.visible_to(request.user, at), pk=group_id)
    membership = membership_for(request.user, group, at)
    if membership is None:
        raise Http404
    if request.POST.get("answer") == "yes":
        services.show_over_weeks(membership=membership, actor=request.user, at=at)
        messages.success(request, _("Thank you. You can take it back here at any time."))
    else:
        services.keep_over_weeks(membership=membership, actor=request.user, at=at)
        messages.success(request, _("Kept to yourself. Nobody else sees it."))
    return redirect("groups:detail", group_id=group.pk)
