"""Letters with a time stamp (PAdES B-T); without one while the authority is away there is no letter."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import validators
from asn1crypto import cms
from cryptography import x509
from kernel.contracts.signing import SigningCompleted
from office import Office, clock_tick
from samples import make_facts, make_settings, now
from signing.checks import SignatureWrong
from signing.opening import open_press
from signing.pdf.draft import Draft
from signing.press import LetterPress
from signing.signature.timestamp import TOKEN_LIMIT, TimeStampAuthority
from time_stamps import LocalAuthority, answers
from validators import Rejected

BAD = {
    "a refusal": answers(200, bytes.fromhex("3009 3007 020102 03020780")),
    "away": answers(503, b"later", "text/plain"),
}


@pytest.fixture(scope="module")
async def authority(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalAuthority]:
    """An authority on this machine."""
    async with LocalAuthority(tmp_path_factory.mktemp("tsa")) as running:
        yield running


@pytest.fixture(scope="module", params=["ecdsa-p256", "rsa-2048"])
def stamping_press(
    request: pytest.FixtureRequest, authority: LocalAuthority, tmp_path_factory: pytest.TempPathFactory
) -> LetterPress:
    """A press that keeps room for time stamps."""
    folder = tmp_path_factory.mktemp("signing")
    return open_press(
        make_settings(folder, tsa_url=authority.url, tsa_ca_file=authority.ca_file, sandbox_key_algorithm=request.param)
    )


def stamps_in(pdf: bytes) -> int:
    """Time stamps in the signature."""
    _, container = validators.split(pdf)
    (signer,) = cms.ContentInfo.load(container)["content"]["signer_infos"]
    return sum(each["type"].native == "signature_time_stamp_token" for each in signer["unsigned_attrs"])


async def test_every_validator_sees_the_stamp(stamping_press: LetterPress, authority: LocalAuthority) -> None:
    draft = stamping_press.draft(make_facts(), signed_at=now())
    signature = stamping_press.sign(draft)
    async with TimeStampAuthority(authority.url, trust=authority.trust) as client:
        token, other = [await client.stamp(each) for each in (signature, b"something else")]
    await asyncio.to_thread(look_at_stamped, stamping_press, authority, draft, signature, token, other)


def look_at_stamped(
    stamping_press: LetterPress, authority: LocalAuthority, draft: Draft, signature: bytes, token: bytes, other: bytes
) -> None:
    """In a thread, as pyHanko runs an event loop of its own."""
    pdf = stamping_press.finish(draft, signature, token=token).pdf
    root = stamping_press.key.chain[-1]
    status = validators.pyhanko(pdf, root, stamped_by=authority.trust)
    assert abs(status.timestamp_validity.timestamp - datetime.now(UTC)) < timedelta(minutes=5)
    validators.qpdf(pdf)
    validators.pdf_a(pdf)
    validators.pdfsig(pdf)
    validators.openssl(pdf, root)
    assert stamps_in(pdf) == 1
    with pytest.raises(Rejected, match="time stamp"):
        validators.pyhanko(pdf, root)  # a stamp that nobody asked for
    with pytest.raises(SignatureWrong, match="container"):
        stamping_press._check.check(pdf, draft.digest, draft.prefix)
    with pytest.raises(SignatureWrong, match="container"):
        stamping_press._check.check(pdf, draft.digest, draft.prefix, other)
    unstamped = stamping_press.finish(draft, signature).pdf
    with pytest.raises(SignatureWrong, match="container"):
        stamping_press._check.check(unstamped, draft.digest, draft.prefix, token)


async def test_there_is_room_for_the_longest_token_and_no_more(stamping_press: LetterPress) -> None:
    draft = stamping_press.draft(make_facts(), signed_at=now())
    signature = stamping_press.sign(draft)
    for length in (TOKEN_LIMIT - 100, TOKEN_LIMIT):
        container = stamping_press._cms.container(draft.digest, signature, token=bytes(length))
        assert len(draft.with_signature(container)) == len(draft.prefix) + len(draft.own) + len(draft.tail) + (
            draft.room + 2
        )
    with pytest.raises(ValueError, match="room"):
        draft.with_signature(stamping_press._cms.container(draft.digest, signature, token=bytes(TOKEN_LIMIT + 200)))


@pytest.mark.servers
async def test_a_worker_issues_stamped_letters(office: Office, authority: LocalAuthority) -> None:
    authority.instead = None
    async with (
        office.worker(tsa_url=authority.url, tsa_ca_file=authority.ca_file),
        office.storage() as storage,
    ):
        await office.bus.publish(office.approval())
        (done,) = await office.bus.heard(SigningCompleted)
        pdf = await storage.get(done.object_key)
        key_file = next(office.settings.keys_dir.glob("*/signer.pem"))
    root = x509.load_pem_x509_certificates(key_file.read_bytes())[-1]
    status = await asyncio.to_thread(validators.pyhanko, pdf, root, stamped_by=authority.trust)
    assert status.signer_reported_dt == done.signed_at
    assert stamps_in(pdf) == 1


@pytest.mark.servers
@pytest.mark.parametrize("trouble", [*BAD, "a wrong stamp"])
async def test_while_the_authority_is_away_letters_wait(
    office: Office, authority: LocalAuthority, trouble: str
) -> None:
    authority.instead = BAD.get(trouble) or authority.stamps("strange")
    asked = authority.asked
    async with (
        office.worker(tsa_url=authority.url, tsa_ca_file=authority.ca_file, tsa_timeout=1),
        office.storage() as storage,
    ):
        await office.bus.publish(office.approval())
        for _ in range(1000):
            if authority.asked >= asked + 2:
                break
            await clock_tick()
        assert authority.asked >= asked + 2  # tried again
        (waiting,) = await office.rows("SELECT state, intent, sha256, signed_at FROM signing_job")
        assert (waiting["state"], waiting["sha256"]) == ("signing", None)
        assert not await office.rows("SELECT 1 FROM outbox WHERE routing_key LIKE 'signing.%'")
        authority.instead = None
        (done,) = await office.bus.heard(SigningCompleted, seconds=60)
        pdf = await storage.get(done.object_key)
    assert stamps_in(pdf) == 1
    assert done.signed_at == waiting["signed_at"]
    assert validators.pdfsig(pdf).at == waiting["signed_at"]
