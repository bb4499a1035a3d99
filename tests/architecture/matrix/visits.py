"""Trial visits, good-byes and what members show each other: everybody their own alone."""

from openchair.core.time import now
from tests.architecture.matrix import SIGNED_IN, Row
from tests.cast import Cast
from tests.circle import SEATED

STAYS = frozenset(SEATED)
"""Whoever has a seat for good: visitors neither greet nor show anything yet."""


def the_group(cast: Cast) -> dict[str, object]:
    """The group of the cast."""
    return {"group_id": cast.group.pk}


def an_answer(cast: Cast) -> dict[str, object]:
    """How the group was for the member."""
    from openchair.joining.services.visits import say_fit

    said = say_fit(person=cast.member, group=cast.group, value=8, actor=cast.member, at=now())
    return {"answer_id": said.pk}


ROWS = {
    "groups/<uuid:group_id>/greeting/": Row("POST", who=STAYS, objects=the_group),
    "groups/<uuid:group_id>/sharing/": Row(who=STAYS, objects=the_group),
    # Only for whoever left with a good-bye or stays in touch; nobody here did.
    "groups/<uuid:group_id>/return/": Row("POST", who=frozenset(), objects=the_group),
    "groups/<uuid:group_id>/good-bye/deletion/": Row("POST", who=frozenset(), objects=the_group),
    "groups/<uuid:group_id>/out-of-touch/": Row("POST", who=frozenset(), objects=the_group),
    "my-data/fit/": Row(who=SIGNED_IN),
    "my-data/fit/<uuid:answer_id>/deletion/": Row("POST", who=frozenset({"member"}), objects=an_answer),
    "trying/": Row(who=SIGNED_IN),
    "trying/both/": Row(who=SIGNED_IN),
}
