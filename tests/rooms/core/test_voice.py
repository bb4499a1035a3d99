"""The call beside the room: who is in it, and that nobody turns anything on but their own."""

import pytest

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.company import company, has_agreed, share_a_call

from .table import MINUTE, Table, seat

LEGS = {name: f"leg-of-{name}" for name in ("amara", "pell", "wren", "tove", "juniper", "okapi")}


def call(*names: str, rules: c.VoiceRules | None = None) -> Table:
    """A room in which these are in the call."""
    table = Table(voice=rules or c.VoiceRules("video", people=4, cameras=2))
    table.admit("amara", *(name for name in ("wren", "tove", "juniper", "okapi")))
    for name in names:
        table.must(name, c.JoinVoice(LEGS[name], agreed=True))
    return table


def people(table: Table, name: str) -> list[str]:
    return [one["seat"] for one in table.view(name)["voice"]["people"]]


def test_who_is_in_the_call_is_known_to_the_room_and_to_nobody_at_the_door() -> None:
    table = call("wren", "tove")
    assert people(table, "okapi") == people(table, "wren") == ["wren", "tove"]
    table.connect("linden")
    table.must("linden", c.ComeToDoor())
    assert people(table, "linden") == []
    table.must("wren", c.LeaveVoice(LEGS["wren"]))
    assert people(table, "okapi") == ["tove"]
    assert table.state.people["wren"].place == "inside", "the room goes on for whoever leaves the call"


def test_somebody_is_asked_once_and_whoever_says_no_keeps_their_place() -> None:
    table = call()
    assert table.ask("wren", c.JoinVoice(LEGS["wren"])) == "not_agreed"
    table.must("wren", c.Say("I go on in writing."))
    told = table.must("wren", c.JoinVoice(LEGS["wren"], agreed=True))
    assert [type(fact) for fact in told] == [e.VoiceAgreed, e.VoiceJoined]
    assert table.log[-2].stream == e.person("wren"), "that somebody agreed is nobody else’s to read"
    table.must("wren", c.LeaveVoice(LEGS["wren"]))
    assert [type(fact) for fact in table.must("wren", c.JoinVoice(LEGS["tove"]))] == [e.VoiceJoined]
    assert "agreed" not in "".join(table.pages["okapi"].received)


def test_a_group_without_voice_has_no_call() -> None:
    table = call(rules=c.VoiceRules())
    assert table.ask("wren", c.JoinVoice(LEGS["wren"], agreed=True)) == "voice_off"


def test_a_group_with_sound_alone_has_no_cameras() -> None:
    table = call("wren", rules=c.VoiceRules("audio"))
    assert table.ask("wren", c.TurnCamera(True)) == "voice_off"


def test_a_full_call_says_so_and_has_room_when_somebody_leaves() -> None:
    table = call("amara", "wren", "tove", "juniper")
    assert table.ask("okapi", c.JoinVoice(LEGS["okapi"], agreed=True)) == "voice_full"
    assert not table.state.people["okapi"].info.voice
    table.must("tove", c.LeaveVoice(LEGS["tove"]))
    table.must("okapi", c.JoinVoice(LEGS["okapi"], agreed=True))


def test_only_so_many_cameras_are_on() -> None:
    table = call("amara", "wren", "tove")
    table.must("wren", c.TurnCamera(True))
    table.must("tove", c.TurnCamera(True))
    assert table.ask("amara", c.TurnCamera(True)) == "cameras_full"
    table.must("wren", c.TurnCamera(False))
    table.must("amara", c.TurnCamera(True))


def test_a_second_page_takes_over_and_the_first_can_end_nothing_any_more() -> None:
    table = call("wren")
    table.must("wren", c.TurnCamera(True))
    table.must("wren", c.JoinVoice("another-leg"))
    assert not table.state.voice["wren"].camera, "off on entry, from every page"
    assert table.ask("wren", c.LeaveVoice(LEGS["wren"])) == "already"
    assert people(table, "tove") == ["wren"]


@pytest.mark.parametrize("who", ["wren", "okapi"])
def test_members_mute_nobody(who: str) -> None:
    table = call("wren", "tove")
    assert table.ask(who, c.Mute()) == "not_leader"
    assert table.ask(who, c.Mute("tove")) == "not_leader"


def test_leaders_ask_for_quiet_in_front_of_everybody() -> None:
    table = call("amara", "wren", "tove")
    assert table.must("amara", c.Mute()) == [e.VoiceMuted(None, "amara")]
    assert table.must("amara", c.Mute("wren")) == [e.VoiceMuted("wren", "amara")]
    assert table.log[-1].stream == e.ROOM
    assert table.ask("amara", c.Mute("okapi")) == "not_now"
    assert table.ask("amara", c.Mute("a stranger")) == "unknown_seat"


def test_no_command_turns_on_anything_of_somebody_else() -> None:
    of_voice = {c.JoinVoice, c.LeaveVoice, c.TurnCamera, c.Mute}
    assert {kind for kind in of_voice if "seat" in kind.__struct_fields__} == {c.Mute}
    assert "on" not in c.Mute.__struct_fields__
    names = {kind.__name__.lower() for kind in of_voice}
    assert not any("record" in name or "unmute" in name for name in names)


