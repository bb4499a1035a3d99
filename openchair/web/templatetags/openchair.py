"""Template tags every page may use: icons, the mark, and the small table of seats."""

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from openchair.web.drawing import ring as draw_ring

register = template.Library()


@register.simple_tag
def icon(name: str, way: bool = False) -> SafeString:
    """An icon of the sprite; `way` marks one that points somewhere and turns round in right-to-left text."""
    return format_html(
        '<svg class="icon{}" width="24" height="24" aria-hidden="true"><use href="{}#{}"/></svg>',
        " icon--way" if way else "",
        static("web/icons.svg"),
        name,
    )


@register.simple_tag
def ring(seats: int, taken: int | None = None, open_chairs: int = 0, you: bool = False, label: str = "") -> SafeString:
    """A small table: dots for people, rings for open chairs, amber for your own; `label` says it in words."""
    return draw_ring(seats, taken=taken, you=you, open_chairs=open_chairs, label=label)


@register.filter
def control(field: BoundField, hint: str = "") -> SafeString:
    """The control of a form field, tied to its hint and its problem for those who hear the page."""
    described = []
    if hint or field.help_text:
        described.append(f"{field.auto_id}-hint")
    if field.errors:
        described.append(f"{field.auto_id}-wrong")
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if field.errors:
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)
