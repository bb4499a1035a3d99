"""Pages of coordinators and operators: invitations, and one person's account. Nothing a member said is here."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy
from openchair.core.time import now
from openchair.people import services
from openchair.people.forms import (
    FindPersonForm,
    GrantForm,
    IdentityCheckForm,
    InvitationForm,
    RevealForm,
    SuspensionForm,
)
from openchair.people.models import Invitation, Look, Person, ResetLink, Role, RoleGrant, Suspension
from openchair.people.names import normal_name
from openchair.people.policies import (
    can_check_identity,
    can_invite_somebody,
    can_reveal_identity,
    can_suspend,
    can_withdraw_invitation,
    is_coordinator,
    is_supervisor,
    may_give,
)
from openchair.people.queries import open_invitations
from openchair.people.steps import step_up_first
from openchair.people.views.account import reader


def runs_people(person: Any) -> bool:
    """Whoever has something to do on somebody's account page."""
    return can_invite_somebody(person) or is_supervisor(person)


def _roles(actor: Person) -> list[Role]:
    return [role for role in Role if may_give(actor, role)]


@policy(can_invite_somebody)
@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """Open invitations, and a new one, whose address is shown once."""
    actor, at, address = reader(request), now(), ""
    form = InvitationForm(posted(request), roles=_roles(actor), member=is_coordinator(actor))
    if request.method == "POST" and form.is_valid():
        carried = form.carried
        if carried["role"] and (first := step_up_first(request)):
            return first
        try:
            _link, token = services.invite(actor=actor, at=at, **carried)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            address = request.build_absolute_uri(reverse("people:invitation", args=[token]))
            form = InvitationForm(roles=_roles(actor), member=is_coordinator(actor))
    return render(
        request,
        "people/invitations.html",
        {"form": form, "address": address, "invitations": open_invitations(actor, at), "lives": 14},
    )


@policy(can_invite_somebody)
@require_POST
def withdraw_invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Make an invitation worthless."""
    actor, at = reader(request), now()
    found = get_object_or_404(open_invitations(actor, at), pk=invitation_id)
    assert isinstance(found, Invitation)
    assert can_withdraw_invitation(actor, found)
    services.withdraw_invitation(invitation=found, actor=actor, at=at)
    return redirect("people:invitations")


@policy(runs_people)
@require_http_methods(["GET", "POST"])
def find_person(request: HttpRequest) -> HttpResponse:
    """Open somebody's account page by the name they sign in with; there is no list to leaf through."""
    form = FindPersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        found = Person.objects.filter(sign_in_name=normal_name(form.cleaned_data["sign_in_name"])).first()
        if found is not None:
            return redirect("people:person", found.pk)
        form.add_error("sign_in_name", _("Nobody signs in with that name."))
    return render(request, "people/find_person.html", {"form": form})


@policy(runs_people)
@require_http_methods(["GET"])
def person_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One account: roles, suspension and the way back in. Who the person is stays sealed."""
    return _page(request, get_object_or_404(Person, pk=person_id))


def _page(request: HttpRequest, person: Person, status: int = 200, **more: Any) -> HttpResponse:
    actor, at = reader(request), now()
    roles = [role for role in _roles(actor) if actor.pk != person.pk]
    grants = RoleGrant.objects.running(at).filter(person=person).order_by("starts_at")
    context = {
        "person": person,
        "grants": [(grant, may_give(actor, Role(grant.role)) or actor.pk == person.pk) for grant in grants],
        "grant_form": GrantForm(roles=roles) if roles else None,
        "suspension": Suspension.objects.running(at).filter(person=person).first(),
        "suspension_form": SuspensionForm() if can_suspend(actor, person) else None,
        "check_form": IdentityCheckForm() if can_check_identity(actor, person) else None,
        "reveal_form": RevealForm() if can_reveal_identity(actor, person) else None,
    }
    response = render(request, "people/person.html", context | more, status=status)
    response["Referrer-Policy"] = "strict-origin"
    return response


@policy(runs_people)
@require_POST
def grant(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give somebody a role."""
    actor, person = reader(request), get_object_or_404(Person, pk=person_id)
    if first := step_up_first(request, _address(person)):
        return first
    form = GrantForm(request.POST, roles=_roles(actor))
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.grant_role(
                person=person, role=Role(data["role"]), training=data["training"], actor=actor, at=now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, person, _("The role counts from now."))
    return _page(request, person, 400, grant_form=form)


@policy(runs_people)
@require_POST
def revoke(request: HttpRequest, person_id: UUID, grant_id: UUID) -> HttpResponse:
    """Take a role back."""
    actor, at = reader(request), now()
    found = get_object_or_404(RoleGrant.objects.running(at), pk=grant_id, person_id=person_id)
    if first := step_up_first(request, _address(found.person)):
        return first
    try:
        services.revoke_role(grant=found, actor=actor, at=at)
    except Refused as refusal:
        return _page(request, found.person, 403, refusal=refusal)
    return _done(request, found.person, _("The role has ended."))


@policy(runs_people)
@require_POST
def suspension(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Keep somebody from signing in for a time, or let them in again."""
    actor, at, person = reader(request), now(), get_object_or_404(Person, pk=person_id)
    running = Suspension.objects.running(at).filter(person=person).first()
    form = SuspensionForm(request.POST)
    try:
        if running is not None:
            services.lift_suspension(suspension=running, actor=actor, at=at)
            return _done(request, person, _("They can sign in again."))
        if form.is_valid():
            days = form.cleaned_data["days"]
            services.suspend(
                person=person,
                actor=actor,
                reason=Suspension.Reason(form.cleaned_data["reason"]),
                at=at,
                ends_at=at + timedelta(days=days) if days else None,
            )
            return _done(request, person, _("They are signed out everywhere and cannot sign in."))
    except Refused as refusal:
        return _page(request, person, 403, refusal=refusal)
    return _page(request, person, 400, suspension_form=form)


@policy(runs_people)
@require_POST
def reset_link(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """After making sure who somebody is: a link for a new password, shown once."""
    actor, person = reader(request), get_object_or_404(Person, pk=person_id)
    if first := step_up_first(request, _address(person)):
        return first
    form = IdentityCheckForm(request.POST)
    if not form.is_valid():
        return _page(request, person, 400, check_form=form)
    try:
        _link, token = services.make_reset_link(
            person=person, actor=actor, checked_by=ResetLink.Check(form.cleaned_data["checked_by"]), at=now()
        )
    except Refused as refusal:
        return _page(request, person, 403, refusal=refusal)
    address = request.build_absolute_uri(reverse("people:reset", args=[token]))
    return _page(request, person, reset_address=address)


@policy(runs_people)
@require_POST
def reveal(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open what is sealed, with a reason; the person reads about it in their own record."""
    actor, person = reader(request), get_object_or_404(Person, pk=person_id)
    if first := step_up_first(request, _address(person)):
        return first
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, person, 400, reveal_form=form)
    open_it = services.reveal_identity if form.cleaned_data["what"] == "identity" else services.reveal_emergency_contact
    try:
        opened = open_it(person=person, actor=actor, reason=Look.Reason(form.cleaned_data["reason"]), at=now())
    except Refused as refusal:
        return _page(request, person, 403, refusal=refusal)
    return _page(request, person, opened=opened, what=form.cleaned_data["what"], was_opened=True)


def _address(person: Person) -> str:
    return reverse("people:person", args=[person.pk])


def _done(request: HttpRequest, person: Person, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(_address(person))
