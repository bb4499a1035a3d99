"""The waiting list: everybody their own place and offer, coordinators the board."""

from collections.abc import Mapping
from datetime import timedelta

from openchair.core.time import now
from tests.architecture.matrix import SIGNED_IN, Row
from tests.cast import Cast, new_person

COORDINATOR = frozenset({"coordinator"})
MEMBER = frozenset({"member"})


def a_place(cast: Cast) -> dict[str, object]:
    """The member's place on the list."""
    from openchair.joining.services.waiting import ask_to_wait

    waits = ask_to_wait(person=cast.member, actor=cast.member, at=now() - timedelta(days=9))
    return {"waiting_id": waits.pk}


def friends(cast: Cast) -> dict[str, object]:
    """The member waits with somebody else."""
    from openchair.joining.services.waiting import ask_to_wait, wait_with_friend

    mine, theirs = (
        ask_to_wait(person=person, actor=person, at=now() - timedelta(days=1))
        for person in (cast.member, new_person("a friend"))
    )
    both = wait_with_friend(waiting=mine, code=theirs.code, actor=cast.member, at=now())
    return {"together_id": both.pk}


def a_run(cast: Cast) -> dict[str, object]:
    """Places worked out for the outsider, who may go to the group of the cast."""
    from openchair.joining.services.allocation import make_run
    from openchair.joining.services.waiting import ask_to_wait

    assert cast.circle.group.pk
    ask_to_wait(person=cast.outsider, actor=cast.outsider, at=now() - timedelta(days=9))
    return {"run_id": make_run(actor=cast.coordinator, at=now()).pk}


def somebody_in_a_run(cast: Cast) -> dict[str, object]:
    """The outsider in it."""
    return a_run(cast) | {"person_id": cast.outsider.pk}


def an_offer(cast: Cast) -> dict[str, object]:
    """A seat kept for the member."""
    from openchair.joining.models import Offer

    a_place(cast)
    at = now()
    offer = Offer.objects.create(
        person=cast.member, group=cast.circle.group, made_at=at, until=at + timedelta(days=7), made_by=cast.coordinator
    )
    return {"offer_id": offer.pk}


def a_pair(cast: Cast) -> dict[str, object]:
    """Two people who are kept apart."""
    from openchair.people.services import keep_apart

    pair = keep_apart(one=cast.therapist, other=cast.supervisor, actor=cast.coordinator, at=now() - timedelta(hours=1))
    return {"pair_id": pair.pk}


def the_group(cast: Cast) -> dict[str, object]:
    """The group of the cast."""
    return {"group_id": cast.circle.group.pk}


def a_week_ahead(cast: Cast) -> Mapping[str, object]:
    """A day to answer until."""
    return {"until": (now() + timedelta(days=7)).date().isoformat()}


ROWS = {
    "groups/<uuid:group_id>/profile/": Row(who=COORDINATOR, objects=the_group),
    "kept-apart/": Row(who=COORDINATOR),
    "kept-apart/<uuid:pair_id>/end/": Row("POST", who=COORDINATOR, objects=a_pair),
    "offers/<uuid:offer_id>/": Row(who=MEMBER, objects=an_offer),
    "offers/<uuid:offer_id>/not-now/": Row("POST", who=MEMBER, objects=an_offer),
    "waiting/": Row(who=SIGNED_IN),
    # Only for whoever waits; nobody of the cast does before they ask.
    "waiting/end/": Row("POST"),
    "waiting/friend/": Row("POST"),
    "waiting/friend/<uuid:together_id>/end/": Row("POST", who=MEMBER, objects=friends),
    "waiting-list/": Row(who=COORDINATOR),
    "waiting-list/offers/<uuid:offer_id>/withdrawal/": Row("POST", who=COORDINATOR, objects=an_offer),
    "waiting-list/people/<uuid:waiting_id>/": Row(who=COORDINATOR, objects=a_place),
    "waiting-list/people/<uuid:waiting_id>/alone/": Row("POST", who=COORDINATOR, objects=a_place),
    "waiting-list/people/<uuid:waiting_id>/must-not-meet/": Row("POST", who=COORDINATOR, objects=a_place),
    "waiting-list/people/<uuid:waiting_id>/urgent/": Row("POST", who=COORDINATOR, objects=a_place),
    "waiting-list/runs/<uuid:run_id>/": Row(who=COORDINATOR, objects=a_run),
    "waiting-list/runs/<uuid:run_id>/away/": Row("POST", who=COORDINATOR, objects=a_run),
    "waiting-list/runs/<uuid:run_id>/offers/": Row("POST", who=COORDINATOR, objects=a_run, data=a_week_ahead),
    "waiting-list/runs/<uuid:run_id>/people/<uuid:person_id>/": Row(who=COORDINATOR, objects=somebody_in_a_run),
}
