"""Sealed values open in their place only."""

import base64
import secrets
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from kernel.contracts.identity import CodeRequested
from kernel.sealed import BlindIndex, EventSealer, KeyRing, SealBroken, Sealer
from pydantic import SecretStr


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def test_a_value_opens_in_its_own_place_only() -> None:
    sealer = Sealer(KeyRing.parse(SecretStr(f"a:{key()}")))
    sealed = sealer.seal("冯海峰", about="record.name:1")
    assert "冯" not in sealed
    assert sealer.open(sealed, about="record.name:1") == "冯海峰"
    with pytest.raises(SealBroken):
        sealer.open(sealed, about="record.name:2")


def test_an_old_key_opens_and_the_new_one_seals() -> None:
    old, new = f"old:{key()}", f"new:{key()}"
    sealed = Sealer(KeyRing.parse(SecretStr(old))).seal("x", about="p")
    both = Sealer(KeyRing.parse(SecretStr(f"{new},{old}")))
    assert both.open(sealed, about="p") == "x"
    assert both.seal("x", about="p").startswith("v1.new.")
    with pytest.raises(SealBroken):
        Sealer(KeyRing.parse(SecretStr(new))).open(sealed, about="p")


@pytest.mark.parametrize(
    "hostile", ["", "v1", "v1.a", "v1.a.", "v1.a.!!!", "v2.a.AAAA", "v1.b.AAAA", "v1.a.AAAA", "v1.a.é"]
)
def test_rubbish_does_not_open(hostile: str) -> None:
    sealer = Sealer(KeyRing.parse(SecretStr(f"a:{key()}")))
    with pytest.raises(SealBroken):
        sealer.open(hostile, about="p")
    with pytest.raises(SealBroken):
        sealer.open_bytes(hostile.encode(), about="p")


def test_bytes() -> None:
    sealer = Sealer(KeyRing.parse(SecretStr(f"a:{key()}")))
    data = secrets.token_bytes(5000)
    sealed = sealer.seal_bytes(data, about="letter:1")
    assert sealer.open_bytes(sealed, about="letter:1") == data
    with pytest.raises(SealBroken):
        sealer.open_bytes(sealed[:-1], about="letter:1")


@pytest.mark.parametrize("text", ["", "a", "a:", "a:AAAA", "a b:" + "A" * 43 + "="])
def test_keys_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        KeyRing.parse(SecretStr(text))


def test_blind_indexes_differ_by_purpose_and_key() -> None:
    index, other = BlindIndex(SecretStr(key())), BlindIndex(SecretStr(key()))
    assert index.of("id", "1") == index.of("id", "1")
    assert len({index.of("id", "1"), index.of("name", "1"), index.of("id", "2"), other.of("id", "1")}) == 4


def test_a_sealed_part_of_an_event_opens_in_that_event_only() -> None:
    sealer = EventSealer(SecretStr(f"a:{key()}"))
    code_id = uuid4()
    event = CodeRequested(
        code_id=code_id,
        purpose="reset",
        expires_at=datetime.now(UTC),
        message=sealer.seal(CodeRequested, code_id, {"phone": "13800138000"}),
    )
    assert sealer.open(event, event.message) == {"phone": "13800138000"}
    with pytest.raises(SealBroken):
        sealer.open(event.model_copy(update={"code_id": uuid4()}), event.message)


def test_envelope_signatures() -> None:
    sealer, stranger = (EventSealer(SecretStr(f"a:{key()}")) for _ in range(2))
    signature = sealer.sign(b"body")
    assert sealer.is_signed(b"body", signature)
    for body, forged in (
        (b"other", signature),
        (b"body", ""),
        (b"body", "a."),
        (b"body", "b.00"),
        (b"body", "a.é"),
        (b"body", "a.\ud800"),
        (b"body", stranger.sign(b"body")),
    ):
        assert not sealer.is_signed(body, forged)
