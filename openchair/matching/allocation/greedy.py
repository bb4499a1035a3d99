"""First come, first served: what a list on paper does, and what an allocation is compared with.

Whoever has waited longest chooses first, the group that fits best among those with a seat. Then groups that did not
reach their minimum are emptied, those furthest from it first, and whoever was in them chooses again.
"""

from collections import defaultdict
from collections.abc import Sequence

from openchair.matching.allocation.instance import Instance, band_of

Placement = dict[int, int]
"""The group of each person who has one."""


def first_come(instance: Instance, order: Sequence[int] | None = None) -> Placement:
    """Place people one after the other by how long they have waited, or in a given order; every rule holds."""
    order = order or sorted(range(len(instance.people)), key=lambda person: (-instance.people[person].days, person))
    closed: set[int] = set()
    table = _Table(instance)
    while True:
        for person in order:
            if person not in table.placed:
                table.seat(person, closed)
        short = [
            (needs - len(table.inside[group]), group)
            for group, one in enumerate(instance.groups)
            if table.inside[group] and len(table.inside[group]) < (needs := one.needs)
        ]
        if not short:
            return table.placed
        _, group = max(short)
        closed.add(group)
        table.empty(group)


def filled_up(instance: Instance, placement: Placement) -> Placement:
    """A placement with whoever still fits in a group that runs already."""
    table = _Table(instance)
    for person, group in placement.items():
        table.placed[person] = group
        table.inside[group].add(person)
    closed = set(range(len(instance.groups))) - set(table.inside)
    for person in sorted(range(len(instance.people)), key=lambda one: (-instance.people[one].days, one)):
        if person not in table.placed:
            table.seat(person, closed)
    return table.placed


class _Table:
    """Who sits where so far."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.placed: Placement = {}
        self.inside: dict[int, set[int]] = defaultdict(set)
        self._apart: dict[int, set[int]] = defaultdict(set)
        for one, other in instance.apart:
            self._apart[one].add(other)
            self._apart[other].add(one)
        self._friends: dict[int, set[int]] = defaultdict(set)
        for one, other in instance.together:
            self._friends[one].add(other)
            self._friends[other].add(one)
        self._allowed = (
            set(zip(instance.who.tolist(), instance.where.tolist(), strict=True)) if instance.together else None
        )

    def seat(self, person: int, closed: set[int]) -> None:
        """Give somebody, and whoever wants to be with them, the best group that still takes all of them."""
        party = self._party(person)
        if any(one in self.placed for one in party):
            return
        for group in self.instance.best_first(person):
            if group not in closed and self._takes(group, party):
                for one in party:
                    self.placed[one] = group
                self.inside[group].update(party)
                return

    def empty(self, group: int) -> None:
        """A group does not run: whoever was in it has no place for now."""
        for person in self.inside.pop(group):
            del self.placed[person]

    def _party(self, person: int) -> list[int]:
        found, ahead = {person}, [person]
        while ahead:
            new = self._friends.get(ahead.pop(), set()) - found
            found |= new
            ahead.extend(new)
        return sorted(found)

    def _takes(self, group: int, party: Sequence[int]) -> bool:
        if len(party) > 1 and not all(group in self.instance.groups_of(one) for one in party):
            return False
        instance, one = self.instance, self.instance.groups[group]
        inside = self.inside[group].union(party)
        if len(inside) > one.seats:
            return False
        if any(self._apart.get(person, set()) & inside for person in party):
            return False
        urgent = sum(instance.people[person].urgent for person in inside)
        if len(inside) - urgent > one.seats - one.reserved:
            return False
        rules = instance.rules
        if rules.most_new is not None and len(inside) > rules.most_new:
            return False
        if rules.bands:
            bands = [band_of(instance.people[person].stage) for person in inside]
            return all(bands.count(band) <= instance.most_of_a_band(group) for band in range(3))
        return True
