"""An independent look at a result: every rule is counted again from the instance, and one broken rule rejects it all.

It shares no line with the model that the solver sees, so that a mistake there cannot hide here.
"""

from collections.abc import Mapping

from openchair.matching.allocation.instance import FURTHER_ON, STARTING_OUT, Instance


def broken_rules(instance: Instance, placement: Mapping[int, int]) -> list[str]:
    """What is wrong with a placement (person to group), in words; empty when nothing is."""
    allowed = set(zip(instance.who.tolist(), instance.where.tolist(), strict=True))
    found = [
        f"person {person} may not be in group {group}"
        for person, group in sorted(placement.items())
        if (person, group) not in allowed
    ]
    for group, one in enumerate(instance.groups):
        inside = sorted(person for person, where in placement.items() if where == group)
        if not inside:
            continue
        if len(inside) > one.seats:
            found.append(f"group {group} has {one.seats} free seats and was given {len(inside)} people")
        if one.present + len(inside) < one.minimum:
            found.append(f"group {group} needs {one.minimum} people and would have {one.present + len(inside)}")
        others = [person for person in inside if not instance.people[person].urgent]
        if len(others) > one.seats - one.reserved:
            found.append(f"group {group} keeps {one.reserved} seats for urgent referrals, and others sit on them")
        most_new = instance.rules.most_new
        if most_new is not None and len(inside) > most_new:
            found.append(f"group {group} takes {most_new} new people at once and was given {len(inside)}")
        if instance.rules.bands:
            stages = [instance.people[person].stage for person in inside]
            for words, many in (
                ("starting out", sum(0 <= stage <= STARTING_OUT for stage in stages)),
                ("between", sum(STARTING_OUT < stage < FURTHER_ON for stage in stages)),
                ("further on", sum(stage >= FURTHER_ON for stage in stages)),
            ):
                if 5 * many > 3 * one.seats + 4:  # more than three fifths, rounded up
                    found.append(f"group {group} was given {many} people who are {words}")
    for person, group in sorted(instance.kept_out):
        if placement.get(person) == group:
            found.append(f"person {person} is kept apart from somebody in group {group}")
    for one_person, other in sorted(instance.apart):
        if one_person in placement and placement[one_person] == placement.get(other):
            found.append(f"people {one_person} and {other} are kept apart and share group {placement[other]}")
    for one_person, other in sorted(instance.together):
        if placement.get(one_person) != placement.get(other):
            found.append(f"people {one_person} and {other} want the same group")
    return found
