"""Facts about the call."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from openchair.rooms.core import events as e
from openchair.rooms.core.fold.moves import chair_of
from openchair.rooms.core.state import InVoice, State


def _voice_joined(state: State, event: e.VoiceJoined, at: int, stream: str) -> None:
    chair_of(state, event.seat)
    # Whoever joins again, from a new page, comes last.
    state.voice.pop(event.seat, None)
    state.voice[event.seat] = InVoice(event.leg)


def _voice_left(state: State, event: e.VoiceLeft, at: int, stream: str) -> None:
    state.voice.pop(event.seat, None)


def _camera_turned(state: State, event: e.CameraTurned, at: int, stream: str) -> None:
    if event.seat in state.voice:
        state.voice[event.seat].camera = event.on


def _voice_muted(state: State, event: e.VoiceMuted, at: int, stream: str) -> None:
    """Microphones are known to their own pages only."""


def _voice_agreed(state: State, event: e.VoiceAgreed, at: int, stream: str) -> None:
    chair = chair_of(state, event.seat)
    chair.info = replace(chair.info, voice=True, voice_by_server=chair.info.voice_by_server or event.by_server)


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.VoiceJoined: _voice_joined,
    e.VoiceLeft: _voice_left,
    e.CameraTurned: _camera_turned,
    e.VoiceMuted: _voice_muted,
    e.VoiceAgreed: _voice_agreed,
}
