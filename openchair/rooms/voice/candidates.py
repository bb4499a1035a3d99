"""What of a WebRTC description may reach another member: ways over a relay, and no address of anybody's device.

Pure. Pages are told to use the relay only, and a page can be changed by whoever sits before it; so the server reads
each line of what it passes on. Lines it does not know are left out, and an address that stands where none belongs
makes the whole message refused (AV-1, ASVS V17).
"""

import re
from ipaddress import ip_address
from typing import NamedTuple

MOST_LINES = 600
"""A description of sound and picture has about two hundred lines."""
NOWHERE = "0.0.0.0"  # noqa: S104  (the address that says nothing, not one to listen at)

_CANDIDATE = re.compile(
    r"candidate:[A-Za-z0-9+/]{1,32} (?P<component>[12]) (?P<transport>udp|tcp|UDP|TCP) "
    r"(?P<priority>[0-9]{1,10}) (?P<address>[0-9A-Fa-f.:]{2,45}) (?P<port>[0-9]{1,5}) typ (?P<type>[a-z]+)"
    r"(?: raddr \S{1,80} rport [0-9]{1,5})?(?: tcptype [a-z]+)?"
    r"(?: generation (?P<generation>[0-9]{1,4}))?(?: ufrag (?P<ufrag>[A-Za-z0-9+/]{4,256}))?"
    r"(?: network-id [0-9]{1,4})?(?: network-cost [0-9]{1,4})?"
)
_KNOWN = frozenset({
    "group", "extmap-allow-mixed", "msid-semantic", "ice-ufrag", "ice-pwd", "ice-options", "fingerprint", "setup",
    "mid", "extmap", "sendrecv", "sendonly", "recvonly", "inactive", "msid", "rtcp-mux", "rtcp-mux-only", "rtcp-rsize",
    "rtpmap", "rtcp-fb", "fmtp", "ssrc", "ssrc-group", "bundle-only", "rid", "simulcast", "ptime", "maxptime",
    "end-of-candidates", "sctp-port", "max-message-size",
})  # fmt: skip
"""Attributes of a description that a call needs; none of them has to hold an address."""
_ORIGIN = re.compile(r"o=\S+ ([0-9]{1,20}) ([0-9]{1,20}) IN IP[46] \S+")
_MEDIA = re.compile(r"m=(audio|video|application) [0-9]{1,5}(?:/[0-9]+)? ([A-Z/]+) ([0-9A-Za-z -]+)")
_PARTS = re.compile(r"[\s=;,/\[\]()<>\"']+")


class NotPassedOn(Exception):
    """This is nothing that one page may tell another."""


class Sifted(NamedTuple):
    """A description that may be passed on, and how many ways to a device were taken out of it."""

    sdp: str
    dropped: int


def relayed(line: str) -> str | None:
    """A candidate over a relay without the address behind it; None for every other kind of way."""
    found = _CANDIDATE.fullmatch(line.removeprefix("a="))
    if found is None or found["type"] != "relay":
        return None
    try:
        ip_address(found["address"])
    except ValueError:
        return None
    if not 0 < int(found["port"]) < 65536:
        return None
    # Some browsers count the foundation out of the device's own address, so it does not travel either.
    kept = (
        f"candidate:1 {found['component']} {found['transport'].lower()} {found['priority']} "
        f"{found['address']} {found['port']} typ relay raddr {NOWHERE} rport 0"
    )
    if found["generation"]:
        kept += f" generation {found['generation']}"
    return kept + (f" ufrag {found['ufrag']}" if found["ufrag"] else "")


def sift(sdp: str) -> Sifted:
    """A description as the other page may get it."""
    lines = sdp.replace("\r\n", "\n").split("\n")
    if len(lines) > MOST_LINES or not lines or lines[0] != "v=0":
        raise NotPassedOn
    kept: list[str] = []
    dropped = 0
    for line in lines:
        if line.startswith("a=candidate:"):
            if (way := relayed(line)) is None:
                dropped += 1
            else:
                kept.append("a=" + way)
        elif line and (told := _line(line)) is not None:
            kept.append(told)
    return Sifted("\r\n".join(kept) + "\r\n", dropped)


def _line(line: str) -> str | None:
    """One line that is no candidate: as it may be passed on, or None if it is left out."""
    kind = line[:2]
    if line in ("v=0", "t=0 0", "s=-"):
        return line
    if kind == "o=":
        if (origin := _ORIGIN.fullmatch(line)) is None:
            raise NotPassedOn
        return f"o=- {origin[1]} {origin[2]} IN IP4 {NOWHERE}"
    if kind == "c=":
        return f"c=IN IP4 {NOWHERE}"
    if kind == "m=":
        if (media := _MEDIA.fullmatch(line)) is None:
            raise NotPassedOn
        # Port 0 refuses a kind of media; any other is a default way, and there is none but the candidates.
        port = "0" if line.split(" ", 2)[1] == "0" else "9"
        return f"m={media[1]} {port} {media[2]} {media[3]}"
    if kind == "b=":
        return line if re.fullmatch(r"b=(AS|TIAS):[0-9]{1,9}", line) else None
    if kind != "a=":
        return None
    name = line[2:].partition(":")[0].partition(" ")[0]
    # How loud somebody is would travel readable beside the sealed sound, past the relay.
    if name not in _KNOWN or (name == "extmap" and "audio-level" in line):
        return None
    if holds_address(line):
        raise NotPassedOn
    return line


def holds_address(text: str) -> bool:
    """Whether an address of a device stands anywhere in a text: IPv4, IPv6 or a name of the local network."""
    if ".local" in text.lower():
        return True
    return any(_is_address(part) for part in _PARTS.split(text))


def _is_address(part: str) -> bool:
    # "12:0.0.0.0" or "cname:10.0.0.1" hide one behind a colon.
    for candidate in {part, part.rpartition(":")[2], part.partition(":")[2]}:
        if "." not in candidate and ":" not in candidate:
            continue
        try:
            if ip_address(candidate).compressed != NOWHERE:
                return True
        except ValueError:
            continue
    return False
