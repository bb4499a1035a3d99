"""How a group's meetings go: by which template, and part by part. For who leads it, and for coordinators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy, signed_in
from openchair.core.time import now
from openchair.groups.forms import add_problem
from openchair.groups.models import Group
from openchair.people.requests import SignedInRequest
from openchair.rooms import planning
from openchair.rooms.agenda import holds_from, planned_by, usual_minutes
from openchair.rooms.meeting_templates import (
    MOST_SEGMENTS,
    SEGMENT_KINDS,
    catalogue,
    misfits,
    template_for,
    templates_for,
)
from openchair.rooms.models import Agenda
from openchair.rooms.planning_forms import (
    AddForm,
    SegmentForm,
    TemplateForm,
    changed_order,
    forms_of,
    minutes_in,
    row_of,
    rows_from,
)
from openchair.rooms.policies import can_plan
from openchair.rooms.topics import topics_for


def planned_by_person(request: SignedInRequest, group_id: UUID) -> Group:
    """The group, for those who plan its meetings; for everybody else it is not there."""
    at = now()
    group = get_object_or_404(Group.objects.visible_to(request.user, at), pk=group_id)
    if not can_plan(request.user, group, at):
        raise Http404
    return group


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def adapt(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """The parts of a group's meetings, to change, move, leave out and add; kept only by "Keep it"."""
    group = planned_by_person(request, group_id)
    agenda = Agenda.objects.filter(group=group).first()
    rows = [row_of(part) for part in planned_by(group, agenda)]
    act, version = "", agenda.version if agenda else 0
    problems: list[str] = []
    looked_at = 0
    if request.method == "POST":
        act, rows = request.POST.get("act", "keep"), rows_from(request.POST)
        follows = request.POST.get("follows", "")
        version = int(follows) if follows.isdecimal() and len(follows) < 9 else 0
    if act and act not in ("keep", "count"):
        known = catalogue(group.language)
        new = {kind: row_of(known.new_segment(kind)) for kind in SEGMENT_KINDS}
        rows, looked_at = changed_order(rows, act, new, request.POST.get("added", ""))
    parts = forms_of(rows, bound=act == "keep")
    if act == "keep":
        problems = _problems(parts)
        if not problems and all(part.is_valid() for part in parts):
            try:
                planning.adapt_agenda(
                    group=group, segments=[part.segment() for part in parts], actor=request.user, at=now(),
                    follows=version,
                )  # fmt: skip
            except Refused as no:
                problems = [str(no)]
            else:
                messages.success(request, _("Kept. %(from)s") % {"from": holds_from(group, now())})
                return redirect("rooms:agenda", group_id=group.pk)
    wrong = bool(problems) or any(part.is_bound and part.errors for part in parts)
    context: dict[str, Any] = {
        "group": group,
        "template": template_for(group, agenda.template if agenda else ""),
        "is_own": agenda is not None and bool(agenda.segments),
        "version": version,
        "parts": parts,
        "problems": problems,
        "is_wrong": wrong,
        "not_kept": bool(act),
        "looked_at": looked_at,
        "add": AddForm(),
        "is_full": len(parts) >= MOST_SEGMENTS,
        "minutes": minutes_in(rows),
        "lasts": usual_minutes(group, now()),
        "topics": topics_for(request.user, group, now()),
    }
    return render(request, "rooms/agenda.html", context, status=422 if wrong else 200)


def _problems(parts: list[SegmentForm]) -> list[str]:
    """Why these parts, each for itself right, are no agenda."""
    if not all(part.is_valid() for part in parts):
        return []
    said = []
    for misfit in misfits([part.segment() for part in parts]):
        words = misfit.words
        if misfit.number is not None:
            words = _("Part %(number)s: %(words)s") % {"number": misfit.number, "words": words}
        said.append(words)
    return said


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """The templates a group of this mode can meet by, those for what its people share first."""
    group = planned_by_person(request, group_id)
    agenda = Agenda.objects.filter(group=group).first()
    present = template_for(group, agenda.template if agenda else "")
    templates = templates_for(group)
    form = TemplateForm(
        [(each.id, each.title) for each in templates], posted(request), initial={"template": present.id}
    )
    if request.method == "POST" and form.is_valid():
        try:
            planning.choose_template(group=group, template=form.cleaned_data["template"], actor=request.user, at=now())
        except (Refused, ValidationError) as problem:
            add_problem(form, problem)
        else:
            messages.success(request, _("Chosen. You can adapt each part now."))
            return redirect("rooms:agenda", group_id=group.pk)
    chosen = form["template"].value()
    context = {
        "group": group,
        "form": form,
        "templates": [(each, group.kind in each.kinds, each.id == chosen) for each in templates],
        "is_own": agenda is not None and bool(agenda.segments),
    }
    return render(request, "rooms/agenda_template.html", context, status=422 if form.errors else 200)
