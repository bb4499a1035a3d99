"""Until when a group lets people in: for who leads it, and for coordinators."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openchair.core.forms import posted
from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups.models import Group
from openchair.people.requests import SignedInRequest
from openchair.rooms.lateness import USUAL_MINUTES, choose_late_rule, late_rule
from openchair.rooms.planning_forms import LateRuleForm
from openchair.rooms.policies import can_plan


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def late(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Choose until when people are let in after a meeting began."""
    at = now()
    group = get_object_or_404(Group.objects.visible_to(request.user, at), pk=group_id)
    if not can_plan(request.user, group, at):
        raise Http404
    kind, minutes = late_rule(group)
    form = LateRuleForm(posted(request), initial={"kind": kind, "minutes": minutes or USUAL_MINUTES})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        choose_late_rule(
            group=group, kind=chosen["kind"], minutes=chosen["minutes"] or 0, actor=request.user, at=at
        )  # fmt: skip
        messages.success(request, _("Kept. It holds from the next meeting that opens. The door says so beforehand."))
        return redirect("rooms:agenda", group_id=group.pk)
    return render(request, "rooms/late.html", {"group": group, "form": form}, status=422 if form.errors else 200)
