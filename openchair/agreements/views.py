"""Pages of agreements: read, sign, take back, write."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from openchair.agreements import queries, services
from openchair.agreements.catalogue import questions_for
from openchair.agreements.forms import FirstSignForm, RulesForm, SignForm
from openchair.agreements.models import AgreementVersion, Signature
from openchair.agreements.policies import can_publish
from openchair.core.errors import Refused
from openchair.core.policy import policy, public, signed_in
from openchair.core.time import now
from openchair.groups.models import Group, Membership
from openchair.groups.policies import can_try
from openchair.groups.queries import membership_for
from openchair.groups.services import NameIsTaken
from openchair.people.models import Person
from openchair.people.requests import SignedInRequest


def _form(data: Any, membership: Membership | None) -> SignForm:
    return SignForm(data) if membership else FirstSignForm(data)


@policy(public)
def read(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Read a group's agreement, see what changed, and sign it."""
    at = now()
    group = get_object_or_404(Group.objects.visible_to(request.user, at), pk=group_id)
    version = queries.current_version(group)
    if version is None:
        return render(request, "agreements/none.html", {"group": group})
    person = None if isinstance(request.user, AnonymousUser) else request.user
    membership = membership_for(person, group, at) if person else None
    last = queries.last_signature(membership) if membership else None
    current = last is not None and last.version_id == version.pk
    may_sign = person is not None and not current and (membership is not None or can_try(person, group, at))
    form = _form(request.POST or None, membership) if may_sign else None
    if request.method == "POST":
        if person is None:
            return redirect_to_login(request.path)
        if form is None:
            return redirect("agreements:read", group_id=group.pk)
        if form.is_valid() and _sign(request, person, form, version, membership):
            return redirect("groups:detail", group_id=group.pk)
    context = {
        "group": group,
        "version": version,
        "questions": questions_for(group, version.clauses),
        "changed": queries.difference(last.version, version) if last and not current else [],
        "last": last,
        "current": current,
        "membership": membership,
        "form": form,
    }
    return render(
        request, "agreements/read.html", context, status=422 if form and form.is_bound and form.errors else 200
    )


def _sign(
    request: HttpRequest, person: Person, form: SignForm, version: AgreementVersion, membership: Membership | None
) -> bool:
    at = now()
    if request.POST.get("version") != str(version.number):
        form.add_error(None, str(services.NotTheCurrentVersion.words))
        return False
    try:
        if membership:
            services.sign(version=version, membership=membership, actor=person, at=at)
        else:
            name = form.cleaned_data["pseudonym"]
            services.try_a_visit(version=version, person=person, pseudonym=name, at=at)
    except NameIsTaken as problem:
        form.add_error("pseudonym", str(problem.words))
        return False
    except Refused as problem:
        form.add_error(None, str(problem.words))
        return False
    messages.success(request, _("Signed. Your chair is kept."))
    return True


@policy(signed_in)
def withdrawal(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Take a signature back, after one look at what that means."""
    signature = (
        Signature.objects.standing()
        .filter(membership__person=request.user, version__group_id=group_id)
        .select_related("membership__group", "version")
        .order_by("-signed_at")
        .first()
    )
    if signature is None:
        raise Http404
    if request.method == "POST":
        services.withdraw(signature=signature, actor=request.user, at=now())
        messages.success(request, _("Taken back. You can come back and sign again."))
        return redirect("/")
    return render(request, "agreements/withdraw.html", {"signature": signature, "group": signature.membership.group})


@policy(signed_in)
def build(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Write a group's next agreement: choose, preview the difference, publish."""
    at = now()
    group = get_object_or_404(Group.objects.visible_to(request.user, at), pk=group_id)
    if not can_publish(request.user, group, at):
        raise Http404
    version = queries.current_version(group)
    form = RulesForm(group, request.POST or None, initial=RulesForm.from_clauses(version.clauses) if version else None)
    preview: list[queries.ChangedClause] = []
    looked = False
    if request.method == "POST" and form.is_valid():
        clauses = form.clauses()
        if "publish" in request.POST:
            services.publish_version(group=group, clauses=clauses, actor=request.user, at=at)
            messages.success(request, _("Published. Everybody reads and signs it before the next meeting."))
            return redirect("agreements:read", group_id=group.pk)
        looked = True
        preview = queries.difference(version, AgreementVersion(clauses=clauses)) if version else []
    context = {
        "group": group,
        "version": version,
        "form": form,
        "looked": looked,
        "preview": preview,
        "hard": form.hard() if looked else [],
    }
    return render(request, "agreements/build.html", context, status=422 if form.is_bound and form.errors else 200)
