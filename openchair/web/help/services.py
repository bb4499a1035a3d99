"""Every write to the help lines: into the database, and whole into the file that the help page reads without one."""

import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.people.models import Person
from openchair.people.policies import is_coordinator
from openchair.web import help as numbers
from openchair.web.help.events import HelpLineAdded, HelpLineCorrected, HelpLineReviewed, HelpLineTakenAway
from openchair.web.help.models import HelpLine

SAID = ("number", "tel", "name", "words", "sms", "sms_body", "source")


class NoSuchLine(Refused):
    """Somebody else took it away or corrected it in the meantime."""

    code = "no_such_line"
    words = _("This line has changed since you opened the page. Please look at the list once more.")


class LineIsThere(Refused):
    """The same number stands there already."""

    code = "line_is_there"
    words = _("This number stands there already, for the same country and need.")


class LastEmergencyLine(Refused):
    """A country without an emergency number would be a trap."""

    code = "last_emergency_line"
    words = _("This is the only emergency number of its country. Correct it, or add the right one first.")


def add_line(*, actor: Person, at: datetime, country: str, country_name: str, need: str, **said: Any) -> str:
    """One number more; nobody has checked it yet. Its key."""
    require(is_coordinator(actor))
    try:
        with transaction.atomic():
            lines = _level()
            known = next((line.country_name for line in lines if line.country == country), country_name)
            place = max((line.place for line in lines), default=0) + 1
            line = HelpLine(country=country, country_name=known, need=need, place=place, noted=at.date(), **said)
            line.save()
            publish(HelpLineAdded(actor_id=actor.pk, line=_key(line), country=country))
            _write([*lines, line])
    except IntegrityError:
        raise LineIsThere from None
    return _key(line)


def correct_line(*, key: str, actor: Person, at: datetime, **said: Any) -> str:
    """A line says something else; it counts as not checked until somebody does. Its new key."""
    require(is_coordinator(actor))
    try:
        with transaction.atomic():
            lines = _level()
            line = _named(lines, key)
            for name in SAID:
                setattr(line, name, said[name])
            line.noted, line.reviewed = at.date(), None
            line.save()
            publish(HelpLineCorrected(actor_id=actor.pk, line=_key(line), country=line.country))
            _write(lines)
    except IntegrityError:
        raise LineIsThere from None
    return _key(line)


@transaction.atomic
def review_line(*, key: str, actor: Person, at: datetime) -> None:
    """Say that this line was checked today."""
    require(is_coordinator(actor))
    lines = _level()
    line = _named(lines, key)
    line.reviewed = at.date()
    line.save(update_fields=["reviewed"])
    publish(HelpLineReviewed(actor_id=actor.pk, line=key, country=line.country))
    _write(lines)


@transaction.atomic
def take_line_away(*, key: str, actor: Person) -> None:
    """A line that is wrong and has no right one."""
    require(is_coordinator(actor))
    lines = _level()
    line = _named(lines, key)
    left = [one for one in lines if one is not line]
    of_country = [one for one in left if one.country == line.country]
    if of_country and not any(one.need == "emergency" for one in of_country):
        raise LastEmergencyLine
    line.delete()
    publish(HelpLineTakenAway(actor_id=actor.pk, line=key, country=line.country))
    _write(left)


def _key(line: HelpLine) -> str:
    return numbers.key_of(line.country, line.need, line.number, line.name)


def _named(lines: list[HelpLine], key: str) -> HelpLine:
    line = next((line for line in lines if _key(line) == key), None)
    if line is None:
        raise NoSuchLine
    return line


def _level() -> list[HelpLine]:
    """The lines to change. Where an operator put another list in force than the one kept here, that one is taken up."""
    lines = list(held(HelpLine.objects.all()))
    own = numbers.own_file()
    if lines and own.is_file() and own.read_text(encoding="utf-8") == _text(lines):
        return lines
    HelpLine.objects.all().delete()
    in_force = [
        (country, need, line)
        for country in numbers.lines().countries.values()
        for need, some in country.lines.items()
        for line in some
    ]
    fresh = [
        HelpLine(
            country=country.code, country_name=country.name, need=need, place=place, noted=line.noted,
            reviewed=line.reviewed, **{name: getattr(line, name) for name in SAID},
        )
        for place, (country, need, line) in enumerate(in_force)
    ]  # fmt: skip
    HelpLine.objects.bulk_create(fresh)
    return fresh


def _text(lines: list[HelpLine]) -> str:
    countries: dict[str, dict[str, Any]] = {}
    for line in lines:
        country = countries.setdefault(
            line.country, {"code": line.country, "name": line.country_name} | {need: [] for need in numbers.NEEDS}
        )
        said = {name: getattr(line, name) for name in SAID if getattr(line, name)} | {"noted": line.noted.isoformat()}
        if line.reviewed is not None:
            said["reviewed"] = line.reviewed.isoformat()
        country[line.need].append(said)
    whole = {"first": numbers.lines().first, "countries": list(countries.values())}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _write(lines: list[HelpLine]) -> None:
    """Whole and in place at once; last, so that a refused audit entry leaves no other list behind."""
    file = numbers.own_file()
    fresh = file.with_suffix(".fresh")
    fresh.write_text(_text(lines), encoding="utf-8")
    fresh.replace(file)
