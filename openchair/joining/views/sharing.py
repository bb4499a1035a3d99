"""The page on which a member chooses what they show in one group."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openchair.agreements.queries import has_valid_signature
from openchair.core.forms import posted
from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups.models import Membership, Part
from openchair.joining.forms.sharing import SharingForm
from openchair.joining.queries.sharing import shown_by
from openchair.joining.services.sharing import share_experience
from openchair.people.requests import SignedInRequest


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Choose what one shows in this group of what one has lived through."""
    seat = get_object_or_404(
        Membership.objects.active(now()).exclude(part=Part.VISITOR).select_related("group"),
        group_id=group_id, person=request.user,
    )  # fmt: skip
    if not has_valid_signature(seat):
        return redirect("agreements:read", group_id=group_id)
    form = SharingForm(posted(request), kind=seat.group.kind, initial={"codes": sorted(shown_by(seat))})
    if request.method == "POST" and form.is_valid():
        share_experience(membership=seat, codes=form.cleaned_data["codes"], actor=request.user, at=now())
        messages.success(request, _("Kept. It holds in this group only."))
        return redirect("groups:detail", group_id=group_id)
    context = {"form": form, "group": seat.group, "membership": seat}
    return render(request, "joining/sharing.html", context, status=422 if form.is_bound and form.errors else 200)