@pytest.mark.parametrize(
    ("actor", "command"),
    [
        ("wren", c.Leave()), ("wren", c.StepOut()), ("amara", c.Remove("wren", "We agreed on that.")),
        (None, c.RevokeSeat("wren", "membership")), (None, c.RevokeSeat("wren", "suspended")),
        (None, c.PutSeat(seat("wren", signed=False, voice=True))), (None, c.PutSeat(seat("wren", voice=False))),
        ("amara", c.Close()),
    ],
)  # fmt: skip
def test_whoever_leaves_the_room_or_takes_the_yes_back_is_out_of_the_call(
    actor: str | None, command: c.PersonCommand | c.HouseCommand
) -> None:
    table = call("wren", "tove")
    table.must(actor, command)
    assert "wren" not in table.state.voice
    assert "wren" not in people(table, "tove")
    assert not share_a_call(table.state, "wren", "tove")


def test_a_lost_line_is_waited_for_and_then_the_chair_in_the_call_is_free() -> None:
    table = call("wren", "tove")
    table.disconnect("wren")
    assert share_a_call(table.state, "tove", "wren")
    assert core.wakes_at(table.state) is not None
    table.ask(None, c.Tick(), after=31_000)
    assert people(table, "tove") == ["tove"]

    table.connect("wren")
    table.must("wren", c.JoinVoice(LEGS["wren"]))
    table.disconnect("wren")
    table.connect("wren")
    table.ask(None, c.Tick(), after=MINUTE)
    assert people(table, "tove") == ["tove", "wren"]


def test_company_is_those_who_joined_first_where_two_calls_come_together() -> None:
    table = call("amara", "wren", "tove", "juniper")
    assert company(table.state, "wren") == ["amara", "wren", "tove", "juniper"]
    assert company(table.state, "okapi") == []
    assert not share_a_call(table.state, "wren", "wren")


def test_in_small_groups_each_group_hears_itself_and_back_together_all_hear_each_other() -> None:
    table = call("amara", "wren", "tove", "juniper", rules=c.VoiceRules("video", people=4, cameras=2))
    table.begin_at("open_floor")
    table.must("amara", c.OpenSmallGroups([c.SeatedGroup(["wren", "tove"]), c.SeatedGroup(["juniper", "okapi"])], 10))
    assert company(table.state, "wren") == ["wren", "tove"]
    assert company(table.state, "juniper") == ["juniper"]
    assert not share_a_call(table.state, "amara", "wren"), "nobody listens in from the plenary"
    table.must("okapi", c.JoinVoice(LEGS["okapi"], agreed=True))
    table.must("amara", c.VisitGroup(1))
    assert share_a_call(table.state, "amara", "wren")
    assert not share_a_call(table.state, "amara", "juniper")
    table.must("amara", c.Mute())
    table.must("amara", c.EndVisit())
    table.must("amara", c.BringBack(10))
    table.ask(None, c.Tick(), after=60_000)
    assert table.state.small is None
    assert company(table.state, "amara") == ["amara", "wren", "tove", "juniper"], "the first ones; okapi waits"
    assert company(table.state, "okapi") == ["amara", "wren", "tove", "juniper"]
    assert not share_a_call(table.state, "okapi", "amara")


def test_when_the_key_is_gone_nobody_can_tell_who_was_in_the_call() -> None:
    table = call("wren", "tove")
    assert table.replay_open().voice == {}


def test_where_a_media_server_passes_it_on_an_earlier_yes_does_not_cover_that() -> None:
    rules = c.VoiceRules("audio", people=12, by_server=True)
    table = Table(voice=rules)
    table.admit("amara", "wren", "tove")
    table.must(None, c.PutSeat(seat("wren", voice=True)))
    assert table.view("wren")["me"]["voice"] is False
    assert table.ask("wren", c.JoinVoice(LEGS["wren"])) == "not_agreed"
    told = table.must("wren", c.JoinVoice(LEGS["wren"], agreed=True))
    assert told[0] == e.VoiceAgreed(seat("wren").seat, by_server=True)
    assert has_agreed(table.state, table.state.people["wren"].info)
    assert table.ask(None, c.PutSeat(seat("wren", voice=True, voice_by_server=True))) == "already"
    assert people(table, "tove") == ["wren"]
    table.must(None, c.PutSeat(seat("wren", voice=True)))
    assert people(table, "tove") == [], "taken back as far as the server goes, it ends the call"
    assert "by_server" not in "".join(page for page in table.pages["tove"].received if "voice_agreed" in page)


def test_a_yes_that_covers_the_media_server_covers_the_relay() -> None:
    table = Table(voice=c.VoiceRules("audio"))
    table.admit("amara", "wren")
    table.must(None, c.PutSeat(seat("wren", voice=True, voice_by_server=True)))
    assert table.view("wren")["me"]["voice"] is True
    table.must("wren", c.JoinVoice(LEGS["wren"]))
