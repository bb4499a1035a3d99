"""The agenda as forms: one for each part, in an order that plain buttons change."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openchair.rooms.core.commands import SegmentKind
from openchair.rooms.lateness import FEWEST_MINUTES
from openchair.rooms.lateness import MOST_MINUTES as LATEST_MINUTES
from openchair.rooms.meeting_templates import (
    LONGEST_PARAGRAPH,
    LONGEST_PROMPT,
    LONGEST_TITLE,
    LONGEST_TURN,
    MOST_MINUTES,
    MOST_PARAGRAPHS,
    MOST_SEGMENTS,
    SEGMENT_KINDS,
    PlannedSegment,
)
from openchair.rooms.models import LONGEST_TOPIC, LateRule

KIND_WORDS = {
    "opening_words": _("Opening words: read out"),
    "agreement": _("The agreement: read out"),
    "commitments": _("Last time's small things: each in turn"),
    "mood_check_in": _("How somebody arrives: each in turn"),
    "open_floor": _("Open floor: by raised hands"),
    "round": _("A round: each in turn"),
    "timed_round": _("A round with the same time for everybody: each in turn"),
    "listening_round": _("A listening round: after each turn somebody says back what they heard"),
    "write_and_reveal": _("Everybody writes first, then all is shown at once: by raised hands"),
    "reading": _("A text the group brings: the reader reads it out"),
    "pairs": _("In twos, then a round with everybody"),
    "celebration": _("What went well: by raised hands"),
    "closing_commitments": _("One small thing until next time: each in turn"),
    "check_out": _("How somebody leaves: nameless answers"),
    "closing_words": _("Closing words: read out"),
}
"""What happens in a part of each kind, in words."""
ROLE_WORDS = {"greeter": _("Greeter"), "timekeeper": _("Timekeeper"), "reader": _("Reader")}
"""Small roles, in words."""
READ_OUT = ("opening_words", "closing_words")
ADDED = [(kind, KIND_WORDS[kind]) for kind in SEGMENT_KINDS if kind not in READ_OUT]
FIELDS = ("kind", "title", "minutes", "turn_seconds", "prompt", "nameless", "script")
Row = dict[str, str]
"""What one part was sent with, or holds, as text: it may still be wrong."""


class SegmentForm(forms.Form):
    """One part of the agenda."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in SEGMENT_KINDS], widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("What it is called"), max_length=LONGEST_TITLE, error_messages={"required": _("Give it a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=MOST_MINUTES,
        error_messages={"required": _("Say how many minutes it takes.")},
    )  # fmt: skip
    turn_seconds = forms.IntegerField(
        label=_("Seconds for one turn"), min_value=0, max_value=LONGEST_TURN, required=False
    )  # fmt: skip
    prompt = forms.CharField(
        label=_("What is asked"), max_length=LONGEST_PROMPT, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )  # fmt: skip
    nameless = forms.BooleanField(
        label=_("Without names"), required=False,
        help_text=_("Answers are shown without names, and only from three on. Everybody reads this before they write."),
    )  # fmt: skip
    script = forms.CharField(
        label=_("What is read out"), required=False, max_length=MOST_PARAGRAPHS * (LONGEST_PARAGRAPH + 2),
        help_text=_("One paragraph on each line."), widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, data: Row | None, *, number: int, row: Row) -> None:
        super().__init__(data, prefix=f"part-{number}", initial=None if data else row)
        self.number, self.row = number, row
        self.is_first, self.is_last = row["kind"] == "opening_words", row["kind"] == "closing_words"
        # Read out are the words of the beginning and the end; what a template reads elsewhere can be changed too.
        if row["kind"] not in READ_OUT and not row["script"].strip():
            del self.fields["script"]
        if row["kind"] != "write_and_reveal":
            del self.fields["nameless"]

    @property
    def kind_words(self) -> str:
        """What happens in it."""
        return str(KIND_WORDS.get(self.row["kind"], ""))

    def clean_script(self) -> list[str]:
        """Paragraphs, none too long to read out in one go."""
        paragraphs = [line.strip() for line in self.cleaned_data["script"].splitlines() if line.strip()]
        if len(paragraphs) > MOST_PARAGRAPHS:
            raise forms.ValidationError(_("Twelve paragraphs at most."))
        if any(len(each) > LONGEST_PARAGRAPH for each in paragraphs):
            raise forms.ValidationError(_("One of the paragraphs is longer than 400 letters. Split it in two."))
        if self.row["kind"] in READ_OUT and not paragraphs:
            raise forms.ValidationError(_("Write at least one sentence to read out."))
        return paragraphs

    def segment(self) -> PlannedSegment:
        """The part as it was filled in."""
        said = self.cleaned_data
        return PlannedSegment(
            kind=said["kind"], title=said["title"], minutes=said["minutes"], prompt=said["prompt"],
            script=said.get("script") or [], turn_seconds=said["turn_seconds"] or 0,
            nameless=said.get("nameless", False),
        )  # fmt: skip


