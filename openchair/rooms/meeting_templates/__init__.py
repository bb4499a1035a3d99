"""Meeting templates: what the parts of a meeting are, how long, and what is read out, as data files.

A language is one file here; to add one, translate `en.json` and keep its ids. What a file leaves out is taken from the
English one. An organisation puts its own `meeting-templates.json` into the installation's folder:

    {"en": {"templates": [ … as in en.json … ], "checklist": {"opening": [ … ], "closing": [ … ]}}}

A template with the id of one that ships stands in its place, any other comes after them. Files are read strictly; an
own file that cannot be read changes nothing, and `openchair check` says what is wrong with it. The order of templates
in a file counts: a group begins with the first that fits its mode and kind.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

import msgspec
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import Meta, Struct

from openchair.core.errors import InputProblem
from openchair.groups.models import Group, Kind
from openchair.rooms.core.commands import CheckItem, Role, SegmentKind

FOLDER = Path(__file__).parent
LONGEST_TITLE, LONGEST_PROMPT, LONGEST_PARAGRAPH = 60, 400, 400
MOST_PARAGRAPHS, FEWEST_SEGMENTS, MOST_SEGMENTS = 12, 3, 20
MOST_MINUTES, LONGEST_TURN = 180, 900
MOST_ITEMS = 12
T = TypeVar("T")
SEGMENT_KINDS: tuple[SegmentKind, ...] = get_args(SegmentKind)

Title = Annotated[str, Meta(min_length=1, max_length=LONGEST_TITLE, pattern=r"\S")]
Prompt = Annotated[str, Meta(max_length=LONGEST_PROMPT)]
Script = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=LONGEST_PARAGRAPH)]], Meta(max_length=MOST_PARAGRAPHS)
]
Minutes = Annotated[int, Meta(ge=1, le=MOST_MINUTES)]
TurnSeconds = Annotated[int, Meta(ge=0, le=LONGEST_TURN)]
CheckWords = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
Sentence = Annotated[str, Meta(min_length=1, max_length=400)]
Name = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]


class PlannedSegment(Struct, frozen=True, forbid_unknown_fields=True):
    """One part of a template or of a group's own agenda; minutes are those of the whole as it is written."""

    kind: SegmentKind
    title: Title
    minutes: Minutes
    prompt: Prompt = ""
    script: Script = []
    turn_seconds: TurnSeconds = 0
    nameless: bool = False
    """Where everybody writes first: whether answers are shown without names."""


class _PartWords(Struct, frozen=True, forbid_unknown_fields=True):
    """What a part of a kind is called, asks and reads out, where a template says nothing else."""

    title: Title
    prompt: Prompt = ""
    script: Script = []
    turn_seconds: TurnSeconds = 0


class Asks(Struct, frozen=True, forbid_unknown_fields=True):
    """What leaders can put before the room in any part, in the house's words or the organisation's."""

    other_view: Sentence


class _Head(Struct, frozen=True, forbid_unknown_fields=True, rename={"kinds": "for"}):
    """A template without its segments."""

    id: Name
    title: Title
    kinds: list[Literal[tuple(Kind.values)]]  # type: ignore[valid-type]
    mode: Literal["peer", "therapy", "both"]
    what: Sentence
    source: Sentence
    roles: list[Role] = []


class Checklist(Struct, frozen=True, forbid_unknown_fields=True):
    """What the leaders go through before the opening and at the closing, in plain words."""

    opening: Annotated[list[CheckWords], Meta(max_length=MOST_ITEMS)]
    closing: Annotated[list[CheckWords], Meta(max_length=MOST_ITEMS)]

    def items(self) -> list[CheckItem]:
        """The same as a room takes them; their place is their id."""
        opening = [CheckItem(f"opening{at}", "opening", words) for at, words in enumerate(self.opening, 1)]
        return opening + [CheckItem(f"closing{at}", "closing", words) for at, words in enumerate(self.closing, 1)]


@dataclass(frozen=True)
class Template:
    """A meeting as it can be held: for whom, where its shape comes from, and its parts."""

    id: str
    title: str
    kinds: tuple[str, ...]
    mode: str
    what: str
    source: str
    segments: tuple[PlannedSegment, ...]
    roles: tuple[Role, ...] = ()
    """Small roles that members take in such a meeting."""

    def fits(self, group: Group) -> bool:
        """Whether a group of this mode may meet so; one for another kind can still be right."""
        return self.mode in ("both", group.mode)


