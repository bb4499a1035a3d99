"""Figures in words. A judgement is only ever about a meeting, never about a person."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from openchair.insights.dynamics import Dynamics, Share
from openchair.insights.hints import Hint
from openchair.insights.notices import FEWEST_TURNS, Notice
from openchair.insights.presence import Where

FEWEST_PEOPLE = 3
"""Below this nothing is shown about balance: two shares tell everything about two people."""
NEW_HERE_DAYS, LONG_HERE_DAYS = 30, 90
"""Below and from how many days in a group somebody is new there, and has been there for long."""
BEGUN, UNSURE = 3, 1
"""The first stage of change, 0 to 4, of those who have begun, and the last of those who are not sure yet."""
FEWEST_ANSWERS = 5
"""Nameless answers, and other small counts, are shown from this number on."""


def minutes(count: int) -> str:
    """ "1 minute", "47 minutes"."""
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def where(place: Where) -> str:
    """Where somebody was during a meeting."""
    if place == "both":
        return _("online and in the hall")
    return _("in the hall") if place == "hall" else _("online")


def percent(part: float | None) -> str:
    """ "23%", or a dash where there is nothing to say."""
    return "–" if part is None else f"{round(part * 100)}%"


def few(count: int) -> str:
    """A small count in words, so that nobody is counted out."""
    if count == 0:
        return _("none")
    return _("a few") if count < FEWEST_ANSWERS else str(count)


def enough_people(dynamics: Dynamics) -> bool:
    """Whether anything about balance may be shown."""
    return len(dynamics.members) >= FEWEST_PEOPLE


def enough_talk(dynamics: Dynamics) -> bool:
    """Whether there were turns enough to say how evenly the floor was held."""
    return len(dynamics.turns) >= FEWEST_TURNS and dynamics.gini_corrected is not None


def balance(dynamics: Dynamics) -> str:
    """How the floor was shared, in a sentence."""
    if not enough_people(dynamics):
        return _("Fewer than three people can be counted, so nothing is said about balance.")
    measure = dynamics.gini_corrected
    if measure is None:
        return _("Nobody but the leaders held the floor, so there is nothing to compare.")
    if not enough_talk(dynamics):
        return _("Too little talk to say how evenly the floor was shared.")
    if measure < 0.2:
        return _("The floor was shared evenly.")
    if measure < 0.35:
        return _("The floor was shared fairly evenly.")
    if measure <= 0.5:
        return _("Some held the floor clearly longer than others.")
    return _("The floor was held unevenly.")


def own_share(dynamics: Dynamics, seat: str) -> str:
    """Somebody's own part of the floor, for that person alone."""
    if seat in dynamics.facilitators:
        return _("You led. Leading is not counted as a share.")
    share = dynamics.members.get(seat)
    if share is None:
        return _("You were there for less than half of it, so no share is worked out.")
    if not enough_people(dynamics):
        return _("Too few people were there to say how the floor was shared.")
    if share.talk_seconds == 0:
        return _("You listened. That is welcome.")
    said = ngettext(
        "You had the floor once, for %(time)s of %(all)s.",
        "You had the floor %(turns)s times, for %(time)s of %(all)s.",
        share.turns,
    )
    whole = sum(each.talk_seconds for each in dynamics.members.values())
    return said % {"turns": share.turns, "time": floor_time(share), "all": max(1, round(whole / 60))}


def floor_time(share: Share | None) -> str:
    """How long somebody held the floor."""
    if share is None or share.talk_seconds <= 0:
        return _("not on the floor")
    if share.talk_seconds < 60:
        return _("less than a minute")
    return minutes(round(share.talk_seconds / 60))