class AddForm(forms.Form):
    """One part more."""

    added = forms.ChoiceField(label=_("Add a part"), choices=ADDED, initial="round")


class TemplateForm(forms.Form):
    """By which template a group meets."""

    template = forms.ChoiceField(
        label=_("Template"), widget=forms.RadioSelect, error_messages={"required": _("Choose one of these.")}
    )

    def __init__(self, choices: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = choices  # type: ignore[attr-defined]


class LateRuleForm(forms.Form):
    """Until when people are let in after the beginning."""

    kind = forms.ChoiceField(
        label=_("People are let in"), choices=LateRule.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutes after the beginning"), required=False, min_value=FEWEST_MINUTES, max_value=LATEST_MINUTES,
        help_text=_("Counts with the second answer only."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The minutes are asked for where they count."""
        data = super().clean() or {}
        if data.get("kind") == LateRule.Kind.MINUTES and not data.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", _("Say how many minutes."))
        return data


class TopicForm(forms.Form):
    """Something a member would like to talk about."""

    words = forms.CharField(
        label=_("Something I would like to talk about"), max_length=LONGEST_TOPIC,
        help_text=_("One sentence or a question. Leave out what others told you."),
        error_messages={"required": _("Write a sentence. It can be short.")},
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )  # fmt: skip


def row_of(segment: PlannedSegment) -> Row:
    """A part as the text of its form."""
    return {
        "kind": segment.kind,
        "title": segment.title,
        "minutes": str(segment.minutes),
        "turn_seconds": str(segment.turn_seconds),
        "prompt": segment.prompt,
        "nameless": "on" if segment.nameless else "",
        "script": "\n".join(segment.script),
    }


def rows_from(posted: Mapping[str, str]) -> list[Row]:
    """The parts as they were sent, in their order, right or wrong; beyond what a meeting can hold nothing is read."""
    rows = []
    for number in range(1, MOST_SEGMENTS + 2):
        if posted.get(f"part-{number}-kind") not in SEGMENT_KINDS:
            break
        rows.append({name: posted.get(f"part-{number}-{name}", "") for name in FIELDS})
    return rows


def forms_of(rows: Sequence[Row], *, bound: bool) -> list[SegmentForm]:
    """A form for each part; bound ones say what is wrong."""
    found = []
    for number, row in enumerate(rows, start=1):
        data = {f"part-{number}-{name}": value for name, value in row.items()} if bound else None
        found.append(SegmentForm(data, number=number, row=row))
    return found


def minutes_in(rows: Sequence[Row]) -> int:
    """All minutes together; what is no number counts as none."""
    return sum(int(row["minutes"]) for row in rows if row["minutes"].isdecimal() and len(row["minutes"]) < 4)


def changed_order(rows: list[Row], act: str, new: Mapping[SegmentKind, Row], added: str) -> tuple[list[Row], int]:
    """The parts after one button: moved, left out or with one more; and the number of the part to look at."""
    name, _colon, said = act.partition(":")
    place = int(said) - 1 if said.isdecimal() and len(said) < 3 else -1
    if name == "add" and added in new and added not in READ_OUT:
        # Before the closing words, which stay the last.
        place = len(rows) - 1 if rows and rows[-1]["kind"] == "closing_words" else len(rows)
        return [*rows[:place], new[added], *rows[place:]], place + 1  # type: ignore[index]
    if not 0 <= place < len(rows):
        return rows, 1
    moved = [*rows[:place], *rows[place + 1 :]]
    if name == "leave":
        return moved, max(1, min(place + 1, len(moved)))
    to = place + {"up": -1, "down": 1}.get(name, 0)
    if not 0 <= to < len(rows):
        return rows, place + 1
    moved.insert(to, rows[place])
    return moved, to + 1
