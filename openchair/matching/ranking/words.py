"""What is told about a ranked group, in sentences: for, against, why not, and what would change it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openchair.matching.ranking.filters import Filter
from openchair.matching.ranking.parts import Part
from openchair.matching.ranking.rank import Change, Ranked

FOR: Mapping[Part, Promise] = {
    Part.THEMES: _("It is about what brings you here."),
    Part.GOALS: _("What you want from a group is what this one works on."),
    Part.FORMAT: _("It is run the way you like it."),
    Part.SCHEDULE: _("It meets when you have time."),
    Part.TRAVEL: _("It is easy for you to get there."),
    Part.READINESS: _("It suits where you are right now."),
    Part.COMFORT: _("You find the company there that you wished for."),
    Part.EXPERIENCE: _("A group of this kind was good for you before."),
    Part.WAIT: _("You can start soon."),
}
AGAINST: Mapping[Part, Promise] = {
    Part.THEMES: _("It is mostly about other things than those that bring you here."),
    Part.GOALS: _("It works on other things than you asked for."),
    Part.FORMAT: _("It is run in another way than you like best."),
    Part.SCHEDULE: _("It meets at times that you like less."),
    Part.TRAVEL: _("Getting there takes more than you would like."),
    Part.READINESS: _("It may suit another moment better than this one."),
    Part.COMFORT: _("The company you wished for is not there, as far as we know."),
    Part.EXPERIENCE: _("A group of this kind was not right for you before."),
    Part.WAIT: _("There is a while to wait."),
}
IN_PART: Mapping[Part, Promise] = {
    Part.THEMES: _("It is about a part of what brings you here."),
    Part.GOALS: _("It works on a part of what you asked for."),
    Part.FORMAT: _("Some of how it is run is not what you like best."),
    Part.COMFORT: _("A part of the company you wished for is there."),
}
"""Said instead where something of it is met after all."""
WHY_NOT: Mapping[Filter, Promise] = {
    Filter.NOT_AVAILABLE: _("not available"),
    Filter.CLOSED: _("it takes nobody in right now"),
    Filter.FULL: _("it is full and keeps no waiting list"),
    Filter.AGE: _("it is for people of another age"),
    Filter.IDENTITY: _("it is for people who share something else"),
    Filter.LANGUAGE: _("it speaks none of your languages"),
    Filter.ACCESS: _("it does not offer something that you need"),
    Filter.SCHEDULE: _("it meets when you cannot"),
    Filter.TRAVEL: _("it is further away than you want to go"),
}


def in_favour(one: Ranked) -> list[str]:
    """What speaks for a group, in sentences."""
    return [str(FOR[part]) for part in one.speaks_for]


def objections(one: Ranked) -> list[str]:
    """What speaks against a group, in sentences; what it meets in part is not said to be missing."""
    return [
        str(IN_PART[part] if part in IN_PART and (one.values[part] or 0) > 0 else AGAINST[part])
        for part in one.speaks_against
    ]


def change_words(change: Change) -> str:
    """What would make more groups possible."""
    sentences = {
        Filter.SCHEDULE: ngettext(
            "With other times, {count} more group would be possible.",
            "With other times, {count} more groups would be possible.",
            change.adds,
        ),
        Filter.TRAVEL: ngettext(
            "With a longer way, {count} more group would be possible.",
            "With a longer way, {count} more groups would be possible.",
            change.adds,
        ),
        Filter.LANGUAGE: ngettext(
            "In another language, {count} more group would be possible.",
            "In another language, {count} more groups would be possible.",
            change.adds,
        ),
        Filter.ACCESS: ngettext(
            "If what you need could be arranged, {count} more group would be possible.",
            "If what you need could be arranged, {count} more groups would be possible.",
            change.adds,
        ),
    }
    return sentences[change.of].format(count=change.adds)
