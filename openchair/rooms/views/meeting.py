"""The pages of a meeting: the door, the room, the calm end."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe
from django.views.i18n import JavaScriptCatalog

from openchair.agreements.queries import choice_of
from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy, public, signed_in
from openchair.core.time import now
from openchair.goals.queries import open_commitments
from openchair.groups.models import LEADERS, Meeting, Part
from openchair.groups.queries import roster, upcoming_meetings
from openchair.joining.queries.visits import greeters_of
from openchair.people.models import Person
from openchair.rooms import queries, services
from openchair.rooms.agenda import closing_line, template_of
from openchair.rooms.beside import beside_room
from openchair.rooms.core import State, fold
from openchair.rooms.core.events import ROOM, Addressed
from openchair.rooms.forms import DoorForm
from openchair.rooms.lateness import late_words
from openchair.rooms.meeting_templates import catalogue
from openchair.rooms.planning_forms import ROLE_WORDS
from openchair.rooms.queries import Door
from openchair.rooms.voice import media
from openchair.rooms.voice.pages import let_reach_server, let_use_devices
from openchair.rooms.voice.queries import rules_of

PULSE_QUESTIONS = (("heard", _("Did you feel heard?")), ("safe", _("Did you feel safe?")))

OPEN_STATES = ("open_soon", "open", "running")


@policy(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, meeting_id: UUID) -> HttpResponseBase:
    """The page before the room: a few questions, who is there, and somebody who lets one in."""
    person, at = _person(request), now()
    stands = door_of(person, meeting_id, at)
    if stands.state == "closed":
        return redirect("rooms:closed", meeting_id=meeting_id)
    if stands.may_enter:
        open_if_due(stands, person, at)
    form = DoorForm(posted(request))
    kept = False
    if request.method == "POST" and form.is_valid():
        kept = _keep_place(stands, form, person, at)
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"place_left": kept})
        stands = door_of(person, meeting_id, at)
    leaders = [membership.pseudonym for membership in roster(stands.meeting, at) if membership.part in LEADERS]
    context = {
        "door": stands,
        "form": form,
        "kept": kept,
        # Pressed before the script was there: it goes on from here, and nobody presses twice.
        "pressed": form.is_bound and form.is_valid(),
        # Only where the agreement asks it: elsewhere nobody is asked how they come (R32).
        "comes_sober": choice_of(stands.meeting.group, "sobriety") == "or_listen",
        "greeter": greeters_of([stands.membership.pk]).get(stands.membership.pk)
        if stands.membership.part == Part.VISITOR
        else None,
        "leaders": leaders,
        "leaders_words": _listed(leaders),
        "zone": _zone(person, stands),
        "now_ms": _ms(at),
        "starts_ms": _ms(stands.meeting.starts_at),
        "opens_at": stands.opens_at,
        "starts_at": stands.meeting.starts_at,
        "late_rule": late_words(stands.group),
        "is_open": stands.state in OPEN_STATES and stands.why_not in ("", "not_signed"),
    }
    return render(request, "rooms/door.html", context, status=422 if form.is_bound and not form.is_valid() else 200)


# Nothing in this page is chosen by whoever sends the request, so that its length tells nothing (BREACH).
@gzip_page
@policy(signed_in)
@never_cache
@require_safe
def room(request: HttpRequest, meeting_id: UUID) -> HttpResponseBase:
    """The live meeting; whoever has not been let in is led back to the door by the room itself."""
    person, at = _person(request), now()
    stands = door_of(person, meeting_id, at)
    if stands.state == "closed":
        return redirect("rooms:closed", meeting_id=meeting_id)
    if not stands.may_enter:
        return redirect("rooms:door", meeting_id=meeting_id)
    mine = open_commitments(person).filter(group_id=stands.group.pk, meeting__starts_at__lt=stands.meeting.starts_at)
    last = mine.first()
    has_voice = rules_of(stands.group.pk).voice != "off"
    context = {
        "door": stands,
        "leading": stands.is_leader,
        "has_voice": has_voice,
        "zone": _zone(person, stands),
        "now_ms": _ms(at),
        "retention_days": stands.group.word_retention_days,
        "last_commitment": last.words if last else "",
        "pulse_questions": PULSE_QUESTIONS,
        "next_meeting": _next(person, stands, at),
        "asks": catalogue(stands.group.language).asks,
        "beside": beside_room(stands.meeting) if stands.is_leader else [],
        "roles": ", ".join(str(ROLE_WORDS[role]) for role in template_of(stands.group).roles),
    }
    rendered: HttpResponseBase = render(request, "rooms/room.html", context)
    if has_voice:
        rendered = let_use_devices(rendered)
    # A room that opened before its group chose otherwise goes on as it began.
    return let_reach_server(rendered) if has_voice and media.is_set_up() else rendered


@policy(signed_in)
@never_cache
@require_safe
def closed(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The calm end of a meeting: closing words, when the next one is, and where help is."""
    person, at = _person(request), now()
    stands = door_of(person, meeting_id, at)
    if stands.state != "closed":
        raise Http404
    turns, held = _own_floor(stands)
    context = {
        "door": stands,
        "zone": _zone(person, stands),
        "now_ms": _ms(at),
        "closing_words": closing_line(stands.meeting),
        "own_share": _share(turns, round(held / 60_000)) if turns else "",
        "next_meeting": _next(person, stands, at),
    }
    return render(request, "rooms/closed.html", context)


