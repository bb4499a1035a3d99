"""The measures of a meeting as plain JSON values: the one shape that the command line, `replay` and tests share."""

from typing import Any

from openchair.insights.dynamics import Dynamics, Share
from openchair.insights.notices import notices

FEW = 5
"""Counts of interruptions below this are "few"."""


def _number(value: float | None) -> float | None:
    # Six places: beyond that lies only the noise of adding binary fractions.
    return None if value is None else round(value, 6)


def _share(share: Share) -> dict[str, Any]:
    return {
        "talk_seconds": _number(share.talk_seconds),
        "turns": share.turns,
        "share": _number(share.share),
        "mean_turn_seconds": _number(share.mean_turn_seconds),
    }


def as_dict(dynamics: Dynamics) -> dict[str, Any]:
    """Everything measured, ready for JSON; null where a measure means nothing."""
    return {
        "members": {name: _share(share) for name, share in dynamics.members.items()},
        "facilitators": {name: _share(share) for name, share in dynamics.facilitators.items()},
        "present_under_half": {name: _share(share) for name, share in dynamics.briefly_present.items()},
        "other": {"people": dynamics.other_people, "talk_seconds": _number(dynamics.other_seconds)},
        "elapsed_seconds": _number(dynamics.elapsed),
        "turns": len(dynamics.turns),
        "backchannels": dynamics.backchannels,
        "gini": _number(dynamics.gini),
        "gini_corrected": _number(dynamics.gini_corrected),
        "evenness": _number(dynamics.evenness),
        "dominance": _number(dynamics.dominance),
        "quiet_share": _number(dynamics.quiet_share),
        "turn_gini": _number(dynamics.turn_gini),
        "silence": _number(dynamics.silence),
        "overlap": _number(dynamics.overlap),
        "facilitator_share": _number(dynamics.facilitator_share),
        "return_rate": _number(dynamics.return_rate),
        "interruptions": dynamics.interruptions if dynamics.interruptions >= FEW else "few",
        "reciprocity": _number(dynamics.reciprocity),
        "response_concentration": _number(dynamics.response_concentration),
        "support_concentration": _number(dynamics.support_concentration),
        "network": dynamics.network,
        "notices": [
            {
                "kind": notice.kind,
                "level": notice.level,
                "value": _number(notice.value),
                "threshold": notice.threshold,
                "interval": [_number(edge) for edge in notice.interval] if notice.interval else None,
                "words": notice.words,
            }
            for notice in notices(dynamics)
        ],
    }
