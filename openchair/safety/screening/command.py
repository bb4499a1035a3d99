"""`openchair screen`: texts in, concerns out, a JSON object a line."""

import argparse
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from openchair.core.errors import InputProblem
from openchair.core.files import json_of, text_of

HELP = """example: openchair screen messages.jsonl

FILE is JSON Lines, or - (also when left out) for standard input:
  {"id": "a1", "text": "...", "language": "en", "context": ["earlier texts of the same person"]}
Language is "en" unless given; one that has no pack yet comes back with "screened": false.
Spans count characters of the text. A person decides what a concern means; docs/screening.md says how often it errs."""


class Asked(NamedTuple):
    """One text to read."""

    id: str | int
    text: str
    language: str
    context: list[str]


def register(subparsers: Any) -> None:
    """Add `screen` to the command line."""
    screen = subparsers.add_parser(
        "screen",
        help="concerns in texts, with where and why",
        description="Look for concerns in texts. Nothing leaves this machine and nothing is kept. Prints JSON Lines.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    screen.add_argument("file", metavar="FILE", nargs="?", default="-")
    screen.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the screening of each text; nothing at all when one cannot be read."""
    from openchair.safety.screening.screen import screen

    for asked in list(_asked(*text_of(args.file))):
        found = screen(asked.text, asked.language, asked.context)
        row = {
            "id": asked.id,
            "screened": found.screened,
            "tier": found.tier,
            "concerns": [concern.as_dict() for concern in found.concerns],
            "scores": found.scores,
            "model": found.version,
        }
        print(json.dumps(row, ensure_ascii=False))
    return 0


def _asked(text: str, label: str) -> Iterator[Asked]:
    # Only the end of a line: texts may hold other signs that some count as one.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _one(_record(line, label, number), label, number)


def _record(line: str, label: str, number: int) -> dict[str, Any]:
    try:
        record = json_of(line, label)
    except InputProblem as problem:
        raise InputProblem(problem.message, file=label, row=number) from problem
    if not isinstance(record, dict):
        raise InputProblem("give an object with id and text", file=label, row=number)
    return record


def _one(record: dict[str, Any], label: str, number: int) -> Asked:
    def refuse(field: str, words: str) -> InputProblem:
        return InputProblem(words, file=label, row=number, field=field)

    if not isinstance(record.get("id"), str | int) or isinstance(record["id"], bool):
        raise refuse("id", "give a text or a whole number")
    if not isinstance(record.get("text"), str):
        raise refuse("text", "give a text")
    language = record.get("language", "en")
    if not isinstance(language, str) or not language.strip():
        raise refuse("language", 'give a code such as "en"')
    context = record.get("context", [])
    if not isinstance(context, list) or not all(isinstance(each, str) for each in context):
        raise refuse("context", "give a list of texts")
    return Asked(record["id"], record["text"], language, context)
