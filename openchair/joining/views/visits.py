"""Pages of a visit: decide after it, all trials side by side, who greets, how it was, coming back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups import services as groups
from openchair.groups.models import Farewell, Membership, Part
from openchair.groups.queries import open_visits
from openchair.joining.forms.visits import DecisionForm
from openchair.joining.models import FitAnswer
from openchair.joining.queries.visits import fit_answers, fit_value, trials
from openchair.joining.services import visits as services
from openchair.people.requests import SignedInRequest


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """A visitor decides: stay, another visit, or not now; and says how it was, if they like. Nobody is told why."""
    visit = next((each for each in open_visits(request.user, now()) if each.group_id == group_id), None)
    if visit is None:
        raise Http404
    form = DecisionForm(posted(request), initial={"fit": fit_value(request.user, visit.group)})
    if request.method == "POST" and form.is_valid():
        fit = form.cleaned_data["fit"]
        if fit is not None:
            services.say_fit(person=request.user, group=visit.group, value=fit, actor=request.user, at=now())
        try:
            return _decided(request, visit, form.cleaned_data["decision"])
        except Refused as problem:
            form.add_error(None, str(problem.words))
    context = {"group": visit.group, "form": form, "visit": visit}
    return render(request, "joining/decide.html", context, status=422 if form.is_bound and form.errors else 200)


def _decided(request: SignedInRequest, visit: Membership, decision: str) -> HttpResponse:
    at, actor = now(), request.user
    if decision == "stay":
        groups.stay(membership=visit, actor=actor, at=at)
        messages.success(request, _("The chair is yours. It is good that you stay."))
        return redirect("joining:both") if len(_kept(request)) > 1 else redirect("/")
    if decision == "another":
        groups.another_visit(membership=visit, actor=actor, at=at)
        messages.success(request, _("Come once more, and decide then. Your chair is kept."))
    elif decision == "later":
        messages.success(request, _("Kept, for you alone. Decide when you like."))
        return redirect("joining:trying")
    else:
        groups.not_now(membership=visit, actor=actor, at=at)
        messages.success(request, _("Not now is a good answer. Nobody is told, and other groups are open to you."))
    return redirect("/")


def _kept(request: SignedInRequest) -> list[Membership]:
    """The groups somebody is a member of."""
    seats = Membership.objects.active(now()).filter(person=request.user, part=Part.MEMBER)
    return list(seats.select_related("group").order_by("group__name", "pk"))


@policy(signed_in)
@require_safe
def trying(request: SignedInRequest) -> HttpResponse:
    """The groups somebody tries, side by side."""
    return render(request, "joining/trying.html", {"trials": trials(request.user, now())})


@policy(signed_in)
@require_safe
def both(request: SignedInRequest) -> HttpResponse:
    """After staying in one more group: keep them all, or say good-bye to one. Either is fine."""
    return render(request, "joining/both.html", {"seats": _kept(request)})


@policy(signed_in)
@require_POST
def greet(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """A member likes to greet visitors, or would rather not for now."""
    seat = get_object_or_404(
        Membership.objects.active(now()).exclude(part=Part.VISITOR).select_related("group"),
        group_id=group_id, person=request.user,
    )  # fmt: skip
    if request.POST.get("greet") == "yes":
        services.like_to_greet(membership=seat, actor=request.user, at=now())
        messages.success(request, _("Thank you. When somebody visits, it stands on your Today."))
    else:
        services.stop_greeting(membership=seat, actor=request.user, at=now())
        messages.success(request, _("Good. Somebody else greets from now on."))
    return redirect("groups:detail", group_id=group_id)


@policy(signed_in)
@require_safe
def fits(request: SignedInRequest) -> HttpResponse:
    """What somebody said about how groups were for them, to take back one by one."""
    return render(request, "joining/fits.html", {"said": fit_answers(request.user)})


@policy(signed_in)
@require_POST
def forget_fit(request: SignedInRequest, answer_id: UUID) -> HttpResponse:
    """Take one answer back."""
    answer = get_object_or_404(FitAnswer, pk=answer_id, person=request.user)
    services.forget_fit(answer=answer, actor=request.user)
    messages.success(request, _("Gone. It counts for nothing any more."))
    return redirect("joining:fits")


@policy(signed_in)
@require_POST
def come_back(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """One who was there takes a seat again."""
    farewell = get_object_or_404(
        Farewell.objects.filter(stays_in_touch=True).select_related("membership__group").order_by("-said_at"),
        membership__group_id=group_id, membership__person=request.user,
    )  # fmt: skip
    try:
        services.come_back(farewell=farewell, actor=request.user, at=now())
    except Refused as problem:
        messages.error(request, str(problem.words))
        return redirect("groups:mine")
    messages.success(request, _("Welcome back. Your chair is here again, under the name you had."))
    return redirect("groups:detail", group_id=group_id)
