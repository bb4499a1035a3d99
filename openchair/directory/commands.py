"""`openchair meetings`: bring meeting lists in, check them, give them out."""

import argparse
import json
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from openchair.directory import formats
from openchair.directory.feeds import FORMATS

EXAMPLES = {
    "import": "example:\n  openchair meetings import feed.json --source example.org --timezone Europe/London",
    "export": "example:\n  openchair meetings export --format meeting-guide -o meetings.json",
    "validate": "example:\n  openchair meetings validate feed.json",
}


def register(subparsers: Any) -> None:
    """Add `meetings` to the command line."""
    top = subparsers.add_parser("meetings", help="meeting lists in and out", description="Meeting lists in and out.")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    bring = _command(commands, "import", "bring a meeting list in")
    bring.add_argument("file", metavar="FILE", help="a file, a web address, or - for standard input")
    bring.add_argument("--format", choices=FORMATS, default="auto", help="format of the file (default: auto)")
    bring.add_argument("--source", metavar="NAME", help="name of the feed (default: the address's host or file's stem)")
    bring.add_argument("--timezone", metavar="TZ", help="zone of times that name none (default: the installation's)")
    bring.add_argument("--kind", metavar="KIND", default="", help="kind of group that all listings of this feed are")
    bring.add_argument("--bmlt-formats", metavar="FILE", help="the BMLT server's formats: its keys in words")
    bring.add_argument("--bmlt-bodies", metavar="FILE", help="the BMLT server's service bodies: the areas in words")
    bring.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    bring.set_defaults(run=import_feed, needs_django=True, needs_installation=True)

    give = _command(commands, "export", "give the meeting list out")
    give.add_argument("--format", choices=formats.OUT, default="meeting-guide", help="format of the output")
    give.add_argument("--source", metavar="NAME", help="only the listings of this feed; 'own' is our own groups")
    give.add_argument("-o", "--output", metavar="FILE", help="write to this file instead of standard output")
    give.set_defaults(run=export, needs_django=True, needs_installation=True)

    check = _command(commands, "validate", "name what is wrong or odd in a meeting list, row by row")
    check.add_argument("file", metavar="FILE", help="a file, a web address, or - for standard input")
    check.add_argument("--format", choices=FORMATS, default="auto", help="format of the file (default: auto)")
    check.set_defaults(run=validate)


