"""Pages that combine packages."""

from tests.architecture.matrix import ANYBODY, SIGNED_IN, Row

ROWS = {
    "": Row(who=ANYBODY),
    "help/": Row(who=ANYBODY),
    "help-lines/": Row(who=frozenset({"coordinator"})),
    "my-data/": Row(who=SIGNED_IN),
    "offline/": Row(who=ANYBODY),
    "worker.js": Row(who=ANYBODY),
}
