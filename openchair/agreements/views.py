"""Pages of agreements: read and sign, take back, write, look back."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openchair.agreements import queries, services
from openchair.agreements.catalogue import clauses_for, name_ideas, questions_for
from openchair.agreements.forms import FirstSignForm, RulesForm, SignForm
from openchair.agreements.models import AgreementVersion
from openchair.agreements.policies import can_publish
from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy, public, signed_in
from openchair.core.time import now
from openchair.groups.forms import add_problem
from openchair.groups.models import Group, Membership
from openchair.groups.policies import can_try
from openchair.groups.queries import membership_for, seats
from openchair.groups.services import NameDoesNotWork, NameIsTaken, meetings_of_a_pass
from openchair.people.models import Person
from openchair.people.requests import SignedInRequest


def _form(request: HttpRequest, person: Person, membership: Membership | None, group: Group, at: datetime) -> SignForm:
    """The form to sign with. An idea for a name fills the field and sends nothing yet; it needs no script."""
    idea = request.POST.get("idea")
    data = request.POST if request.method == "POST" and idea is None else None
    if membership:
        return SignForm(data)
    initial = {"pseudonym": idea, "meetings": request.POST.get("meetings", 1)} if idea else None
    coming = meetings_of_a_pass(group, at)
    return FirstSignForm(
        data, sign_in_name=person.sign_in_name, coming=coming, zone=group.time_zone, initial=initial
    )  # fmt: skip


@policy(public)
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Read a group's agreement, see what changed, and sign it."""
    at = now()
    group = get_object_or_404(Group.objects.visible_to(request.user, at), pk=group_id)
    version = queries.current_version(group)
    if version is None:
        return render(request, "agreements/none.html", {"group": group})
    person = None if isinstance(request.user, AnonymousUser) else request.user
    if person is None and request.method == "POST":
        return redirect_to_login(request.path)
    membership = membership_for(person, group, at) if person else None
    last = queries.last_signature(membership) if membership else None
    current = last is not None and last.version_id == version.pk
    tries = person is not None and membership is None and can_try(person, group, at)
    full = tries and not seats(group, at, person).open
    form = None
    if person is not None and not current and (membership is not None or (tries and not full)):
        form = _form(request, person, membership, group, at)
    if form and form.is_bound and form.is_valid() and _sign(request, form, version, membership):
        return redirect("groups:detail", group_id=group.pk)
    context = {
        "group": group,
        "version": version,
        "questions": [
            (question, request.POST.get(f"q-{question.id}", "")) for question in questions_for(group, version.clauses)
        ],
        "changed": queries.difference(last.version, version) if last and not current else [],
        "last": last,
        "current": current,
        "membership": membership,
        "full": full,
        "has_chosen": any(clause["chosen"] for clause in version.clauses),
        "form": form,
        "ideas": _ideas(group) if form and not membership else [],
    }
    return render(request, "agreements/read.html", context, status=422 if form and form.errors else 200)


def _ideas(group: Group) -> list[str]:
    return name_ideas(group, set(group.memberships.values_list("pseudonym", flat=True)))


def _sign(request: HttpRequest, form: SignForm, version: AgreementVersion, membership: Membership | None) -> bool:
    at, person = now(), request.user
    assert isinstance(person, Person)
    if request.POST.get("version") != str(version.number):
        form.add_error(None, str(services.NotTheCurrentVersion.words))
        return False
    try:
        if membership:
            services.sign(version=version, membership=membership, actor=person, at=at)
            messages.success(request, _("Signed. The door is open to you."))
        else:
            name, meetings = form.cleaned_data["pseudonym"], form.cleaned_data["meetings"]
            services.try_a_visit(version=version, person=person, pseudonym=name, at=at, meetings=meetings)
            kept = _("Signed, and a chair is kept for you at the next meeting.")
            messages.success(
                request, kept if meetings == 1 else _("Signed, and a chair is kept for you at the next two meetings.")
            )
    except (NameIsTaken, NameDoesNotWork) as problem:
        form.add_error("pseudonym", str(problem.words))
        return False
    except Refused as problem:
        form.add_error(None, str(problem.words))
        return False
    return True


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Take a signature back, after one look at what that means."""
    membership = get_object_or_404(
        Membership.objects.active(now()).select_related("group"), group_id=group_id, person=request.user
    )
    signature = queries.last_signature(membership)
    if signature is None:
        raise Http404
    if request.method == "POST":
        services.withdraw(signature=signature, actor=request.user, at=now())
        messages.success(request, _("Taken back. Your seat is free again, and you can come back and sign another day."))
        return redirect("/")
    return render(request, "agreements/withdraw.html", {"signature": signature, "group": membership.group})


def _written_by(request: SignedInRequest, group_id: UUID) -> Group:
    """The group, for those who write its rules; for everybody else it is not there."""
    at = now()
    group = get_object_or_404(Group.objects.visible_to(request.user, at), pk=group_id)
    if not can_publish(request.user, group, at):
        raise Http404
    return group


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def build(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Write a group's next agreement: choose, look at the difference and how it reads, publish."""
    group = _written_by(request, group_id)
    version = queries.current_version(group)
    number = version.number if version else 0
    form = RulesForm(group, posted(request), initial=RulesForm.from_clauses(version.clauses) if version else None)
    looked = request.method == "POST" and form.is_valid()
    clauses = form.clauses() if looked else []
    if looked and "publish" in request.POST:
        if version and version.clauses == clauses:
            form.add_error(None, _("This is the agreement as it stands. Nobody has to sign it again."))
        elif _published(request, group, form):
            messages.success(request, _("Published. Everybody reads and signs it before the next meeting."))
            return redirect("agreements:read", group_id=group.pk)
    age, hard = form.reading() if looked else (None, [])
    context = {
        "group": group,
        "version": version,
        "follows": number,
        "form": form,
        "base": [clause for clause in clauses_for(group, {}) if not clause["chosen"]],
        "looked": looked,
        "clauses": clauses,
        "preview": queries.difference(version, AgreementVersion(clauses=clauses)) if version and looked else [],
        "age": age,
        "hard": hard,
    }
    return render(request, "agreements/build.html", context, status=422 if form.is_bound and form.errors else 200)


def _published(request: SignedInRequest, group: Group, form: RulesForm) -> bool:
    follows = request.POST.get("follows", "")
    try:
        services.publish_version(
            group=group, clauses=form.clauses(), actor=request.user, at=now(),
            follows=int(follows) if follows.isdecimal() else 0,
        )  # fmt: skip
    except (Refused, ValidationError) as problem:
        add_problem(form, problem)
        return False
    return True


@policy(public)
@require_safe
def versions(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """How a group's agreement changed over time."""
    group = get_object_or_404(Group.objects.visible_to(request.user, now()), pk=group_id)
    return render(
        request, "agreements/versions.html", {"group": group, "versions": queries.versions_with_changes(group)}
    )


@policy(signed_in)
@require_safe
def signatures(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Who has signed which version, for those who lead and coordinators; names of this group only."""
    group = _written_by(request, group_id)
    context = {
        "group": group,
        "version": queries.current_version(group),
        "signed": queries.who_signed(group, now()),
    }
    return render(request, "agreements/signatures.html", context)
