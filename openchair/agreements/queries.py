"""Reads about agreements."""

from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from openchair.agreements.models import AgreementVersion, Signature
from openchair.agreements.reading import GRADE_TO_AGE, GROWN_UP, grade
from openchair.core.time import now
from openchair.groups.models import Group, Membership, Part


def current_version(group: Group) -> AgreementVersion | None:
    """The version that is to be signed now."""
    return AgreementVersion.objects.filter(group=group).order_by("-number").first()


def has_valid_signature(membership: Membership) -> bool:
    """Whether this seat's person signed the current version and did not take it back."""
    return Signature.objects.in_force(now()).filter(membership=membership).exists()


def signed_seats(group_id: UUID, at: datetime) -> set[UUID]:
    """Ids of all memberships of a group with a valid signature, in one query."""
    found = Signature.objects.in_force(at).filter(version__group_id=group_id)
    return set(found.values_list("membership_id", flat=True))


def last_signature(membership: Membership) -> Signature | None:
    """What this seat's person signed last, if it stands."""
    return (
        Signature.objects.standing()
        .filter(membership=membership)
        .select_related("version")
        .order_by("-version__number")
        .first()
    )


def read_out(group: Group) -> list[str]:
    """The points of the current agreement, one paragraph each, for reading out at the opening."""
    version = current_version(group)
    return [str(clause["text"]) for clause in version.clauses] if version else []


def choice_of(group: Group, optional: str) -> str:
    """Which choice of an optional point the current agreement makes, such as "or_listen" of "sobriety"; or none."""
    version = current_version(group)
    chosen = {clause["id"]: str(clause.get("choice", "")) for clause in version.clauses} if version else {}
    return chosen.get(optional, "")


def reading_age(text: str) -> int | None:
    """From about which age a text reads easily, 18 for 18 and more; None where it has no words to judge."""
    return max(GRADE_TO_AGE, min(GROWN_UP, round(grade(text) + GRADE_TO_AGE))) if text.strip() else None


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, was taken out or is new."""

    kind: str
    """same, out or new."""
    words: str


@dataclass(frozen=True)
class ChangedClause:
    """One point that differs between two versions, with its number in the newer (0: it is gone)."""

    number: int
    pieces: list[Piece]

    @property
    def is_new(self) -> bool:
        """Whether the whole point was not there before."""
        return all(piece.kind == "new" for piece in self.pieces)


ANOTHER_SENTENCE = 0.5
"""Below this likeness a sentence is shown as replaced: single shared words between changes help nobody to read."""


def difference(old: AgreementVersion, new: AgreementVersion) -> list[ChangedClause]:
    """What changed between two versions, word by word, in the order of the newer; points that are gone come last."""
    before = {clause["id"]: _said(clause) for clause in old.clauses}
    changed = []
    for number, clause in enumerate(new.clauses, start=1):
        said = _said(clause)
        was = before.pop(clause["id"], ("", ""))
        if was != said:
            pieces = [piece for one, other in zip(was, said, strict=True) for piece in _pieces(one, other)]
            changed.append(ChangedClause(number=number, pieces=pieces))
    gone = [ChangedClause(number=0, pieces=[Piece("out", " ".join(said).strip())]) for said in before.values()]
    return changed + gone


def _said(clause: dict[str, Any]) -> tuple[str, str]:
    return " ".join(clause["text"].split()), " ".join(clause.get("why", "").split())


def _pieces(was: str, said: str) -> list[Piece]:
    if was == said:
        return [Piece("same", said)] if said else []
    old, new = was.split(), said.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ANOTHER_SENTENCE:
        return [piece for piece in (Piece("out", was), Piece("new", said)) if piece.words]
    pieces = []
    for kind, from_, to, from_new, to_new in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", " ".join(new[from_new:to_new])))
            continue
        if to > from_:
            pieces.append(Piece("out", " ".join(old[from_:to])))
        if to_new > from_new:
            pieces.append(Piece("new", " ".join(new[from_new:to_new])))
    return pieces


@dataclass(frozen=True)
class Signed:
    """One seat and whether its person gave their word on the current version."""

    name: str
    part: str
    version: int | None
    """The version signed last and not taken back; None for none."""
    is_current: bool


def who_signed(group: Group, at: datetime) -> list[Signed]:
    """Every running seat of a group with the version it signed, by name."""
    current = current_version(group)
    standing = Signature.objects.standing().filter(membership=OuterRef("pk")).order_by("-version__number")
    seats = Membership.objects.active(at).filter(group=group).order_by("pseudonym", "pk")
    rows = seats.annotate(signed=Subquery(standing.values("version__number")[:1])).values_list(
        "pseudonym", "part", "signed"
    )
    return [
        Signed(name, str(Part(part).label), number, current is not None and number == current.number)
        for name, part, number in rows
    ]


def versions_with_changes(group: Group) -> list[tuple[AgreementVersion, list[ChangedClause]]]:
    """All versions, newest first, each with what it changed from the one before."""
    versions = list(AgreementVersion.objects.filter(group=group).order_by("number"))
    before: list[AgreementVersion | None] = [None, *versions]
    pairs = [
        (version, difference(earlier, version) if earlier else [])
        for earlier, version in zip(before, versions, strict=False)
    ]
    return pairs[::-1]
