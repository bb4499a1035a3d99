"""One who waits, as coordinators see them; and people who are kept apart."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy
from openchair.core.time import now
from openchair.groups.forms import add_problem
from openchair.groups.models import Group
from openchair.joining.forms.board import ApartForm, GroupProfileForm
from openchair.joining.models import Intake, Together, Waiting
from openchair.joining.placing.board import wait_words
from openchair.joining.policies import can_place
from openchair.joining.services import waiting as services
from openchair.joining.services.profile import change_profile, profile_of
from openchair.people.models import NoContact, Person
from openchair.people.names import normal_name
from openchair.people.requests import SignedInRequest
from openchair.people.services import end_no_contact, keep_apart
from openchair.vault.errors import KeyDestroyed

SHOWN_PAIRS = 200


@policy(can_place)
@require_safe
def one(request: SignedInRequest, waiting_id: UUID) -> HttpResponse:
    """Since when somebody waits, with whom, whether urgent; what they wrote stays sealed until it is opened."""
    return _one(request, _waits(waiting_id))


def _waits(waiting_id: UUID) -> Waiting:
    return get_object_or_404(Waiting.objects.open().select_related("person"), pk=waiting_id)


def _one(request: SignedInRequest, waits: Waiting, words: str | None = None) -> HttpResponse:
    pairs = Together.objects.filter(first=waits) | Together.objects.filter(second=waits)
    friends = [
        (both.second if both.first_id == waits.pk else both.first).person.sign_in_name
        for both in pairs.select_related("first__person", "second__person")
    ]
    context = {
        "waits": waits,
        "long": wait_words((now() - waits.since).days),
        "friends": friends,
        "has_intake": Intake.objects.filter(person=waits.person_id).exists(),
        "opened": words is not None,
        "must_not_meet": words,
    }
    return render(request, "joining/board_one.html", context)


@policy(can_place)
@require_POST
def urgent(request: SignedInRequest, waiting_id: UUID) -> HttpResponse:
    """Let somebody have one of the seats kept for urgent referrals, or no longer."""
    waits = _waits(waiting_id)
    services.set_urgent(waiting=waits, urgent=request.POST.get("urgent") == "yes", actor=request.user)
    messages.success(request, _("That is kept, and written down."))
    return redirect("joining:one_who_waits", waiting_id=waits.pk)


@policy(can_place)
@require_POST
def alone(request: SignedInRequest, waiting_id: UUID) -> HttpResponse:
    """End that somebody waits together with others, where it cannot hold beside another rule."""
    waits = _waits(waiting_id)
    services.let_wait_alone(waiting=waits, actor=request.user)
    messages.success(request, _("They wait alone now, and that is written down. Please tell them."))
    return redirect("joining:one_who_waits", waiting_id=waits.pk)


@policy(can_place)
@never_cache
@require_POST
def must_not_meet(request: SignedInRequest, waiting_id: UUID) -> HttpResponse:
    """What somebody wrote about who must not meet them. They read that it was opened."""
    waits = _waits(waiting_id)
    try:
        words = services.read_must_not_meet(waiting=waits, actor=request.user, at=now())
    except KeyDestroyed:
        words = ""
    return _one(request, waits, words)


# --- kept apart ---------------------------------------------------------------------------------------------------
@policy(can_place)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apart(request: SignedInRequest) -> HttpResponse:
    """Two people who must not meet: said here, ended here, and shown to nobody else."""
    form = ApartForm(posted(request), initial={"one": request.GET.get("one", "")})
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        messages.success(request, _("They are kept apart from now on. Neither of them is told."))
        return redirect("joining:apart")
    pairs = NoContact.objects.filter(ends_at=None).select_related("first", "second", "set_by").order_by("-starts_at")
    context = {"form": form, "pairs": list(pairs[:SHOWN_PAIRS])}
    return render(request, "joining/board_apart.html", context, status=422 if form.errors else 200)


def _kept(request: SignedInRequest, form: ApartForm) -> bool:
    found = {}
    for name in ("one", "other"):
        found[name] = Person.objects.filter(sign_in_name=normal_name(form.cleaned_data[name])).first()
        if found[name] is None:
            form.add_error(name, _("Nobody signs in with this name. Check how it is written."))
    first, second = found["one"], found["other"]
    if first is None or second is None:
        return False
    if first.pk == second.pk:
        form.add_error("other", _("These are the same person."))
        return False
    try:
        keep_apart(one=first, other=second, actor=request.user, at=now())
    except Refused as problem:
        add_problem(form, problem)
        return False
    return True


@policy(can_place)
@require_POST
def meet_again(request: SignedInRequest, pair_id: UUID) -> HttpResponse:
    """Two people may meet again."""
    pair = get_object_or_404(NoContact, pk=pair_id, ends_at=None)
    end_no_contact(pair=pair, actor=request.user, at=now())
    messages.success(request, _("They may meet again from now on."))
    return redirect("joining:apart")


# --- what a group says of itself ------------------------------------------------------------------------------------
@policy(can_place)
@require_http_methods(["GET", "HEAD", "POST"])
def group_profile(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """What a group offers and whom it suits."""
    group = get_object_or_404(Group, pk=group_id, closed_at=None)
    form = GroupProfileForm(posted(request), instance=profile_of(group))
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(group=group, actor=request.user, **form.cleaned_data)
        except ValidationError as problem:
            add_problem(form, problem)
        else:
            messages.success(request, _("Kept. From now on groups are found and places worked out by it."))
            return redirect("groups:detail", group_id=group.pk)
    ticks = [form[name] for name in ("themes", "goals", "access", "only_for")]
    context = {"group": group, "form": form, "ticks": ticks}
    return render(request, "joining/group_profile.html", context, status=422 if form.errors else 200)
