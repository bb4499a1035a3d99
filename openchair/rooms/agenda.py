"""The agenda of a meeting: which parts, how long, and what is read out."""

from django.utils import translation
from django.utils.translation import gettext as _

from openchair.agreements.queries import read_out
from openchair.groups.models import Meeting, Mode
from openchair.rooms.core.commands import Segment, SegmentKind

SHARES: tuple[tuple[SegmentKind, int], ...] = (
    ("opening_words", 3),
    ("agreement", 3),
    ("commitments", 8),
    ("mood_check_in", 12),
    ("open_floor", 20),
    ("round", 12),
    ("celebration", 4),
    ("closing_commitments", 6),
    ("check_out", 4),
    ("closing_words", 3),
)
"""How a meeting of 75 minutes is divided; longer and shorter ones in proportion."""
TURN_SECONDS: dict[SegmentKind, int] = {
    "commitments": 60, "mood_check_in": 60, "round": 120, "closing_commitments": 45, "open_floor": 180,
}  # fmt: skip


def default_agenda(meeting: Meeting) -> list[Segment]:
    """The parts of a meeting, in the language of its group."""
    minutes = max(15, round((meeting.ends_at - meeting.starts_at).total_seconds() / 60))
    whole = sum(share for _kind, share in SHARES)
    with translation.override(meeting.group.language):
        return [
            Segment(
                kind=kind,
                title=_title(kind),
                minutes=max(1, round(minutes * share / whole)),
                prompt=_prompt(kind),
                script=_script(kind, meeting),
                turn_seconds=TURN_SECONDS.get(kind, 0),
            )
            for kind, share in SHARES
        ]


def _title(kind: SegmentKind) -> str:
    return {
        "opening_words": _("Opening words"),
        "agreement": _("Our agreement"),
        "commitments": _("Since last time"),
        "mood_check_in": _("How I arrive"),
        "open_floor": _("Open floor"),
        "round": _("Round"),
        "celebration": _("What went well"),
        "closing_commitments": _("One small thing"),
        "check_out": _("How I leave"),
        "closing_words": _("Closing words"),
    }[kind]


def _prompt(kind: SegmentKind) -> str:
    return {
        "opening_words": "",
        "agreement": _("Read aloud, so that everybody hears the same."),
        "commitments": _("What became of the one small thing you named last time? Done, part of it, or not this time."),
        "mood_check_in": _("One or two sentences: how do you arrive today? You can always pass."),
        "open_floor": _("Raise your hand when you would like the floor. Say whether you want to be heard, "
                        "to hear experience, or to get ideas."),
        "round": _("What do you take from what you heard? Everybody is asked once; passing is fine."),
        "celebration": _("Something that went well, however small."),
        "closing_commitments": _("One small thing until next time, and who may ask you about it."),
        "check_out": _("How do you leave? Did you feel heard, did you feel safe?"),
        "closing_words": "",
    }[kind]  # fmt: skip


def _script(kind: SegmentKind, meeting: Meeting) -> list[str]:
    if kind == "opening_words":
        words = [
            _("Welcome. It is good that you are here, whoever you are tonight."),
            _("We listen more than we advise. We speak of ourselves. What is said here stays here."),
            _("You can pass, step out, or call whoever leads at any moment, without saying why."),
        ]
        if meeting.group.mode == Mode.PEER:
            words.append(_("This is a group of peers. It is not therapy and does not replace it."))
        return words
    if kind == "agreement":
        return read_out(meeting.group)
    if kind == "closing_words":
        return [
            _("Thank you for being here, for speaking and for listening."),
            _("What you heard stays here. Take with you what helps, leave the rest."),
            _("If tonight gets hard: help is one tap away on every page."),
        ]
    return []