@dataclass(frozen=True)
class Misfit:
    """What keeps segments from being an agenda: which one, and why."""

    number: int | None
    """Counted from one; None for the whole."""
    words: str


@dataclass(frozen=True)
class Catalogue:
    """All templates of a language in their order, and the words of each kind of part."""

    templates: dict[str, Template]
    parts: dict[str, _PartWords]
    asks: Asks
    checklist: Checklist

    def new_segment(self, kind: SegmentKind, minutes: int = 5) -> PlannedSegment:
        """A part of a kind in the house's own words."""
        words = self.parts[kind]
        return PlannedSegment(
            kind=kind, title=words.title, minutes=minutes, prompt=words.prompt, script=words.script,
            turn_seconds=words.turn_seconds,
        )  # fmt: skip


def own_file() -> Path:
    """Where an organisation puts its own templates."""
    return Path(settings.DATA) / "meeting-templates.json"


def catalogue(language: str | None = None) -> Catalogue:
    """Everything in a language; the shipped templates alone while the organisation's file cannot be read."""
    wanted = (language or get_language() or "en").split("-", maxsplit=1)[0]
    try:
        return _whole(wanted, *_own_as_it_is())
    except InputProblem:
        return _whole(wanted, None, 0)


def problem_with_own_file() -> InputProblem | None:
    """What is wrong with the organisation's file, if it has one."""
    try:
        own, changed = _own_as_it_is()
        _own(own, changed)
    except InputProblem as problem:
        return problem
    return None


def template_for(group: Group, chosen: str = "") -> Template:
    """The template a group chose while there is such a one, or the first that fits its mode and kind."""
    templates = catalogue(group.language).templates
    if chosen in templates and templates[chosen].fits(group):
        return templates[chosen]
    # An organisation's file can leave a mode without any template; a meeting has to begin all the same.
    fitting = [each for each in templates.values() if each.fits(group)] or list(templates.values())
    return next((each for each in fitting if group.kind in each.kinds), fitting[0])


def templates_for(group: Group) -> list[Template]:
    """What a group can choose from, those for what its people share first."""
    fitting = [each for each in catalogue(group.language).templates.values() if each.fits(group)]
    return sorted(fitting, key=lambda each: group.kind not in each.kinds)


def misfits(segments: Sequence[PlannedSegment]) -> Iterator[Misfit]:
    """Why these parts are no agenda; nothing if they are.

    The first part says what the group is, and that it is no therapy; the last says where help is. Both are needed.
    """
    kinds = [segment.kind for segment in segments]
    if len(kinds) < FEWEST_SEGMENTS:
        yield Misfit(None, _("A meeting has at least %(count)s parts.") % {"count": FEWEST_SEGMENTS})
    if len(kinds) > MOST_SEGMENTS:
        yield Misfit(None, _("More than %(count)s parts are too many for one meeting.") % {"count": MOST_SEGMENTS})
    if kinds[:1] != ["opening_words"]:
        yield Misfit(1 if kinds else None, _("Opening words come first: they say what this group is."))
    if kinds[-1:] != ["closing_words"]:
        yield Misfit(len(kinds) or None, _("Closing words come last: they say where help is."))
    for number, segment in enumerate(segments, start=1):
        if segment.nameless and segment.kind != "write_and_reveal":
            yield Misfit(number, _("Only where everybody writes first can answers be without names."))
    for number, kind in enumerate(kinds, start=1):
        if (kind == "opening_words" and number > 1) or (kind == "closing_words" and number < len(kinds)):
            yield Misfit(number, _("Opening and closing words stand once, at the beginning and at the end."))


# --- reading files ------------------------------------------------------------------------------------------
def _own_as_it_is() -> tuple[Path | None, int]:
    file = own_file()
    try:
        return file, file.stat().st_mtime_ns
    except FileNotFoundError:
        return None, 0
    except OSError as problem:
        raise InputProblem(f"cannot be read ({problem.strerror})", file=file.name) from problem


@lru_cache(maxsize=16)
def _whole(language: str, own: Path | None, changed: int) -> Catalogue:
    theirs = _own(own, changed)
    found = [theirs.get("en")]
    if language != "en":
        found += [_shipped(language) if (FOLDER / f"{language}.json").is_file() else None, theirs.get(language)]
    whole = _shipped("en")
    for each in found:
        if each is not None:
            whole = Catalogue(whole.templates | each.templates, whole.parts | each.parts, each.asks, each.checklist)
    return whole


@lru_cache(maxsize=32)
def _shipped(language: str) -> Catalogue:
    file = FOLDER / f"{language}.json"
    return _language(_parsed(file), file.name, None if language == "en" else _shipped("en"))


