"""The way into a group: what somebody says about themselves is theirs alone."""

from tests.architecture.matrix import ANYBODY, SIGNED_IN, Row

ROWS = {
    "fit/": Row(who=ANYBODY),
    "fit/questions/<slug:name>/": Row(who=SIGNED_IN, objects=lambda cast: {"name": "brings"}),
    "fit/answers/": Row(who=SIGNED_IN),
    "fit/answers/deletion/": Row("POST", who=SIGNED_IN),
    "fit/now/": Row(who=SIGNED_IN),
    "fit/groups/": Row(who=SIGNED_IN),
}
