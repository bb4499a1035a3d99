"""Figures: those who led a meeting with names, coordinators without, everybody their own part alone."""

from tests.architecture.matrix import SIGNED_IN, Row
from tests.cast import Cast

LED = frozenset({"facilitator", "co_facilitator"})
READ_FIGURES = LED | {"coordinator"}
WERE_THERE = frozenset({"member", "second_member", "facilitator"})


def a_report(cast: Cast) -> dict[str, object]:
    """A meeting that was held, and its group."""
    from tests.insights.held import hold, stage

    on = stage(cast)
    return {"meeting_id": hold(on).pk, "group_id": on.group.pk}


def a_running_meeting(cast: Cast) -> dict[str, object]:
    """A meeting that runs, with one of its two leaders in the room."""
    from tests.insights.held import hold, stage

    return {"meeting_id": hold(stage(cast), closed=False).pk}


def the_group_of_it(cast: Cast) -> dict[str, object]:
    """A group of all who met."""
    from tests.insights.held import stage

    return {"group_id": stage(cast).group.pk}


ROWS = {
    "reports/meetings/<uuid:meeting_id>/": Row(who=READ_FIGURES, objects=a_report),
    "reports/groups/<uuid:group_id>/": Row(who=READ_FIGURES, objects=a_report),
    "reports/meetings/<uuid:meeting_id>/beside/": Row(who=frozenset({"facilitator"}), objects=a_running_meeting),
    "reports/groups/<uuid:group_id>/over-weeks/": Row("POST", who=WERE_THERE | LED, objects=the_group_of_it),
    "reports/mine/": Row(who=SIGNED_IN),
    "reports/mine/<uuid:meeting_id>/": Row(who=WERE_THERE, objects=a_report),
}