def _command(commands: Any, name: str, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=words,
        description=words[0].upper() + words[1:] + ".",
        epilog=EXAMPLES[name],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


class Bar:
    """A progress bar for a person at a terminal; silent where nobody looks."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._shown = -1
        self._live = stream.isatty()

    def __call__(self, done: int, total: int) -> None:
        part = done * 100 // max(total, 1)
        if self._live and part != self._shown:
            self._shown = part
            full = part * 40 // 100
            self._stream.write(f"\r[{'=' * full}{' ' * (40 - full)}] {done:,} of {total:,}")
            self._stream.flush()

    def close(self) -> None:
        """End the line, so that what follows starts on its own."""
        if self._live and self._shown >= 0:
            self._stream.write("\n")


def import_feed(args: argparse.Namespace) -> int:
    """Bring a feed in and print what it did."""
    from django.conf import settings

    from openchair.core.errors import InputProblem
    from openchair.core.time import now
    from openchair.directory.feeds import default_source, read_feed, read_list
    from openchair.directory.formats.bmlt import with_lists
    from openchair.directory.formats.meeting_guide import is_time_zone
    from openchair.directory.kinds import is_kind, kinds
    from openchair.directory.services import import_listings, refuse_empty

    source = args.source if args.source is not None else default_source(args.file)
    if not source.strip() or len(source) > 200:
        raise InputProblem("give --source, the name of the feed, in 1 to 200 characters", field="--source")
    zone = args.timezone or settings.TIME_ZONE
    if not is_time_zone(zone):
        raise InputProblem(f"{zone!r} is not the name of a time zone, as Europe/London is", field="--timezone")
    if args.kind and not is_kind(args.kind):
        raise InputProblem(f"use one of {', '.join(name for name, _ in kinds())}", field="--kind")
    rows, form = read_feed(args.file, form=args.format)
    refuse_empty(rows, source=source.strip(), label=args.file)
    if args.bmlt_formats or args.bmlt_bodies:
        rows = with_lists(
            rows,
            formats=read_list(args.bmlt_formats) if args.bmlt_formats else None,
            bodies=read_list(args.bmlt_bodies) if args.bmlt_bodies else None,
        )
    bar = Bar(sys.stderr)
    result = import_listings(
        rows=rows, form=form, source=source.strip(), time_zone=zone, kind=args.kind, at=now(), dry_run=args.dry_run,
        progress=bar,
    )  # fmt: skip
    bar.close()
    _print(
        {
            "source": source.strip(),
            "format": form,
            "dry_run": args.dry_run,
            "read": result.read,
            "created": result.created,
            "updated": result.updated,
            "unchanged": result.unchanged,
            "rejected": [{"index": row.index, "slug": row.slug, "reason": row.reason} for row in result.rejected],
            "timezone": result.time_zone,
            "timezone_assumed": result.zone_assumed,
            "without_meetings": result.without_meetings,
            "no_longer_listed": result.no_longer_listed,
            "dropped": result.dropped,
        },
        sys.stdout,
    )
    return 0


def export(args: argparse.Namespace) -> int:
    """Give the meeting list out."""
    from openchair.core.errors import InputProblem

    text, left_out = _exported(args.format, args.source)
    if args.output:
        try:
            _write(text, Path(args.output).resolve())
        except OSError as problem:
            raise InputProblem(f"cannot be written ({problem.strerror})", file=args.output) from problem
    else:
        sys.stdout.write(text)
    if left_out:
        print(f"{left_out} without weekly meetings left out", file=sys.stderr)
    return 0


def _exported(form: str, source: str | None) -> tuple[str, int]:
    """The list as text, and how many groups are not in it."""
    from openchair.core.time import now
    from openchair.directory.export import export_calendar, export_linked, export_rows, export_services

    if form == formats.hsds.NAME:
        services, left_out = export_services(source=source, at=now())
        return _json(services), left_out
    if form == "ics":
        calendar, left_out = export_calendar(source=source, at=now())
        return calendar.decode(), left_out
    if form == "schema-org":
        document, left_out = export_linked(source=source, at=now())
        return _json(document), left_out
    rows, left_out = export_rows(source=source, at=now())
    return formats.table.written(rows) if form == formats.table.NAME else _json(rows), left_out


def validate(args: argparse.Namespace) -> int:
    """Print what is wrong or odd about each row; exit 1 if a row would be rejected."""
    from openchair.directory.feeds import read_feed
    from openchair.directory.formats import read, slug_of
    from openchair.directory.formats.meeting_guide import Problem

    rows, form = read_feed(args.file, form=args.format)
    problems = []
    seen: dict[str, int] = {}
    for index, row in enumerate(rows):
        found, slug = read(row, form)[1], slug_of(row, form)
        if slug and slug in seen:
            found = [Problem("slug", f"already used by row {seen[slug]} of this file"), *found]
        seen.setdefault(slug, index)
        problems += [
            {
                "index": index,
                "slug": slug or None,
                "field": each.field,
                "problem": each.words,
                "severity": each.severity,
            }
            for each in found
        ]
    wrong = any(problem["severity"] == "error" for problem in problems)
    _print({"read": len(rows), "format": form, "valid": not wrong, "problems": problems}, sys.stdout)
    return 1 if wrong else 0


def _write(text: str, path: Path) -> None:
    """Into a new file that then takes the old one's place: whoever reads it meanwhile finds a whole list."""
    if path.exists() and not path.is_file():  # a pipe or a device has no place to take
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        return
    # A meeting list is made to be published, so a new one may be read by the web server beside us.
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _print(value: Any, file: IO[str]) -> None:
    file.write(_json(value))


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
