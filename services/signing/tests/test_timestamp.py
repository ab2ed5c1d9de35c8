"""Time stamps: by a real authority, and every way in which one can be wrong."""

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, tsp
from kernel.errors import DependencyAway
from signing.signature import timestamp
from signing.signature.timestamp import AuthorityAway, TimeStampAuthority, TrustUnusable, load_trust
from time_stamps import POLICY, Answer, LocalAuthority, answers

SIGNATURE = b"a signature"


@pytest.fixture(scope="module")
async def authority(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalAuthority]:
    """An authority that answers well unless told otherwise."""
    async with LocalAuthority(tmp_path_factory.mktemp("tsa")) as running:
        yield running


@pytest.fixture
async def client(authority: LocalAuthority) -> AsyncIterator[TimeStampAuthority]:
    """Asks it."""
    authority.instead = None
    async with TimeStampAuthority(authority.url, trust=authority.trust, timeout=1) as asking:
        yield asking


async def refusal(client: TimeStampAuthority) -> str:
    """Why there is no stamp."""
    with pytest.raises(AuthorityAway) as away:
        await client.stamp(SIGNATURE)
    assert isinstance(away.value, DependencyAway)
    assert away.value.dependency == "time-stamp authority"
    return away.value.reason


async def test_a_good_stamp(client: TimeStampAuthority) -> None:
    first, second = [await client.stamp(SIGNATURE) for _ in range(2)]
    stamped = [cms.ContentInfo.load(token, strict=True)["content"]["encap_content_info"] for token in (first, second)]
    info, other = (content["content"].parsed for content in stamped)
    assert info["message_imprint"]["hashed_message"].native == hashlib.sha256(SIGNATURE).digest()
    assert info["nonce"].native != other["nonce"].native
    assert abs(info["gen_time"].native - datetime.now(UTC)) < timedelta(seconds=30)
    assert 500 < len(first) < 6000


def other_imprint(request: tsp.TimeStampReq) -> None:
    request["message_imprint"]["hashed_message"] = hashlib.sha256(b"something else").digest()


def other_nonce(request: tsp.TimeStampReq) -> None:
    request["nonce"] = 7


def no_nonce(request: tsp.TimeStampReq) -> None:
    del request["nonce"]


def other_algorithm(request: tsp.TimeStampReq) -> None:
    request["message_imprint"]["hash_algorithm"] = {"algorithm": "sha3_256"}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (other_imprint, "stamps something else"),
        (other_algorithm, "stamps something else"),
        (other_nonce, "answer to another question"),
        (no_nonce, "answer to another question"),
    ],
)
async def test_an_answer_to_another_question(
    authority: LocalAuthority, client: TimeStampAuthority, change: object, complaint: str
) -> None:
    authority.instead = authority.stamps(asked=change)  # type: ignore[arg-type]
    assert complaint in await refusal(client)


@pytest.mark.parametrize(("architecture", "signer"), [("strange", "good"), ("ours", "passerby"), ("ours", "expired")])
async def test_a_wrong_signer(
    authority: LocalAuthority, client: TimeStampAuthority, architecture: str, signer: str
) -> None:
    authority.instead = authority.stamps(architecture, signer)
    assert await refusal(client) == "the token is signed by somebody else"


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_clock_that_is_wrong(authority: LocalAuthority, client: TimeStampAuthority, minutes: int) -> None:
    authority.instead = authority.stamps(ahead=timedelta(minutes=minutes))
    assert "more than five minutes" in await refusal(client)


async def test_a_clock_a_little_ahead_is_believed(authority: LocalAuthority, client: TimeStampAuthority) -> None:
    authority.instead = authority.stamps(ahead=timedelta(minutes=4))
    assert await client.stamp(SIGNATURE)


async def test_no_altered_token_is_believed(authority: LocalAuthority, client: TimeStampAuthority) -> None:
    for place in (0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99):
        authority.instead = authority.stamps(
            answered=lambda token, place=place: _flipped(token, int(len(token) * place))
        )
        assert await refusal(client)


def _flipped(token: bytes, place: int) -> bytes:
    return token[:place] + bytes([token[place] ^ 0x40]) + token[place + 1 :]


REFUSED = bytes.fromhex("3009 3007 020102 03020780")  # rejection, bad_alg
EMPTY = bytes.fromhex("3005 3003 020100")  # granted


@pytest.mark.parametrize(
    ("instead", "complaint"),
    [
        (answers(500), "answers 500"),
        (answers(503, b"later", "text/plain"), "answers 503 text/plain"),
        (answers(404), "answers 404"),
        (answers(301), "answers 301"),
        (answers(200, b"<html>", "text/html"), "answers 200 text/html"),
        (answers(200, b""), "cannot be read"),
        (answers(200, b"garbage"), "cannot be read"),
        (answers(200, bytes(70_000)), "too long"),
        (answers(200, EMPTY), "holds no token"),
        (answers(200, REFUSED), "refuses: rejection bad_alg"),
        (answers(200, EMPTY, after=3), "TimeoutError"),
    ],
    ids=range(11),
)
async def test_no_good_answer(
    authority: LocalAuthority, client: TimeStampAuthority, instead: Answer, complaint: str
) -> None:
    authority.instead = instead
    assert complaint in await refusal(client)


async def test_a_token_for_which_no_room_is_kept(client: TimeStampAuthority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timestamp, "TOKEN_LIMIT", 500)
    assert "bytes long" in await refusal(client)


async def test_the_policy_is_the_one_that_is_wanted(authority: LocalAuthority) -> None:
    authority.instead = None
    async with TimeStampAuthority(authority.url, trust=authority.trust, policy=POLICY) as wanted:
        assert await wanted.stamp(SIGNATURE)
    async with TimeStampAuthority(authority.url, trust=authority.trust, policy="1.2.156.1") as other:
        assert await refusal(other) == f"the token was made by the policy {POLICY}"


async def test_an_authority_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    async with LocalAuthority(tmp_path) as authority:
        client = TimeStampAuthority(authority.url, trust=load_trust(authority.ca_file), timeout=1)
        assert await client.stamp(SIGNATURE)
        await authority.stop()
        assert "Client" in await refusal(client)
    await client.close()


def test_a_file_of_trust_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    for content in (None, "", "nothing", broken):
        if content is not None:
            file.write_text(content)
        with pytest.raises(TrustUnusable, match=r"ca\.pem"):
            load_trust(file)
