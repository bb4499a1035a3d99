"""What a sealed text is bound to, and that nothing else opens it."""

import secrets
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openchair.vault.errors import KeyDestroyed, KeyIsPast, SealBroken
from openchair.vault.sealing import HEADER, NONCE, Sealer, key_id_of

names = st.text(st.characters(codec="utf-8", exclude_characters="|"), min_size=1, max_size=20)
rows = st.text(max_size=40)


def a_sealer(key=None, *, seals=True):
    key = key or secrets.token_bytes(32)
    return Sealer(uuid4(), lambda _: (key, seals))


@given(plain=st.binary(max_size=300), table=names, row=rows, field=names)
def test_what_was_sealed_opens_in_its_own_place(plain, table, row, field):
    sealer = a_sealer()
    sealed = sealer.seal(plain, table=table, row=row, field=field)
    assert sealer.open(sealed, table=table, row=row, field=field) == plain
    assert len(sealed) == HEADER + NONCE + len(plain) + 16


@given(one=st.tuples(names, rows, names), other=st.tuples(names, rows, names))
def test_it_opens_nowhere_else(one, other):
    sealer = a_sealer()
    sealed = sealer.seal(b"words", table=one[0], row=one[1], field=one[2])
    if one == other:
        assert sealer.open(sealed, table=other[0], row=other[1], field=other[2]) == b"words"
        return
    with pytest.raises(SealBroken):
        sealer.open(sealed, table=other[0], row=other[1], field=other[2])


@given(st.data())
def test_a_single_changed_byte_breaks_the_seal(data):
    sealer = a_sealer()
    sealed = bytearray(sealer.seal(b"some words", table="t", row="1", field="f"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        sealer.open(bytes(sealed), table="t", row="1", field="f")


@given(st.binary(max_size=60))
def test_rubbish_is_no_seal(rubbish):
    with pytest.raises(SealBroken):
        a_sealer().open(rubbish, table="t", row="1", field="f")


@given(st.binary(max_size=44))
def test_rubbish_names_no_key(rubbish):
    with pytest.raises(SealBroken):
        key_id_of(rubbish)


def test_the_key_id_is_bound_even_when_two_ids_share_one_key():
    key = secrets.token_bytes(32)
    one, other = a_sealer(key), a_sealer(key)
    sealed = one.seal(b"words", table="t", row="1", field="f")
    relabelled = sealed[:1] + other.key_id.bytes + sealed[HEADER:]
    with pytest.raises(SealBroken):
        other.open(relabelled, table="t", row="1", field="f")


@pytest.mark.slow
def test_a_million_nonces_are_distinct_CONF_1():
    sealer = a_sealer()
    nonces = {sealer.seal(b"", table="t", row="1", field="f")[HEADER : HEADER + NONCE] for _ in range(1_000_000)}
    assert len(nonces) == 1_000_000


def test_the_header_names_the_key():
    sealer = a_sealer()
    assert key_id_of(sealer.seal(b"", table="t", row="1", field="f")) == sealer.key_id


def test_a_past_key_opens_but_does_not_seal():
    key = secrets.token_bytes(32)
    current = a_sealer(key)
    sealed = current.seal(b"words", table="t", row="1", field="f")
    past = Sealer(current.key_id, lambda _: (key, False))
    assert past.open(sealed, table="t", row="1", field="f") == b"words"
    with pytest.raises(KeyIsPast):
        past.seal(b"more", table="t", row="1", field="f")


def test_a_sealer_asks_again_after_a_minute_and_stops_when_the_key_is_gone(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr("openchair.vault.sealing.monotonic", lambda: clock[0])
    key = secrets.token_bytes(32)
    gone: list[bool] = []

    def read(key_id):
        if gone:
            raise KeyDestroyed(key_id)
        return key, True

    sealer = Sealer(uuid4(), read)
    sealed = sealer.seal(b"words", table="t", row="1", field="f")
    gone.append(True)
    clock[0] += 60
    assert sealer.has_expired()
    for _ in range(2):
        with pytest.raises(KeyDestroyed):
            sealer.open(sealed, table="t", row="1", field="f")
        with pytest.raises(KeyDestroyed):
            sealer.seal(b"more", table="t", row="1", field="f")
