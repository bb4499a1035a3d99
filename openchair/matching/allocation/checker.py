"""An independent look at a result: every rule is counted again from the instance, and one broken rule rejects it all.

It shares no line with the model that the solver sees, so that a mistake there cannot hide here.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from openchair.matching.allocation.instance import FURTHER_ON, STARTING_OUT, Instance


class Rule(StrEnum):
    """What a placement has to keep to."""

    ALLOWED = "allowed"
    SEATS = "seats"
    MINIMUM = "minimum"
    RESERVED = "reserved"
    MOST_NEW = "most_new"
    BANDS = "bands"
    APART = "apart"
    TOGETHER = "together"


class Broken(str):
    """What is wrong, in words, with the rule that it breaks and the people without one of whom it would hold."""

    __slots__ = ("people", "rule")

    def __new__(cls, rule: Rule, people: Iterable[int], words: str) -> "Broken":
        """Words for a programme's log; whoever tells a person finds their own by the rule."""
        made = super().__new__(cls, words)
        made.rule, made.people = rule, tuple(people)
        return made

    rule: Rule
    people: tuple[int, ...]


def broken_rules(instance: Instance, placement: Mapping[int, int]) -> list[Broken]:
    """What is wrong with a placement (person to group), in words; empty when nothing is."""
    allowed = set(zip(instance.who.tolist(), instance.where.tolist(), strict=True))
    found = [
        Broken(Rule.ALLOWED, [person], f"person {person} may not be in group {group}")
        for person, group in sorted(placement.items())
        if (person, group) not in allowed
    ]
    inside_of: dict[int, list[int]] = {}
    for person, group in sorted(placement.items()):
        inside_of.setdefault(group, []).append(person)
    for group, inside in sorted(inside_of.items()):
        found += _broken_in(instance, group, inside)
    for person, group in sorted(instance.kept_out):
        if placement.get(person) == group:
            words = f"person {person} is kept apart from somebody in group {group}"
            found.append(Broken(Rule.APART, [person], words))
    for one_person, other in sorted(instance.apart):
        if one_person in placement and placement[one_person] == placement.get(other):
            words = f"people {one_person} and {other} are kept apart and share group {placement[other]}"
            found.append(Broken(Rule.APART, [one_person, other], words))
    for one_person, other in sorted(instance.together):
        if placement.get(one_person) != placement.get(other):
            words = f"people {one_person} and {other} want the same group"
            found.append(Broken(Rule.TOGETHER, [one_person, other], words))
    return found


def _broken_in(instance: Instance, group: int, inside: list[int]) -> list[Broken]:
    """What is wrong with the people of one group."""
    one, many = instance.groups[group], len(inside)
    found = []
    if many > one.seats:
        words = f"group {group} has {one.seats} free seats and was given {many} people"
        found.append(Broken(Rule.SEATS, inside, words))
    if one.present + many < one.minimum:
        words = f"group {group} needs {one.minimum} people and would have {one.present + many}"
        found.append(Broken(Rule.MINIMUM, inside, words))
    others = [person for person in inside if not instance.people[person].urgent]
    if len(others) > one.seats - one.reserved:
        words = f"group {group} keeps {one.reserved} seats for urgent referrals, and others sit on them"
        found.append(Broken(Rule.RESERVED, others, words))
    most_new = instance.rules.most_new
    if most_new is not None and many > most_new:
        words = f"group {group} takes {most_new} new people at once and was given {many}"
        found.append(Broken(Rule.MOST_NEW, inside, words))
    if instance.rules.bands:
        for band, first, last in (
            ("starting out", 0, STARTING_OUT),
            ("between", STARTING_OUT + 1, FURTHER_ON - 1),
            ("further on", FURTHER_ON, 4),
        ):
            alike = [person for person in inside if first <= instance.people[person].stage <= last]
            if 5 * len(alike) > 3 * one.seats + 4:  # more than three fifths, rounded up
                words = f"group {group} was given {len(alike)} people who are {band}"
                found.append(Broken(Rule.BANDS, alike, words))
    return found
