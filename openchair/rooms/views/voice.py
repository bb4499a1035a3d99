"""Voice and video: what a group chooses, trying out one's own devices beforehand, and the way to the relay."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups.forms import add_problem
from openchair.people.requests import SignedInRequest
from openchair.rooms import calls
from openchair.rooms.models import Voice, VoiceChoice
from openchair.rooms.queries import Door
from openchair.rooms.views.agenda import planned_by_person
from openchair.rooms.views.meeting import door_of
from openchair.rooms.voice import media, services, turn
from openchair.rooms.voice.pages import let_use_devices
from openchair.rooms.voice.queries import rules_of, standing_consent


class VoiceForm(forms.Form):
    """What a group chooses."""

    voice = forms.ChoiceField(label=gettext_lazy("How this group meets"), choices=Voice.choices)
    by_server = forms.BooleanField(
        label=gettext_lazy("Calls go over the media server of this house, so that the whole group has room"),
        required=False,
    )
    follows_piece = forms.BooleanField(
        label=gettext_lazy("The talking piece raises and lowers microphones"), required=False,
        help_text=gettext_lazy(
            "Whoever passes the piece on is muted. Whoever takes it is heard, if they had turned their microphone on."
        ),
    )  # fmt: skip


@policy(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Whether the people of a group hear and see each other; for who leads it, and for coordinators."""
    group = planned_by_person(request, group_id)
    choice = VoiceChoice.objects.filter(group=group).first()
    initial = {"voice": Voice.OFF} if choice is None else {
        "voice": choice.voice, "follows_piece": choice.follows_piece, "by_server": choice.by_server,
    }  # fmt: skip
    form = VoiceForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_voice(group=group, actor=request.user, at=now(), **form.cleaned_data)
        except (Refused, ValidationError) as problem:
            add_problem(form, problem)
        else:
            messages.success(request, _("Kept. It holds from the next meeting that opens."))
            return redirect("rooms:agenda", group_id=group.pk)
    context = {
        "group": group, "form": form, "has_relay": turn.is_set_up(), "has_server": media.is_set_up(),
        "people": settings.CALL_PEOPLE, "people_by_server": settings.JANUS_PEOPLE,
    }  # fmt: skip
    return render(request, "rooms/voice_choice.html", context, status=422 if form.errors else 200)


@policy(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: SignedInRequest, meeting_id: UUID) -> HttpResponseBase:
    """Try microphone, camera and relay; nobody hears or sees it. And one's own yes, to give and to take back."""
    at = now()
    stands = door_of(request.user, meeting_id, at)
    rules = rules_of(stands.group.pk)
    if rules.voice == "off":
        raise Http404
    if request.method == "POST":
        if request.POST.get("act") == "agree":
            services.agree(membership=stands.membership, by_server=rules.by_server, actor=request.user, at=at)
        else:
            services.take_back(membership=stands.membership, actor=request.user, at=at)
        return redirect("rooms:voice_check", meeting_id=meeting_id)
    consent = standing_consent(stands.membership, by_server=rules.by_server)
    context = {"door": stands, "rules": rules, "consent": consent}
    return let_use_devices(render(request, "rooms/voice_check.html", context))


@policy(signed_in)
@never_cache
@require_safe
def relay(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Fresh credentials for the relay, for whoever may be in this meeting and has not left it."""

    def give(stands: Door, at: datetime) -> dict[str, Any]:
        given = services.give_credentials(meeting=stands.meeting, membership=stands.membership, at=at)
        servers = [{"urls": given.urls, "username": given.username, "credential": given.credential}]
        return {"servers": servers, "until_ms": int(given.expires_at.timestamp() * 1000)}

    return _given(request, meeting_id, give)


@policy(signed_in)
@never_cache
@require_safe
def server(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """A page's own way into its call on the media server, for whoever is in that call as the room knows it."""

    def give(stands: Door, at: datetime) -> dict[str, Any]:
        leg = request.GET.get("leg", "")
        way = calls.way_into(meeting=stands.meeting, membership=stands.membership, leg=leg, at=at)
        return {
            "url": way.url, "room": int(way.room), "who": int(way.who), "token": way.token,
            "until_ms": int(way.until.timestamp() * 1000),
        }  # fmt: skip

    return _given(request, meeting_id, give)


def _given(
    request: SignedInRequest, meeting_id: UUID, give: Callable[[Door, datetime], dict[str, Any]]
) -> JsonResponse:
    """What a page needs for its call, or why it gets none, in words."""
    at = now()
    stands = door_of(request.user, meeting_id, at)
    if rules_of(stands.group.pk).voice == "off":
        raise Http404
    if not stands.may_enter:
        return JsonResponse({"code": stands.why_not, "words": _("The door of this meeting is not open.")}, status=409)
    try:
        return JsonResponse(give(stands, at))
    except services.TooOften as wait:
        return JsonResponse({"code": wait.code, "words": str(wait)}, status=429)
    except services.NoCall as none:
        return JsonResponse({"code": none.code, "words": str(none)}, status=409)
    except media.NotReached:
        words = _("The media server of this house does not answer just now. The written room goes on.")
        return JsonResponse({"code": "no_answer", "words": words}, status=503)
