"""Something a member would like to talk about: said, taken back, put to the next meeting by who leads."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups.forms import add_problem
from openchair.groups.models import Group
from openchair.groups.queries import membership_for
from openchair.people.requests import SignedInRequest
from openchair.rooms import planning
from openchair.rooms.planning_forms import TopicForm
from openchair.rooms.topics import own_topics, readable_by, topics_of


@policy(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """What one has proposed in a group, and a field for one more."""
    at = now()
    group = get_object_or_404(Group.objects.visible_to(request.user, at).running(), pk=group_id)
    membership = membership_for(request.user, group, at)
    if membership is None:
        raise Http404
    form = TopicForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            planning.propose_topic(membership=membership, words=form.cleaned_data["words"], actor=request.user, at=at)
        except (Refused, ValidationError) as problem:
            add_problem(form, problem)
        else:
            messages.success(request, _("Said to those who lead. You can take it back any time."))
            return redirect("groups:detail", group_id=group.pk)
    context = {"group": group, "panel": {"group": group, "form": form, "topics": topics_of(membership, at)}}
    return render(request, "rooms/topics.html", context, status=422 if form.errors else 200)


@policy(signed_in)
@require_POST
def take_back(request: SignedInRequest, topic_id: UUID) -> HttpResponse:
    """Take one's own topic back."""
    topic = get_object_or_404(own_topics(request.user), pk=topic_id)
    group_id = topic.membership.group_id
    planning.take_back_topic(topic=topic, actor=request.user)
    messages.success(request, _("Taken back. Nobody reads it any more."))
    return redirect("groups:detail", group_id=group_id)


@policy(signed_in)
@require_POST
def choose(request: SignedInRequest, topic_id: UUID) -> HttpResponse:
    """Put a topic to the open floor of the next meeting, or let it wait."""
    at = now()
    topic = get_object_or_404(readable_by(request.user, at), pk=topic_id)
    try:
        if request.POST.get("act") == "wait":
            planning.let_topic_wait(topic=topic, actor=request.user, at=at)
            messages.success(request, _("It waits for another meeting."))
        else:
            planning.choose_topic(topic=topic, actor=request.user, at=at)
            messages.success(request, _("The open floor of the next meeting asks it."))
    except Refused as no:
        messages.success(request, str(no))
    return redirect("rooms:agenda", group_id=topic.membership.group_id)