def notice(told: Notice) -> str:
    """A notice for those who lead: something to look at, and what could help."""
    return {
        "too_little_talk": _("Too little talk to say more than this."),
        "uneven": _("The floor was held unevenly. A round with a right to pass gives everybody the same chance."),
        "dominance": _("One person held much of the floor. Equal turns with a soft timer can help."),
        "facilitator_share": _(
            "Leaders held more than half of the floor. Peer groups usually aim for less than a third."
        ),
        "two_person_exchange": _(
            "Two people often answered each other in turn. A stack of raised hands opens it to others."
        ),
        "silence": _("There was much quiet. That is information and not a fault."),
        "uneven_over_weeks": _(
            "Over the last meetings the floor was held unevenly. A round with a right to pass gives everybody the same "
            "chance."
        ),
        "dominance_over_weeks": _(
            "At one meeting after another one person held much of the floor. Equal turns with a soft timer can help."
        ),
        "facilitator_share_over_weeks": _(
            "Over the last meetings leaders held more than half of the floor. Peer groups usually aim for less than a "
            "third."
        ),
    }[told.kind]


def hint(told: Hint) -> tuple[str, str]:
    """A hint for those who lead: the reason, and words that could be said. It names nobody."""
    counted = {"count": told.people, "minutes": told.minutes}
    return {
        "long_turn": (
            ngettext(
                "This turn has lasted %(minutes)s minute.", "This turn has lasted %(minutes)s minutes.", told.minutes
            )
            % counted,
            _("Thank you for trusting us with this. Is there one sentence you would like to end on, for now?"),
        ),
        "waited_long": (
            ngettext(
                "One member has not had the floor for %(minutes)s minutes. A round would bring them in gently.",
                "%(count)s members have not had the floor for %(minutes)s minutes. A round would bring them in gently.",
                told.people,
            )
            % counted,
            _("Let us go round once, and hear from everybody who would like to. Passing is fine."),
        ),
        "dominance": (
            _("One person has had much more than an even share of the floor. The same time for each can help."),
            _("Let us hear from some who have not spoken yet. Two minutes each, and passing is fine."),
        ),
        "uneven": (
            _("The floor is held unevenly. A round with a right to pass gives everybody the same chance."),
            _("Let us go round once, so that everybody has the same chance. Passing is fine."),
        ),
        "facilitator_share": (
            _("Leaders have held more than half of the floor. Peer groups usually aim for less than a third."),
            _("I have said a lot. What would you say to it?"),
        ),
        "two_person_exchange": (
            _("Two people answer each other again and again. A raised hand from somebody else opens it up."),
            _("Thank you both. How is it for the others?"),
        ),
    }[told.kind]


TOO_EARLY = _l("Too early to say how the floor is shared.")
QUIET_TWICE = _l(
    "Somebody had hardly any of the floor at their last two meetings. That may be just what they want; a round with a "
    "right to pass leaves the way open."
)


def mix(*, first: int, days: Sequence[int]) -> str:
    """How long people have been in this group, and nothing else about them; nobody can be told from it.

    `days` has one number for each member here: new, some weeks, or longer. Below three members nothing is said.
    """
    if len(days) < FEWEST_PEOPLE:
        return ""
    long = sum(1 for each in days if each >= LONG_HERE_DAYS)
    new = sum(1 for each in days if each < NEW_HERE_DAYS)
    parts = []
    if first:
        parts.append(
            ngettext("One person is here for the first time.", "%(count)s people are here for the first time.", first)
            % {"count": first}
        )
    if new == len(days):
        parts.append(_("Everybody here came to this group within the last month."))
    elif long == len(days):
        parts.append(_("Everybody here has been in this group for three months or longer."))
    elif long >= 2 and new >= 2:
        parts.append(
            _("Some here have been in this group for three months or longer, some came within the last month.")
        )
    elif not long:
        parts.append(_("Nobody here has been in this group for three months yet."))
    else:
        parts.append(_("People here have been in this group for different lengths of time."))
    return " ".join(parts)


def readiness(stages: Sequence[int]) -> str:
    """How far people here are with what brought them, 0 to 4 of those who said it; "everybody" is never said of it.

    Below three who said it nothing is, and an end of the line is named only where at least two stand there.
    """
    if len(stages) < FEWEST_PEOPLE:
        return ""
    begun = sum(1 for stage in stages if stage >= BEGUN) > 1
    unsure = sum(1 for stage in stages if stage <= UNSURE) > 1
    if begun and unsure:
        return _("Some here have begun to change something, some are not sure yet that they want to.")
    if begun:
        return _("Several people here have begun to change something.")
    if unsure:
        return _("Several people here are not sure yet whether they want to change something.")
    return _("People here are at different points of their way.")
