"""Rules that cannot hold together, named before anything is worked out. For the coordinator alone: it names people."""

from collections.abc import Iterable

from django.db.models import F, Q
from django.utils.translation import gettext as _

from openchair.joining.models import GroupProfile
from openchair.joining.placing.runs import FILE, names_of, parties_of
from openchair.joining.profiles import Document
from openchair.matching.placing import ranked_fit


def clashes_of(document: Document) -> list[str]:
    """Which rules clash, and with whom; empty when none do."""
    return [*_clashing_groups(document), *_clashing_people(document)]


def _clashing_groups(document: Document) -> list[str]:
    ids = [row["id"] for row in document["groups"]]
    too_much = GroupProfile.objects.filter(Q(reserved__gt=F("group__seats")) | Q(minimum__gt=F("group__seats")))
    found = []
    for profile in too_much.filter(group__in=ids).select_related("group").order_by("group__name"):
        group = profile.group
        if profile.reserved > group.seats:
            sentence = _("{group} keeps {many} seats for urgent referrals, and has {seats} seats in all.")
            found.append(sentence.format(group=group.name, many=profile.reserved, seats=group.seats))
        if profile.minimum > group.seats:
            sentence = _("{group} needs {many} people to begin, and has {seats} seats in all.")
            found.append(sentence.format(group=group.name, many=profile.minimum, seats=group.seats))
    return found


def _clashing_people(document: Document) -> list[str]:
    parties = {tuple(party) for party in parties_of(document).values()}
    names = names_of({person for party in parties for person in party})
    found = []
    for party in sorted(parties):
        inside = [pair for pair in document["apart"] if set(pair) <= set(party)]
        for one, other in inside:
            sentence = _("{one} and {other} want the same group, and are kept apart. End one of the two.")
            if [one, other] not in document["together"] and [other, one] not in document["together"]:
                sentence = _(
                    "{one} and {other} want the same group by way of friends, and are kept apart. End one of them."
                )
            found.append(sentence.format(one=names.get(one, ""), other=names.get(other, "")))
        if not inside and not _common(document["fit"], party) and _common(_fit_without_apart(document, party), party):
            sentence = _(
                "{names} want the same group, and in every group that suits both sits somebody whom one of them must "
                "not meet. Ask them whether one alone is fine."
            )
            found.append(sentence.format(names=_listed(names.get(person, "") for person in party)))
    return found


def _common(fit: dict[str, dict[str, float]], party: Iterable[str]) -> set[str]:
    """The groups that are possible for each of them."""
    possible = [set(fit.get(person, {})) for person in party]
    return set.intersection(*possible) if possible else set()


def _fit_without_apart(document: Document, party: Iterable[str]) -> dict[str, dict[str, float]]:
    people = [row for row in document["people"] if row["id"] in set(party)]
    some = {"groups": document["groups"], "people": people, "apart": []}
    return {str(person): {str(group): share for group, share in fits.items()} for person, fits in
            ranked_fit(some, year=document["year"], file=FILE).items()}  # fmt: skip


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return _("{some} and {last}").format(some=", ".join(first), last=last) if first else last
