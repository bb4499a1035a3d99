"""Credentials against a real relay, and what that relay refuses (AV-2)."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from openchair.core.time import now
from openchair.rooms.voice import turn
from tests.relay import RelayClient, running_relay


def client_of(port: int, given: turn.RelayCredentials) -> closing[RelayClient]:
    return closing(RelayClient(port, given.username, given.credential))


def answer_to(port: int, given: turn.RelayCredentials) -> int:
    """What the relay says to these credentials: 0 for yes."""
    with client_of(port, given) as client:
        return client.allocate()


def test_fresh_credentials_open_the_relay_and_old_or_changed_ones_do_not(tmp_path: Path, settings: Any) -> None:
    with running_relay(tmp_path) as relay:
        settings.TURN_URLS, settings.TURN_SECRET = [relay.url], relay.secret
        fresh = turn.credentials(now())
        assert answer_to(relay.port, fresh) == 0

        old = turn.credentials(now() - turn.GOOD_FOR - timedelta(minutes=1))
        assert answer_to(relay.port, old) == 401
        longer = fresh._replace(username=f"{int(fresh.username.split(':')[0]) + 9999}:{fresh.username.split(':')[1]}")
        assert answer_to(relay.port, longer) == 401
        settings.TURN_SECRET = "x" * 48
        assert answer_to(relay.port, turn.credentials(now())) == 401


def test_the_relay_reaches_no_private_address(tmp_path: Path, settings: Any) -> None:
    with running_relay(tmp_path) as relay:
        settings.TURN_URLS, settings.TURN_SECRET = [relay.url], relay.secret
        with client_of(relay.port, turn.credentials(now())) as client:
            assert client.allocate() == 0
            assert client.permit("8.8.4.4") == 0, "a public address may be a member's"
            for address in ("10.1.2.3", "172.16.9.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1"):
                assert client.permit(address) == 403, address


def test_the_documented_relay_reaches_no_loopback_address_either(tmp_path: Path, settings: Any) -> None:
    with running_relay(tmp_path, loopback=False) as relay:
        settings.TURN_URLS, settings.TURN_SECRET = [relay.url], relay.secret
        with client_of(relay.port, turn.credentials(now())) as client:
            assert client.allocate() == 0
            assert client.permit("127.0.0.1") == 403


def test_credentials_last_ten_minutes_and_name_nobody(settings: Any) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay.example.org"], "s" * 40
    at = now()
    first, second = turn.credentials(at), turn.credentials(at)
    assert first.username != second.username, "two requests cannot be joined up"
    until, mark = first.username.split(":")
    assert 0 < int(until) - at.timestamp() <= 600
    assert len(bytes.fromhex(mark)) == turn.MARK_BYTES


@pytest.mark.parametrize("missing", ["TURN_URLS", "TURN_SECRET"])
def test_without_a_relay_there_are_no_calls(settings: Any, missing: str) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay.example.org"], "s" * 40
    assert turn.is_set_up()
    setattr(settings, missing, [] if missing == "TURN_URLS" else "")
    assert not turn.is_set_up()
