"""What two pages of a call tell each other, over real sockets: to whom it goes, and what of it (AV-1, AV-2)."""

import json

import pytest

from openchair.core.time import now
from openchair.groups.services import end_membership
from openchair.rooms.models import LogEvent, VoiceConsent
from openchair.rooms.voice.services import choose_voice, take_back
from tests.rooms.live import TRANSPORTS, Server, in_thread, play, staged

from .test_candidates import HOST, OFFER, RELAY

pytestmark = [
    pytest.mark.django_db(transaction=True, databases="__all__"),
    pytest.mark.parametrize("transport", TRANSPORTS),
]
OFFERED = "\r\n".join([*OFFER, "a=" + RELAY, "a=" + HOST]) + "\r\n"
SRFLX = "candidate:2 1 udp 1686052607 203.0.113.9 61000 typ srflx raddr 192.168.0.17 rport 52312 generation 0"
SECRETS = ("192.168.0.17", "203.0.113.9", "typ host", "typ srflx", ".local")


@pytest.fixture(autouse=True)
def a_relay(settings):
    """An installation with a relay, as far as the server knows."""
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay.example.org"], "s" * 40


def talking(people=4, voice="video"):
    """An open room of a group that meets with voice."""
    return staged(people, voice=voice)


def leg_of(page):
    return f"leg-{page.seat[-12:]}"


async def join(*pages):
    for page in pages:
        answer = await page.do("join_voice", leg=leg_of(page), agreed=True)
        assert answer["t"] == "ack", answer
    for page in pages:
        await page.until(lambda page=page: len(page.heard("voice_joined")) >= 1)


def signal(sender, to, told, *, leg=None, to_leg=None):
    return {
        "t": "signal",
        "id": "s1",
        "leg": leg or leg_of(sender),
        "to": to.seat,
        "to_leg": to_leg or leg_of(to),
        "d": told,
    }


def signals_of(page):
    return [frame for frame in page.frames if frame["t"] == "signal"]


async def settle(*pages):
    """What was sent before this has been handed on."""
    for page in pages:
        await page.do("raise_hand")


def test_what_one_page_tells_another_reaches_that_page_alone(transport):
    room = talking()

    async def story(server: Server):
        lead, anna, ben, cleo = await server.inside(room, *room.people[1:])
        await join(anna, ben, cleo)
        await anna.send(signal(anna, ben, {"k": "microphone", "on": True}))
        await ben.until(lambda: signals_of(ben))
        await settle(anna, ben, cleo)
        assert signals_of(ben) == [
            {
                "t": "signal",
                "seat": anna.seat,
                "leg": leg_of(anna),
                "to_leg": leg_of(ben),
                "d": {"k": "microphone", "on": True},
            }
        ]
        assert not signals_of(lead) + signals_of(cleo) + signals_of(anna)

    play(story, transport)


def test_no_address_reaches_another_member_in_any_signal(transport):
    room = talking()

    async def story(server: Server):
        _lead, anna, ben, _cleo = await server.inside(room, *room.people[1:])
        await join(anna, ben)
        ways = [{"candidate": way} for way in (HOST, SRFLX, RELAY, "")]
        await anna.send(signal(anna, ben, {"k": "description", "type": "offer", "sdp": OFFERED}))
        await anna.send(signal(anna, ben, {"k": "ways", "ways": ways}))
        await ben.until(lambda: len(signals_of(ben)) == 2)
        # Nothing at all is left of these, or they are refused as a whole.
        await anna.send(signal(anna, ben, {"k": "ways", "ways": [{"candidate": HOST}]}))
        hidden = OFFERED.replace("cname:lUIhpA", "cname:192.168.0.17")
        await anna.send(signal(anna, ben, {"k": "description", "type": "offer", "sdp": hidden}))
        await settle(anna, ben)
        assert len(signals_of(ben)) == 2
        everything = json.dumps(ben.frames)
        assert "typ relay raddr 0.0.0.0 rport 0" in everything
        assert not [secret for secret in SECRETS if secret in everything]
        assert [way["candidate"][:12] for way in signals_of(ben)[1]["d"]["ways"]] == ["candidate:1 ", ""]

    play(story, transport)


def test_only_people_of_the_same_call_are_told_anything(transport):
    room = talking()

    async def story(server: Server):
        lead, anna, ben, cleo = await server.inside(room, *room.people[1:])
        await join(anna, ben)
        told = {"k": "microphone", "on": True}
        for frame in (
            signal(cleo, anna, told), signal(anna, cleo, told), signal(anna, anna, told),
            signal(anna, ben, told, leg="another-leg"), signal(anna, ben, told, to_leg="another-leg"),
            signal(anna, ben, told) | {"to": "no-such-seat"},
        ):  # fmt: skip
            sender = cleo if frame["leg"] == leg_of(cleo) else anna
            before = len(sender.frames)
            await sender.send(frame)
            assert (await sender.answer("s1", before))["code"] == "not_in_call"
        await settle(anna, ben, cleo)
        assert not [page for page in (lead, anna, ben, cleo) if signals_of(page)]

    play(story, transport)


