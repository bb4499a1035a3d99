"""The agenda of a meeting: the group's template or its own parts, stretched to the time there is."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openchair.agreements.queries import read_out
from openchair.groups.models import Group, Meeting, Mode
from openchair.rooms.core.commands import Segment
from openchair.rooms.meeting_templates import PlannedSegment, Template, template_for
from openchair.rooms.models import Agenda, Topic
from openchair.vault.errors import KeyDestroyed

SHORTEST_MINUTES, WRITTEN_FOR_MINUTES = 15, 75


def planned(group: Group) -> Sequence[PlannedSegment]:
    """The parts as the group has them: adapted by who leads, or those of its template."""
    agenda = Agenda.objects.filter(group=group).first()
    return planned_by(group, agenda)


def planned_by(group: Group, agenda: Agenda | None) -> Sequence[PlannedSegment]:
    """The same, where the group's agenda has been fetched already."""
    if agenda is not None and agenda.segments:
        return msgspec.convert(agenda.segments, list[PlannedSegment])
    return template_for(group, agenda.template if agenda else "").segments


def template_of(group: Group) -> Template:
    """By which template a group meets, also where it has adapted the parts."""
    agenda = Agenda.objects.filter(group=group).first()
    return template_for(group, agenda.template if agenda else "")


def default_agenda(meeting: Meeting) -> list[Segment]:
    """The parts of a meeting, in the language of its group; longer and shorter meetings in proportion."""
    parts = planned(meeting.group)
    minutes = max(SHORTEST_MINUTES, minutes_of(meeting))
    whole = sum(part.minutes for part in parts)
    topic, floor = topic_of(meeting), next((part for part in parts if part.kind == "open_floor"), None)
    return [
        Segment(
            kind=part.kind,
            title=part.title,
            minutes=max(1, round(minutes * part.minutes / whole)),
            prompt=topic if topic and part is floor else part.prompt,
            script=_script(part, meeting.group),
            turn_seconds=part.turn_seconds,
            nameless=part.nameless,
        )
        for part in parts
    ]


def topic_of(meeting: Meeting) -> str:
    """What a member proposed and a leader chose for the open floor of this meeting; empty for nothing."""
    topic = Topic.objects.filter(meeting=meeting).first()
    return words_of(topic) if topic else ""


def words_of(topic: Topic) -> str:
    """What was proposed; empty once its key is gone."""
    try:
        return str(topic.words)
    except KeyDestroyed:
        return ""


def minutes_of(meeting: Meeting) -> int:
    """How long a meeting is planned to be."""
    return round((meeting.ends_at - meeting.starts_at).total_seconds() / 60)


def holds_from(group: Group, at: datetime) -> str:
    """From which meeting on the group's parts as they are now hold: a room keeps those it was opened with."""
    coming = list(Meeting.objects.filter(group=group).coming(at)[:2])
    following = next((meeting for meeting in coming if meeting.opened_at is None), None)
    said = [_("The next meeting that is planned goes like this.")]
    if following is not None:
        local = following.starts_at.astimezone(ZoneInfo(group.time_zone))
        said = [_("The meeting on %(day)s goes like this.") % {"day": date_format(local, _("l j F, H:i"))}]
    if any(meeting.opened_at is not None for meeting in coming):
        said.append(_("The one whose room is open now keeps the parts it was opened with."))
    return " ".join(said)


def usual_minutes(group: Group, at: datetime) -> int:
    """How long the group's next meeting is, or its weekly time, or what templates are written for."""
    if (meeting := Meeting.objects.filter(group=group).coming(at).first()) is not None:
        return minutes_of(meeting)
    series = group.series.filter(ends_on=None).first()
    return series.minutes if series else WRITTEN_FOR_MINUTES


def closing_line(meeting: Meeting) -> str:
    """What stands on the calm page at the end: the first of the closing words."""
    script = planned(meeting.group)[-1].script
    return script[0] if script else ""


def _script(part: PlannedSegment, group: Group) -> list[str]:
    if part.kind == "agreement":
        return read_out(group)
    if part.kind == "opening_words" and group.mode == Mode.PEER:
        # Said in every peer group, whatever a template or a leader wrote.
        with translation.override(group.language):
            return [*part.script, _("This is a group of peers. It is not therapy and does not replace it.")]
    return list(part.script)
