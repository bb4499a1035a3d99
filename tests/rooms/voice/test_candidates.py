"""What of a description reaches another member: no address of anybody's device, in whatever form (AV-1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openchair.rooms.voice.candidates import NotPassedOn, holds_address, relayed, sift

RELAY = "candidate:3098175849 1 udp 41885439 198.51.100.7 50012 typ relay raddr 203.0.113.9 rport 61000 generation 0"
OFFER = [
    "v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0",
    "a=extmap-allow-mixed", "a=msid-semantic: WMS 7f1c", "m=audio 50012 UDP/TLS/RTP/SAVPF 111 63 9",
    "c=IN IP4 203.0.113.9", "a=rtcp:9 IN IP4 203.0.113.9", "a=ice-ufrag:EsAw", "a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y",
    "a=ice-options:trickle", "a=fingerprint:sha-256 49:66:12:17:0D:1C:91:AE:57:4C:C6:36:DD:D5:97:D2:7D:62:C9:9A",
    "a=setup:actpass", "a=mid:0", "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time", "a=sendrecv", "a=msid:7f1c 9e0a",
    "a=rtcp-mux", "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1",
    "a=ssrc:2231627014 cname:lUIhpA",
]  # fmt: skip
HOST = "candidate:1 1 udp 2122260223 192.168.0.17 52312 typ host generation 0 ufrag EsAw network-id 1"
ADDRESSES = ("192.168.0.17", "203.0.113.9", "2001:db8::17", "9b36eaac-bb2e-49bb-bb78-21c41c499900.local", "127.0.0.1")


def described(*more: str) -> str:
    return "\r\n".join([*OFFER, *more]) + "\r\n"


def test_a_way_over_a_relay_is_passed_on_without_the_address_behind_it() -> None:
    told = relayed(RELAY)
    assert told is not None
    assert told.startswith("candidate:1 1 udp 41885439 198.51.100.7 50012 typ relay raddr 0.0.0.0 rport 0")
    assert "203.0.113.9" not in told
    assert relayed("a=" + RELAY) == told


@pytest.mark.parametrize(
    "way",
    [
        HOST,
        "candidate:2 1 udp 1686052607 203.0.113.9 61000 typ srflx raddr 192.168.0.17 rport 52312 generation 0",
        "candidate:2 1 udp 1686052607 203.0.113.9 61000 typ prflx raddr 0.0.0.0 rport 0",
        "candidate:4 1 udp 2122260223 9b36eaac-bb2e-49bb-bb78-21c41c499900.local 52312 typ host generation 0",
        "candidate:4 1 udp 41885439 9b36eaac-bb2e-49bb-bb78-21c41c499900.local 52312 typ relay raddr 0.0.0.0 rport 0",
        "candidate:5 1 tcp 1518280447 192.168.0.17 9 typ host tcptype active generation 0",
        RELAY + " x-address 192.168.0.17",
        RELAY.replace("typ relay", "typ host typ relay"),
        RELAY.replace("50012", "70000"),
        RELAY.replace("198.51.100.7", "1.2.3.4.5"),
        RELAY + "\r\na=" + HOST,
        "",
    ],
)
def test_every_other_way_is_dropped(way: str) -> None:
    assert relayed(way) is None


def test_a_description_goes_on_with_its_relayed_ways_only() -> None:
    told = sift(described("a=" + RELAY, "a=" + HOST, "a=remote-candidates:1 192.168.0.17 52312", "a=end-of-candidates"))
    assert told.dropped == 1
    assert "typ relay raddr 0.0.0.0 rport 0" in told.sdp
    assert "typ host" not in told.sdp
    for address in ADDRESSES:
        assert address not in told.sdp
    for kept in ("a=ice-ufrag:EsAw", "a=fingerprint:sha-256 49:66", "a=rtpmap:111", "m=audio 9 UDP", "a=sendrecv"):
        assert kept in told.sdp
    assert "o=- 4611731400430051336 2 IN IP4 0.0.0.0" in told.sdp
    assert "c=IN IP4 0.0.0.0" in told.sdp


def test_how_loud_somebody_is_does_not_travel_readable_past_the_relay() -> None:
    told = sift(described()).sdp
    assert "audio-level" not in told
    assert "abs-send-time" in told


@pytest.mark.parametrize("address", ADDRESSES[:4])
@pytest.mark.parametrize(
    "line",
    ["a=fmtp:111 x={0}", "a=msid:{0} 9e0a", "a=ssrc:1 cname:{0}", "a=ice-options:{0}", "a=mid:{0}", "a=rid:[{0}]"],
)
def test_an_address_hidden_in_another_line_has_the_whole_message_refused(line: str, address: str) -> None:
    with pytest.raises(NotPassedOn):
        sift(described(line.format(address)))


@pytest.mark.parametrize("line", ["a=x-mine:192.168.0.17", "i=192.168.0.17", "u=http://192.168.0.17/", "e=me@a.local"])
def test_lines_that_no_call_needs_are_left_out(line: str) -> None:
    assert "192.168.0.17" not in sift(described(line)).sdp
    assert ".local" not in sift(described(line)).sdp


@pytest.mark.parametrize(
    "sdp", ["", "hello", "o=- 1 1 IN IP4 0.0.0.0", "v=0\r\no=nothing", "v=0\r\nm=audio 192.168.0.17", "v=0\n" * 601]
)
def test_what_is_no_description_is_refused(sdp: str) -> None:
    with pytest.raises(NotPassedOn):
        sift(sdp)


def test_a_refused_kind_of_media_stays_refused() -> None:
    assert "m=video 0 UDP/TLS/RTP/SAVPF 96" in sift(described("m=video 0 UDP/TLS/RTP/SAVPF 96")).sdp


@given(
    where=st.integers(0, len(OFFER)),
    line=st.one_of(
        st.text(st.characters(codec="ascii", exclude_characters="\r\n"), max_size=60),
        st.builds("a=candidate:{}".format, st.text(st.characters(codec="ascii"), max_size=40)),
        st.builds("a={}:{}".format, st.sampled_from(["fmtp", "x", "msid", "rtcp"]), st.text(max_size=30)),
    ),
    address=st.ip_addresses(v=4).map(str).filter(lambda one: one != "0.0.0.0"),
)
def test_whatever_line_is_slipped_in_its_address_does_not_come_through(where: int, line: str, address: str) -> None:
    lines = [*OFFER[: max(1, where)], f"{line} {address}", *OFFER[max(1, where) :]]
    try:
        told = sift("\r\n".join(lines)).sdp
    except NotPassedOn:
        return
    assert address not in told.split()
    assert not any(holds_address(part) for part in told.splitlines() if not part.startswith("a=candidate:"))