@lru_cache(maxsize=4)
def _own(file: Path | None, _changed: int) -> dict[str, Catalogue]:
    if file is None:
        return {}
    whole = _parsed(file)
    if not isinstance(whole, dict):
        raise InputProblem('not a list of languages such as {"en": {"templates": […]}}', file=file.name)
    found = {}
    for language, data in whole.items():
        known = _shipped(language if (FOLDER / f"{language}.json").is_file() else "en")
        found[language] = _language(data, file.name, known, where=f"{language}, ")
    return found


def _parsed(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as problem:  # what is not JSON, or not UTF-8
        raise InputProblem(f"not JSON ({problem})", file=file.name) from problem
    except OSError as problem:
        raise InputProblem(f"cannot be read ({problem.strerror})", file=file.name) from problem


def _language(data: Any, file: str, known: Catalogue | None, where: str = "") -> Catalogue:
    if not isinstance(data, dict) or not isinstance(data.get("templates", []), list):
        raise InputProblem('"templates" is not a list', file=file, field=where.rstrip(", "))
    if unknown := sorted(set(data) - {"parts", "asks", "checklist", "templates"}):
        raise InputProblem(f"there is no such field: {', '.join(unknown)}", file=file, field=where.rstrip(", "))
    own_asks = data.get("asks", {})
    if known is not None and isinstance(own_asks, dict):
        own_asks = msgspec.to_builtins(known.asks) | own_asks
    asks = _typed(own_asks, Asks, file, f"{where}asks")
    own_list = data.get("checklist", {})
    if known is not None and isinstance(own_list, dict):
        own_list = msgspec.to_builtins(known.checklist) | own_list
    checklist = _typed(own_list, Checklist, file, f"{where}checklist")
    parts = dict(known.parts) if known is not None else {}
    own_parts = data.get("parts", {})
    if not isinstance(own_parts, dict):
        raise InputProblem('"parts" is not a table', file=file, field=where.rstrip(", "))
    for kind, words in own_parts.items():
        if kind not in SEGMENT_KINDS:
            raise InputProblem("there is no such kind of part", file=file, field=f"{where}part {kind}")
        parts[kind] = _typed(words, _PartWords, file, f"{where}part {kind}")
    templates: dict[str, Template] = {}
    for number, each in enumerate(data.get("templates", []), start=1):
        template = _template(each, file, where, number, parts)
        if template.id in templates:
            raise InputProblem("stands there twice", file=file, field=f"{where}template {template.id}, id")
        templates[template.id] = template
    return Catalogue(templates, parts, asks, checklist)


def _template(data: Any, file: str, where: str, number: int, parts: dict[str, _PartWords]) -> Template:
    named = data.get("id") if isinstance(data, dict) else None
    where = f"{where}template {named if isinstance(named, str) and named else number}"
    if not isinstance(data, dict):
        raise InputProblem("not a template", file=file, field=where)
    head = _typed({key: value for key, value in data.items() if key != "segments"}, _Head, file, where)
    rows = data.get("segments")
    if not isinstance(rows, list):
        raise InputProblem("not a list", file=file, field=f"{where}, segments")
    segments = tuple(_segment(row, file, f"{where}, segment {count}", parts) for count, row in enumerate(rows, start=1))
    for misfit in misfits(segments):
        place = "segments" if misfit.number is None else f"segment {misfit.number}, kind"
        raise InputProblem(misfit.words, file=file, field=f"{where}, {place}")
    return Template(
        head.id, head.title, tuple(head.kinds), head.mode, head.what, head.source, segments, tuple(head.roles)
    )


def _segment(row: Any, file: str, where: str, parts: dict[str, _PartWords]) -> PlannedSegment:
    words = parts.get(row["kind"]) if isinstance(row, dict) and isinstance(row.get("kind"), str) else None
    if words is not None:
        row = msgspec.to_builtins(words) | row
    segment = _typed(row, PlannedSegment, file, where)
    if segment.kind == "agreement" and segment.script:
        raise InputProblem("the house reads the group's own agreement here", file=file, field=f"{where}, script")
    return segment


def _typed(data: Any, kind: type[T], file: str, where: str) -> T:
    try:
        return msgspec.convert(data, kind, strict=True)
    except msgspec.ValidationError as problem:
        words, _at, path = str(problem).partition(" - at `$")
        field = path.rstrip("`").lstrip(".")
        raise InputProblem(words, file=file, field=f"{where}, {field}" if field else where) from problem
