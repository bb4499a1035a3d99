"""Pages that combine packages."""

from tests.architecture.matrix import ANYBODY, SIGNED_IN, Row
from tests.cast import Cast


def a_line(cast: Cast) -> dict[str, object]:
    """The emergency number of Portugal."""
    from openchair.web import help as numbers

    return {"key": numbers.lines().countries["PT"].lines["emergency"][0].key}


ROWS = {
    "": Row(who=ANYBODY),
    "help/": Row(who=ANYBODY),
    "help-lines/": Row(who=frozenset({"coordinator"})),
    "help-lines/<slug:key>/": Row(who=frozenset({"coordinator"}), objects=a_line),
    "help-lines/<slug:key>/removal/": Row(who=frozenset({"coordinator"}), objects=a_line),
    "help-lines/<slug:key>/review/": Row("POST", who=frozenset({"coordinator"}), objects=a_line),
    "help-lines/new/": Row(who=frozenset({"coordinator"})),
    "help/countries/": Row(who=ANYBODY),
    "my-data/": Row(who=SIGNED_IN),
    "offline/": Row(who=ANYBODY),
    "worker.js": Row(who=ANYBODY),
}
