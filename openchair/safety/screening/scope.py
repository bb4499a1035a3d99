"""What the words around a find do to it: who it is about, whether it is denied, over, or somebody else's words."""

from dataclasses import dataclass

from openchair.safety.screening.rules import Pack
from openchair.safety.screening.text import Text

NEAR = 4
"""Words before a find in which a denial counts."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How a find is meant."""

    of_another: bool = False
    denied: bool = False
    past: bool = False
    reported: bool = False
    media: bool = False
    """In a title, a song or a campaign."""


def scope_of(text: Text, pack: Pack, start: int, end: int) -> Scope:
    """How the stretch of `text.plain` between two positions is meant."""
    begins, ends = next(span for span in text.sentences if span[0] <= start < span[1])
    before, found, after = text.plain[begins:start], text.plain[start:end], text.plain[end:ends]
    clause = _since_turn(before, pack)
    cues = pack.cues
    sentence = text.plain[begins:ends]
    is_now = any(cues["now"].search(words) for words in (found, after, clause))
    is_over = bool(cues["once"].search(sentence)) and not is_now
    return Scope(
        of_another=_of_another(before, clause, found, pack),
        denied=bool(cues["not"].search(" ".join(clause.split()[-NEAR:]))),
        past=is_over or bool(cues["well"].search(text.plain[begins:])),
        reported=bool(cues["said"].search(clause)) or text.plain[:start].count('"') % 2 == 1,
        media=bool(cues["media"].search(sentence)),
    )


def _since_turn(before: str, pack: Pack) -> str:
    """The words before a find, from the last turn of the sentence on: "not this, but that" denies only this."""
    last = 0
    for turn in pack.cues["turn"].finditer(before):
        last = turn.end()
    comma = before.rfind(" , ")
    return before[max(last, comma + 3 if comma >= 0 else 0) :]


def _of_another(before: str, clause: str, found: str, pack: Pack) -> bool:
    """Whether the nearest word for a person is one for somebody else."""
    # "My brother", "told me": a word of one's own may belong to somebody else.
    first, person, owns = (pack.cues[name] for name in ("first", "person", "owns"))
    words = found.split()
    if any(first.fullmatch(word) for word in (*words[:2], words[-1])):
        return False
    for word in reversed(clause.split() or before.split()):
        if person.fullmatch(word):
            return True
        if first.fullmatch(word) and not owns.fullmatch(word):
            return False
    return any(person.fullmatch(word) for word in words)
