"""What visits add elsewhere: a greeter for everybody who comes, and what people of a group are to each other."""

from datetime import datetime
from uuid import UUID

from openchair.agreements.models import Signature
from openchair.core.events import after_commit, on
from openchair.core.time import now
from openchair.groups.events import AbsenceNoticed, MembershipEnded, MembershipStarted, VisitorStayed
from openchair.groups.models import Group, Meeting, Membership, Part
from openchair.groups.panels import Panel, panel
from openchair.groups.queries import farewells_for
from openchair.joining.models import Greeter, Greeting
from openchair.joining.queries.sharing import shared_in
from openchair.joining.queries.visits import greeters_of, visits_to_greet
from openchair.joining.services.referral import end_referrals
from openchair.joining.services.sharing import show_nothing_more
from openchair.joining.services.visits import find_greeter, find_others_for
from openchair.people.events import KeptApart
from openchair.people.models import NoContact, Person


@on(MembershipStarted)
def a_visitor_is_greeted(event: MembershipStarted) -> None:
    """Everybody who tries a group is greeted by somebody."""
    visit = Membership.objects.select_related("person", "group").get(pk=event.membership_id)
    if visit.part == Part.VISITOR:
        find_greeter(visit=visit, at=visit.starts_at)


@on(MembershipEnded)
def a_chair_leaves_nothing_behind(event: MembershipEnded) -> None:
    """Whoever leaves greets nobody any more, and takes along what they showed."""
    show_nothing_more(membership_id=event.membership_id)
    Greeter.objects.filter(membership_id=event.membership_id).delete()
    gone = Membership.objects.select_related("group").get(pk=event.membership_id)
    find_others_for(greeter=gone, at=gone.ends_at or now())


@after_commit(MembershipStarted)
def a_seat_ends_a_referral(event: MembershipStarted) -> None:
    """Whoever has a seat for good has been helped; a visit alone ends nothing."""
    _end_referrals(event.membership_id)


@after_commit(VisitorStayed)
def staying_ends_a_referral(event: VisitorStayed) -> None:
    """Whoever stays after a visit has a seat for good."""
    _end_referrals(event.membership_id)


def _end_referrals(membership_id: UUID) -> None:
    seat = Membership.objects.get(pk=membership_id)
    if seat.part == Part.MEMBER:
        end_referrals(person_id=seat.person_id, at=now())


@on(AbsenceNoticed)
def another_greets_instead(event: AbsenceNoticed) -> None:
    """Whoever is away from a meeting does not greet there."""
    away = Membership.objects.select_related("group").get(pk=event.membership_id)
    find_others_for(greeter=away, at=now(), meeting=Meeting.objects.get(pk=event.meeting_id))


@on(KeptApart)
def nobody_greets_whom_they_must_not_meet(event: KeptApart) -> None:
    """Somebody else greets from then on; neither of the two is told."""
    pair = NoContact.objects.get(pk=event.no_contact_id)
    both = (pair.first_id, pair.second_id)
    running = Membership.objects.active(now()).filter(part=Part.VISITOR)
    for greeting in Greeting.objects.filter(
        visit__in=running, visit__person_id__in=both, greeter__person_id__in=both
    ).select_related("visit__person", "visit__group"):
        find_greeter(visit=greeting.visit, at=now())


@panel
def among_us(group: Group, person: Person | None, membership: Membership | None, at: datetime) -> Panel | None:
    """Who greets a visitor; for those who have signed: good-byes, what people share, and whether they like to greet."""
    if membership is None or group.closed_at is not None:
        return None
    visits = membership.part == Part.VISITOR
    signed = Signature.objects.in_force(at).filter(membership=membership).exists()
    if not signed:
        return None
    context = {
        "group": group,
        "may_share": not visits,
        "greeter": greeters_of([membership.pk]).get(membership.pk) if visits else None,
        "greets": not visits and Greeter.objects.filter(membership=membership).exists(),
        "to_greet": [] if visits else visits_to_greet([membership.pk], at),
        "farewells": [] if visits else farewells_for(membership, at),
        "shared": shared_in(group, at),
    }
    return Panel("joining/_among_us.html", context)
