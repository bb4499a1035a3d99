"""Groups, their agreements and what members said they would do."""

from collections.abc import Mapping

from openchair.core.time import now
from tests.architecture.matrix import ANYBODY, SIGNED_IN, VISITOR, Row
from tests.cast import Cast
from tests.circle import SEATED

IN_THE_GROUP = frozenset(SEATED) | {VISITOR}
COORDINATOR = frozenset({"coordinator"})
TELL_WHO = COORDINATOR | {"supervisor"}
RUN_THE_GROUP = COORDINATOR | {"facilitator", "co_facilitator"}


def the_group(cast: Cast) -> dict[str, object]:
    """The group of the cast."""
    return {"group_id": cast.circle.group.pk}


def the_meeting(cast: Cast) -> dict[str, object]:
    """Its next meeting."""
    return {"meeting_id": cast.circle.meeting.pk}


def the_series(cast: Cast) -> dict[str, object]:
    """Its weekly time."""
    return {"group_id": cast.circle.group.pk, "series_id": cast.circle.series.pk}


def a_leaders_seat(cast: Cast) -> dict[str, object]:
    """The seat of somebody who leads it."""
    return {"group_id": cast.circle.group.pk, "seat_id": cast.circle.seats["facilitator"].pk}


def a_members_seat(cast: Cast) -> dict[str, object]:
    """The seat of a member."""
    return {"group_id": cast.circle.group.pk, "seat_id": cast.circle.seats["member"].pk}


def a_commitment(cast: Cast) -> dict[str, object]:
    """What the member said they would do."""
    from openchair.goals.services import make_commitment

    made = make_commitment(
        person=cast.member, meeting=cast.circle.meeting, words="a walk", shared=False, witness_seat_id=None, at=now()
    )
    return {"commitment_id": made.pk}


def done(cast: Cast) -> Mapping[str, object]:
    """The answer that it was done."""
    return {"outcome": "done"}


ROWS = {
    "groups/": Row(who=SIGNED_IN),
    "groups/new/": Row(who=COORDINATOR),
    "groups/meetings/<uuid:meeting_id>/absence/": Row(who=IN_THE_GROUP, objects=the_meeting),
    "groups/meetings/<uuid:meeting_id>/absence/withdrawal/": Row("POST", who=IN_THE_GROUP, objects=the_meeting),
    "groups/meetings/<uuid:meeting_id>/cancellation/": Row(who=RUN_THE_GROUP, objects=the_meeting),
    # The group of the cast is listed: anybody may read what it is and what one signs there.
    "groups/<uuid:group_id>/": Row(who=ANYBODY, objects=the_group),
    "groups/<uuid:group_id>/agreement/": Row(who=ANYBODY, objects=the_group),
    "groups/<uuid:group_id>/agreement/withdrawal/": Row(who=IN_THE_GROUP, objects=the_group),
    "groups/<uuid:group_id>/agreement/versions/": Row(who=ANYBODY, objects=the_group),
    "groups/<uuid:group_id>/agreement/new/": Row(who=RUN_THE_GROUP, objects=the_group),
    "groups/<uuid:group_id>/agreement/signatures/": Row(who=RUN_THE_GROUP, objects=the_group),
    "groups/<uuid:group_id>/myself/": Row(who=IN_THE_GROUP, objects=the_group),
    "groups/<uuid:group_id>/leaving/": Row(who=IN_THE_GROUP, objects=the_group),
    # Only when somebody on a trial visit has been to a meeting; nobody here has.
    "groups/<uuid:group_id>/after-visit/": Row(who=frozenset(), objects=the_group),
    "groups/<uuid:group_id>/edit/": Row(who=COORDINATOR, objects=the_group),
    "groups/<uuid:group_id>/closing/": Row(who=COORDINATOR, objects=the_group),
    "groups/<uuid:group_id>/week/": Row(who=COORDINATOR, objects=the_group),
    "groups/<uuid:group_id>/week/<uuid:series_id>/": Row(who=COORDINATOR, objects=the_series),
    "groups/<uuid:group_id>/people/": Row(who=COORDINATOR, objects=the_group),
    "groups/<uuid:group_id>/people/<uuid:seat_id>/end/": Row("POST", who=COORDINATOR, objects=a_leaders_seat),
    # Never those who lead: which person a seat is, for those who answer for the programme.
    "groups/<uuid:group_id>/people/<uuid:seat_id>/who/": Row(who=TELL_WHO, objects=a_members_seat),
    "goals/commitments/<uuid:commitment_id>/outcome/": Row(
        "POST", who=frozenset({"member"}), objects=a_commitment, data=done
    ),
}
