"""What `openchair check` asks about meetings."""

from collections.abc import Iterator

from openchair.core.health import Problem, health_check
from openchair.rooms import meeting_templates


@health_check("meeting templates")
def own_templates_can_be_read() -> Iterator[Problem]:
    """The organisation's own templates are what they should be; until then the shipped ones stand in."""
    if (wrong := meeting_templates.problem_with_own_file()) is not None:
        yield Problem(
            f"The meeting templates of this organisation cannot be read: {wrong}.",
            f"Mend {meeting_templates.own_file()}. Until then meetings begin with the templates that ship.",
        )
