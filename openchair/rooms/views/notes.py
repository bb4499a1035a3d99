"""What the leaders of a meeting noted, and what was told to them alone, to read until the meeting's words go."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups.models import Meeting
from openchair.people.requests import SignedInRequest
from openchair.rooms import queries
from openchair.rooms.policies import can_read_notes, membership_at


@policy(signed_in)
@never_cache
@require_safe
def notes(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Low answers and suggestions for those who led, notes, the checklist, and until when all of it is kept."""
    person, at = request.user, now()
    meeting = get_object_or_404(Meeting.objects.visible_to(person, at).select_related("group"), pk=meeting_id)
    reader = membership_at(person, meeting, at)
    if reader is None or not can_read_notes(person, meeting, at):
        raise Http404
    papers = queries.leaders_papers(meeting, reader=reader)
    context = {"meeting": meeting, "group": meeting.group, "papers": papers}
    return render(request, "rooms/notes.html", context)
