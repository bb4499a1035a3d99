"""What `openchair check` asks about meetings."""

from collections.abc import Iterator

from openchair.core.health import Problem, health_check
from openchair.rooms import meeting_templates
from openchair.rooms.voice import media


@health_check("meeting templates")
def own_templates_can_be_read() -> Iterator[Problem]:
    """The organisation's own templates are what they should be; until then the shipped ones stand in."""
    if (wrong := meeting_templates.problem_with_own_file()) is not None:
        yield Problem(
            f"The meeting templates of this organisation cannot be read: {wrong}.",
            f"Mend {meeting_templates.own_file()}. Until then meetings begin with the templates that ship.",
        )


@health_check("media server")
def media_server_answers() -> Iterator[Problem]:
    """Where larger calls go over a media server, it is there and takes our secret."""
    if not media.is_set_up():
        return
    try:
        media.server().answers()
    except media.NotReached as problem:
        yield Problem(
            f"Larger calls have no way: {problem}.",
            "Start Janus, and compare OPENCHAIR_JANUS_ADDRESS, OPENCHAIR_JANUS_ADMIN_ADDRESS and "
            "OPENCHAIR_JANUS_SECRET with its configuration (docs/voice.md). Written rooms go on meanwhile.",
        )
