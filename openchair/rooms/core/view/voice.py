"""The call beside the room."""

from openchair.rooms.core.view.parts import Fact, Folds, View


def _voice_joined(view: View, fact: Fact, at: int) -> None:
    _voice_left(view, fact, at)
    view["voice"]["people"].append({"seat": fact["seat"], "leg": fact["leg"], "camera": False})


def _voice_left(view: View, fact: Fact, at: int) -> None:
    view["voice"]["people"] = [one for one in view["voice"]["people"] if one["seat"] != fact["seat"]]


def _camera_turned(view: View, fact: Fact, at: int) -> None:
    for one in view["voice"]["people"]:
        if one["seat"] == fact["seat"]:
            one["camera"] = fact["on"]


def _voice_muted(view: View, fact: Fact, at: int) -> None:
    """The page itself lets go of the microphone."""


def _voice_agreed(view: View, fact: Fact, at: int) -> None:
    view["me"]["voice"] = True


OF_ROOM: Folds = {
    "voice_joined": _voice_joined,
    "voice_left": _voice_left,
    "camera_turned": _camera_turned,
    "voice_muted": _voice_muted,
}

OF_PERSON: Folds = {
    "voice_agreed": _voice_agreed,
}
