"""Pages for those who look at a group, belong to it, or leave it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from openchair.core.policy import policy, public, signed_in
from openchair.core.time import now
from openchair.groups import queries, services
from openchair.groups.forms import AbsenceForm, DecisionForm
from openchair.groups.models import AbsenceNotice, Group, Meeting, Membership, Part
from openchair.groups.policies import can_manage_groups, can_see_members, can_try
from openchair.people.requests import SignedInRequest


@policy(signed_in)
def mine(request: SignedInRequest) -> HttpResponse:
    """My groups, each with its next meeting."""
    at = now()
    memberships = list(queries.my_memberships(request.user, at))
    coming = queries.next_meetings([membership.group_id for membership in memberships], at)
    rows = [(membership, coming.get(membership.group_id)) for membership in memberships]
    runs = list(Group.objects.running().order_by("name")) if can_manage_groups(request.user) else []
    return render(
        request, "groups/mine.html", {"rows": rows, "runs": runs, "coordinates": can_manage_groups(request.user)}
    )


@policy(public)
def detail(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One group: what it is, who leads, what a first visit is like."""
    at = now()
    group = get_object_or_404(Group.objects.visible_to(request.user, at), pk=group_id)
    person = None if isinstance(request.user, AnonymousUser) else request.user
    membership = queries.membership_for(person, group, at) if person else None
    people = list(Membership.objects.active(at).filter(group=group).order_by("pseudonym"))
    sees_members = person is not None and can_see_members(person, group, at)
    context = {
        "group": group,
        "membership": membership,
        "leaders": [each for each in people if each.leads],
        "people": people if sees_members else None,
        "meeting": Meeting.objects.filter(group=group).coming(at).first(),
        "series": list(group.series.filter(ends_on=None)),
        "seats": queries.seats(group, at),
        "may_try": person is None or can_try(person, group, at),
        "manages": person is not None and can_manage_groups(person),
        "writes_rules": sees_members,
    }
    return render(request, "groups/detail.html", context)


@policy(signed_in)
def absence(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Say beforehand that one cannot come; DELETE-like `withdraw` takes it back."""
    at = now()
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user, at).select_related("group"), pk=meeting_id)
    membership = get_object_or_404(Membership.objects.active(at), group=meeting.group, person=request.user)
    notice = AbsenceNotice.objects.filter(meeting=meeting, membership=membership, withdrawn_at=None).first()
    form = AbsenceForm(request.POST or None, initial={"tell": notice.tell, "words": notice.words} if notice else None)
    if request.method == "POST" and "withdraw" in request.POST:
        if notice:
            services.withdraw_absence_notice(notice=notice, actor=request.user, at=at)
        messages.success(request, _("Good. Your chair waits for you."))
        return redirect("/")
    if request.method == "POST" and form.is_valid():
        services.give_absence_notice(
            meeting=meeting, membership=membership, actor=request.user, at=at, **form.cleaned_data
        )
        messages.success(request, _("Notice given. Your chair stays yours."))
        return redirect("/")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "meeting": meeting, "group": meeting.group, "notice": notice}
    return render(request, "groups/absence.html", context, status=status)


@policy(signed_in)
def leaving(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Leave a group, after one look at what that means."""
    at = now()
    membership = get_object_or_404(
        Membership.objects.active(at).select_related("group"), group_id=group_id, person=request.user
    )
    if request.method == "POST":
        services.leave(membership=membership, actor=request.user, at=at)
        messages.success(
            request, _("You have left %(group)s. You can come back any day.") % {"group": membership.group.name}
        )
        return redirect("groups:mine")
    return render(request, "groups/leave.html", {"membership": membership, "group": membership.group})


@policy(signed_in)
def after_visit(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """A visitor decides: stay, another visit, or not now. Nobody is told why."""
    at = now()
    membership = get_object_or_404(
        Membership.objects.active(at).select_related("group"), group_id=group_id, person=request.user, part=Part.VISITOR
    )
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        match form.cleaned_data["decision"]:
            case "stay":
                services.stay(membership=membership, actor=request.user, at=at)
                messages.success(request, _("The chair is yours."))
            case "another":
                services.another_visit(membership=membership, actor=request.user, at=at)
                messages.success(request, _("Come once more, and decide then."))
            case _:
                services.leave(membership=membership, actor=request.user, at=at)
                messages.success(request, _("Not now is a good answer. Other groups are open to you."))
                return redirect(reverse("directory:find"))
        return redirect("/")
    return render(request, "groups/after_visit.html", {"membership": membership, "group": membership.group})