phrases = policy(public)(
    cache_control(max_age=3600)(JavaScriptCatalog.as_view(domain="djangojs", packages=["openchair.rooms"]))
)
phrases.__doc__ = "The house's words for the room's scripts, in the reader's language."


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # the policy let only people through
    return request.user


def door_of(person: Person, meeting_id: UUID, at: datetime) -> Door:
    """How the door of a meeting stands for this person; for whoever has no chair there is no such page."""
    meeting = get_object_or_404(Meeting.objects.visible_to(person, at).select_related("group"), pk=meeting_id)
    stands = queries.door(person=person, meeting=meeting, at=at)
    if stands is None:
        raise Http404
    return stands


def open_if_due(stands: Door, person: Person, at: datetime) -> None:
    """The house opens its rooms when they are due; whoever comes first finds the door open."""
    if stands.state == "open_soon":
        try:
            services.open_room(meeting=stands.meeting, actor=person, at=at)
        except services.RoomIsNotDue:
            # Its hour passed between the two looks; the page says when the door opens.
            return


def _keep_place(stands: Door, form: DoorForm, person: Person, at: datetime) -> bool:
    """Seal where somebody is tonight, or take the note back; says whether one is kept now."""
    place, call = form.cleaned_data["place"].strip(), form.cleaned_data["call"].strip()
    meeting, membership = stands.meeting, stands.membership
    try:
        if place or call:
            services.leave_where_tonight(
                meeting=meeting, membership=membership, place=place, call=call, actor=person, at=at
            )
            return True
        if form.cleaned_data["forget"] and stands.place_left:
            services.take_back_where_tonight(meeting=meeting, membership=membership, actor=person, at=at)
            return False
    except Refused as no:
        form.add_error(None, str(no))
    return stands.place_left


def _next(person: Person, stands: Door, at: datetime) -> Meeting | None:
    """The group's next meeting."""
    return upcoming_meetings(person, at).filter(group=stands.group).exclude(pk=stands.meeting.pk).first()


def _own_floor(stands: Door) -> tuple[int, int]:
    """How often and for how many milliseconds this person held the piece, from the open part of the log."""
    state = State()
    for _number, at, event in queries.open_events(stands.meeting):
        state = fold(state, Addressed(ROOM, event, None, _ms(at)))
    chair = state.people.get(stands.seat)
    return (chair.turns, chair.floor_ms) if chair is not None else (0, 0)


def _share(turns: int, minutes: int) -> str:
    """How much of the floor somebody held, told to nobody else."""
    held = ngettext("about %(n)s minute", "about %(n)s minutes", minutes) % {"n": minutes}
    words = ngettext(
        "You held the piece once, %(held)s. Only you see this.",
        "You held the piece %(turns)s times, %(held)s. Only you see this.",
        turns,
    )
    return words % {"turns": turns, "held": held if minutes else gettext("less than a minute")}


def _listed(names: list[str]) -> str:
    """Names as one says them: "Amara and Pell"."""
    if len(names) < 2:
        return "".join(names)
    return gettext("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def _zone(person: Person, stands: Door) -> str:
    return person.time_zone or stands.group.time_zone


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
