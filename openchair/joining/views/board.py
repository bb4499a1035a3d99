"""The coordinator's board: who waits, working places out, runs, one person's why, moving by hand, sending offers."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy
from openchair.core.time import now
from openchair.groups.forms import add_problem
from openchair.groups.models import Membership
from openchair.joining.forms.board import MoveForm, RunForm, SendForm
from openchair.joining.models import AllocationRun, Offer, Together, Waiting
from openchair.joining.placing.board import Board, wait_words
from openchair.joining.placing.explaining import Why
from openchair.joining.placing.runs import Opened, groups_to_place_in
from openchair.joining.policies import can_place
from openchair.joining.profiles import group_rows
from openchair.joining.services import allocation
from openchair.joining.services import offers as offer_services
from openchair.people.requests import SignedInRequest
from openchair.vault.errors import KeyDestroyed

SHOWN_RUNS, SHOWN_PEOPLE = 10, 100


@policy(can_place)
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: SignedInRequest) -> HttpResponse:
    """Who waits, which seats are open, and a proposal worked out on request."""
    form, clashes = RunForm(posted(request)), list[str]()
    if request.method == "POST" and form.is_valid():
        try:
            run = allocation.make_run(actor=request.user, at=now(), **form.options())
        except allocation.RulesClash as problem:
            clashes = problem.clashes
        except Refused as problem:
            add_problem(form, problem)
        else:
            return redirect("joining:run", run_id=run.pk)
    at = now()
    words, start = request.GET.get("q", "").strip(), request.GET.get("from", "")
    waits = list(_waiting(words)[_first(start) : _first(start) + SHOWN_PEOPLE + 1])
    shown = waits[:SHOWN_PEOPLE]
    rows = group_rows(list(groups_to_place_in(at)), at)
    runs = list(AllocationRun.objects.select_related("made_by").defer("snapshot", "result")[:SHOWN_RUNS])
    context = {
        "form": form,
        "clashes": clashes,
        "words": words,
        "waiting": Waiting.objects.open().count(),
        "open_seats": sum(row["seats"] for row in rows),
        "groups": sum(bool(row["seats"]) for row in rows),
        "reserved": sum(row["reserved"] for row in rows),
        "people": _with_wait(shown, at),
        "further": _first(start) + SHOWN_PEOPLE if len(waits) > SHOWN_PEOPLE else 0,
        "offers": [
            (offer, offer.person.sign_in_name)
            for offer in Offer.objects.filter(answer="").select_related("person", "group").order_by("until", "pk")
        ],
        "runs": runs,
        "came_free": _came_free(runs[0], at) if runs else 0,
    }
    return render(request, "joining/board.html", context, status=422 if clashes or form.errors else 200)


def _first(start: str) -> int:
    return min(int(start), 1_000_000) if start.isdecimal() and len(start) < 8 else 0


def _waiting(words: str) -> QuerySet[Waiting]:
    waits = Waiting.objects.open().select_related("person").order_by("since", "pk")
    return waits.filter(person__sign_in_name__icontains=words) if words else waits


def _with_wait(waits: list[Waiting], at: datetime) -> list[tuple[Waiting, str, bool, bool]]:
    """Each with how long they wait, whether with a friend, whether an offer is open."""
    ids = [each.pk for each in waits]
    pairs = Together.objects.filter(Q(first__in=ids) | Q(second__in=ids)).values_list("first_id", "second_id")
    friends = {one for pair in pairs for one in pair}
    people = [each.person_id for each in waits]
    offered = set(Offer.objects.open(at).filter(person__in=people).values_list("person_id", flat=True))
    return [(each, wait_words((at - each.since).days), each.pk in friends, each.person_id in offered) for each in waits]


def _came_free(run: AllocationRun, at: datetime) -> int:
    """How many seats came free since places were worked out last."""
    gone = (Offer.Answer.DECLINED, Offer.Answer.LAPSED, Offer.Answer.WITHDRAWN)
    offers = Offer.objects.filter(answered_at__gt=run.made_at, answer__in=gone).count()
    return offers + Membership.objects.seated().filter(ends_at__gt=run.made_at, ends_at__lte=at).count()


# --- one run ------------------------------------------------------------------------------------------------------
def _opened(run_id: UUID) -> tuple[AllocationRun, Opened]:
    """A run and what was stored of it; once its key is gone it is not there."""
    run = get_object_or_404(AllocationRun.objects.select_related("made_by", "confirmed_by"), pk=run_id)
    try:
        return run, Opened.of(run)
    except KeyDestroyed as gone:
        raise Http404 from gone


@policy(can_place)
@never_cache
@require_safe
def run_page(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """A proposal beside first come, group by group, with who is not placed and why."""
    return _run_page(request, *_opened(run_id), SendForm(initial=SendForm.usual(now())))


def _run_page(request: SignedInRequest, run: AllocationRun, opened: Opened, form: SendForm) -> HttpResponse:
    found, words = Board(opened), request.GET.get("q", "").strip()
    at = now()
    left = opened.result["left"]
    context = {
        "run": run,
        "board": found,
        "words": words,
        "found": found.found(words) if words else None,
        "placed": len(opened.placed),
        "waiting": len(opened.people),
        "tables": [table for table in found.tables if table.people or not table.is_new],
        "small": [table for table in found.tables if table.is_new and not table.people],
        "by_hand": [found.one(person) for person in dict.fromkeys(each["person"] for each in opened.result["changes"])],
        "left": [(found.one(person), offer_services.LEFT_WORDS[code]) for person, code in left.items()],
        "sent": Offer.objects.filter(run=run).count() if run.confirmed_at else 0,
        "is_newest": not AllocationRun.objects.filter(made_at__gt=run.made_at).exists(),
        "came_free": _came_free(run, at),
        "gap": f"{100 * run.figures['gap']:.2f}",
        "form": form,
    }
    return render(request, "joining/board_run.html", context, status=422 if form.is_bound and form.errors else 200)


@policy(can_place)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def why(request: SignedInRequest, run_id: UUID, person_id: UUID) -> HttpResponse:
    """Why one person has this seat, or none, to be read to them; and another seat by hand."""
    run, opened = _opened(run_id)
    person = str(person_id)
    if person not in opened.people:
        raise Http404
    groups = [(group, row["name"]) for group, row in opened.groups.items()]
    form = MoveForm(posted(request), groups=groups, initial={"group": opened.placed.get(person, "")})
    refusals = list[str]()
    if request.method == "POST" and form.is_valid():
        group = form.cleaned_data["group"]
        try:
            allocation.change_place(
                run=run, person_id=person_id, group_id=UUID(group) if group else None, actor=request.user, at=now()
            )
        except allocation.RuleBroken as problem:
            refusals = problem.reasons
        except Refused as problem:
            add_problem(form, problem)
        else:
            messages.success(request, _("Changed, and every rule still holds."))
            return redirect("joining:why", run_id=run.pk, person_id=person_id)
    found = Board(opened)
    context = {
        "run": run,
        "one": found.one(person),
        "why": Why(opened, person),
        "first_come": opened.groups[opened.first_come[person]]["name"] if person in opened.first_come else "",
        "friends": [found.names.get(one, "") for one in opened.party_of(person) if one != person],
        "waiting": Waiting.objects.open().filter(person=person_id).first(),
        "form": form,
        "refusals": refusals,
        "asked": opened.groups.get(form.cleaned_data["group"], {}).get("name", "") if refusals else "",
    }
    return render(request, "joining/board_why.html", context, status=422 if refusals or form.errors else 200)


@policy(can_place)
@require_POST
def send(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """Send the offers of a proposal."""
    run, opened = _opened(run_id)
    form = SendForm(request.POST)
    if form.is_valid():
        try:
            sent = offer_services.confirm_run(run=run, until=form.moment(), actor=request.user, at=now())
        except Refused as problem:
            add_problem(form, problem)
        else:
            many = len(sent.offers)
            messages.success(
                request, ngettext("{many} offer is sent.", "{many} offers are sent.", many).format(many=many)
            )
            return redirect("joining:run", run_id=run.pk)
    return _run_page(request, run, opened, form)


@policy(can_place)
@require_POST
def drop(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """Put a proposal away."""
    run = get_object_or_404(AllocationRun, pk=run_id)
    try:
        allocation.drop_run(run=run, actor=request.user, at=now())
    except Refused as problem:
        messages.warning(request, str(problem))
        return redirect("joining:run", run_id=run.pk)
    messages.success(request, _("Put away. Nobody was offered anything by it."))
    return redirect("joining:board")


@policy(can_place)
@require_POST
def take_back(request: SignedInRequest, offer_id: UUID) -> HttpResponse:
    """Take an offer back; the person keeps their place on the list."""
    offer = get_object_or_404(Offer, pk=offer_id)
    try:
        offer_services.withdraw_offer(offer=offer, actor=request.user, at=now())
    except offer_services.OfferIsOver as problem:
        messages.warning(request, str(problem.words))
    else:
        messages.success(request, _("Taken back. The person keeps their place on the list."))
    return redirect(reverse("joining:board") + "#offers")