def test_whoever_is_asked_to_leave_or_loses_their_place_is_told_nothing_more(transport):
    room = talking()
    told = {"k": "microphone", "on": True}

    async def story(server: Server):
        lead, anna, ben, cleo = await server.inside(room, *room.people[1:])
        await join(anna, ben, cleo)
        assert (await lead.do("remove", seat=anna.seat, reason="We agreed on that."))["t"] == "ack"
        await ben.hears("left")
        await ben.send(signal(ben, anna, told))
        await anna.send(signal(anna, ben, told))
        membership = room.people[3].membership

        await in_thread(end_membership, membership=membership, actor=membership.person, at=now())
        await cleo.until(lambda: cleo.closed)
        await ben.send(signal(ben, cleo, told))
        await settle(ben)
        assert not signals_of(anna) + signals_of(ben) + signals_of(cleo)
        assert [one["seat"] for one in ben.view["voice"]["people"]] in ([], [anna.seat], [ben.seat])

    play(story, transport)


def test_a_yes_is_kept_once_and_taken_back_ends_the_call_at_once(transport):
    room = talking()
    membership = room.people[1].membership

    async def story(server: Server):
        _lead, anna, ben, _cleo = await server.inside(room, *room.people[1:])
        await join(anna, ben)
        await in_thread(wait_for_consent, membership)
        assert (await anna.do("leave_voice", leg=leg_of(anna)))["t"] == "ack"
        assert (await anna.do("join_voice", leg="second-leg"))["t"] == "ack"
        await in_thread(take_back, membership=membership, actor=membership.person, at=now())
        await ben.until(lambda: len(ben.heard("voice_left")) == 2)
        assert (await anna.do("join_voice", leg="third-leg"))["code"] == "not_agreed"
        assert (await anna.do("say", words="I go on in writing."))["t"] == "ack"

    play(story, transport)
    (consent,) = VoiceConsent.objects.filter(membership=membership)
    assert consent.taken_back_at is not None


def wait_for_consent(membership):
    import time

    for _ in range(400):
        if VoiceConsent.objects.filter(membership=membership).exists():
            return
        time.sleep(0.01)
    raise AssertionError("the yes was not kept")


def test_nothing_of_a_signal_is_in_any_log_or_database(transport, caplog):
    room = talking()
    caplog.set_level("DEBUG")

    async def story(server: Server):
        _lead, anna, ben, _cleo = await server.inside(room, *room.people[1:])
        await join(anna, ben)
        before = await in_thread(LogEvent.objects.count)
        await anna.send(signal(anna, ben, {"k": "description", "type": "offer", "sdp": OFFERED}))
        await ben.until(lambda: signals_of(ben))
        assert await in_thread(LogEvent.objects.count) == before

    play(story, transport)
    assert "198.51.100.7" not in caplog.text
    assert "EsAw" not in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"k": "record"}, {"k": "microphone", "on": True, "for": "everybody"}, {"k": "description", "type": "pranswer"},
        {"k": "ways", "ways": []}, {"k": "ways", "ways": [{"candidate": ""}] * 17},
        {"k": "description", "type": "offer", "sdp": "x" * 14_001},
        {"k": "ways", "ways": [{"candidate": "", "mid": "../"}]},
    ],
)  # fmt: skip
def test_an_unknown_or_oversized_signal_is_refused_and_disturbs_nobody(transport, wrong):
    room = talking()

    async def story(server: Server):
        _lead, anna, ben, _cleo = await server.inside(room, *room.people[1:])
        await join(anna, ben)
        before = len(anna.frames)
        await anna.send(signal(anna, ben, wrong))
        assert (await anna.answer("s1", before))["code"] == "unreadable"
        await anna.send(signal(anna, ben, {"k": "microphone", "on": True}))
        await ben.until(lambda: signals_of(ben))

    play(story, transport)


def test_a_flood_of_signals_is_slowed_down_and_the_written_room_goes_on(transport):
    room = talking()

    async def story(server: Server):
        _lead, anna, ben, _cleo = await server.inside(room, *room.people[1:])
        await join(anna, ben)
        big = signal(anna, ben, {"k": "description", "type": "offer", "sdp": OFFERED + "a=x-more:1\r\n" * 550})
        for _ in range(40):
            await anna.send(big)
        await anna.until(lambda: any(f.get("code") == "too_fast" for f in anna.frames))
        assert (await ben.do("say", words="I am still here."))["t"] == "ack"
        assert len(signals_of(ben)) < 40

    play(story, transport)


def test_without_a_choice_of_the_group_there_is_no_call(transport):
    room = staged(3)

    async def story(server: Server):
        _lead, anna, _ben = await server.inside(room, *room.people[1:])
        assert (await anna.do("join_voice", leg=leg_of(anna), agreed=True))["code"] == "voice_off"

    play(story, transport)


def test_choosing_is_for_who_leads(transport):
    from openchair.core.errors import NotAllowed

    room = staged(3)
    with pytest.raises(NotAllowed):
        choose_voice(group=room.group, voice="audio", follows_piece=True, actor=room.people[1].person, at=now())
