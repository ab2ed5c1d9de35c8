"""Keys: made once however many workers start, loaded once, refused when they must not sign."""

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from kernel.settings import Profile
from pydantic import ValidationError
from signing.app import open_resources
from signing.domain.facts import LetterFacts
from signing.keys.sandbox_key import make_sandbox_key, sandbox_key_file
from signing.keys.signing_key import FileKey, KeyUnusable, check_key, expires_soon
from signing.press import LetterPress
from signing.settings import SANDBOX_ISSUER, SigningSettings
from signing.signature.letter_signer import LetterSigner


def test_workers_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as workers:
        files = list(workers.map(lambda _: sandbox_key_file(tmp_path, "ecdsa-p256", issuer=SANDBOX_ISSUER), range(8)))
    assert len({FileKey.load(file).key_id for file in files}) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["sandbox-ecdsa-p256"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files[0].parent.iterdir()} == {0o600}


@pytest.mark.parametrize("age", [timedelta(days=40), timedelta(days=400)])
def test_an_expired_key_stops_the_worker(tmp_path: Path, age: timedelta) -> None:
    folder = tmp_path / "sandbox-ecdsa-p256"
    made = datetime.now(UTC) - age
    make_sandbox_key(folder, "ecdsa-p256", issuer=SANDBOX_ISSUER, now=made, life=timedelta(days=39))
    with pytest.raises(KeyUnusable, match="expired on"):
        check_key(FileKey.load(folder / "signer.pem"), production=False)


async def test_the_process_ends_with_a_clear_message(
    tmp_path: Path, settings_of: Callable[..., SigningSettings]
) -> None:
    made = datetime.now(UTC) - timedelta(days=40)
    folder = tmp_path / "keys" / "sandbox-ecdsa-p256"
    make_sandbox_key(folder, "ecdsa-p256", issuer=SANDBOX_ISSUER, now=made, life=timedelta(days=39))
    with pytest.raises(SystemExit, match="signing: the certificate expired on"):
        async with open_resources(settings_of(tmp_path)):
            pass


def test_a_key_that_expires_while_the_worker_runs_signs_no_more(
    plain_press: LetterPress, facts_of: Callable[..., LetterFacts]
) -> None:
    with pytest.raises(KeyUnusable, match="expired on"):
        plain_press.draft(facts_of(), signed_at=datetime(2099, 1, 1, tzinfo=UTC))


def test_a_job_begun_before_the_certificate_expired_is_not_signed_after_it(
    plain_press: LetterPress, facts_of: Callable[..., LetterFacts], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = datetime.now(UTC) - timedelta(days=30)
    make_sandbox_key(tmp_path / "k", "ecdsa-p256", issuer=SANDBOX_ISSUER, now=begun, life=timedelta(days=10))
    signer = LetterSigner(FileKey.load(tmp_path / "k" / "signer.pem"), reason="", location="")
    monkeypatch.setattr(plain_press, "_signer", signer)
    with pytest.raises(KeyUnusable, match="expired"):
        plain_press.draft(facts_of(), signed_at=begun + timedelta(days=1))


def test_a_key_near_its_end_is_an_alarm(tmp_path: Path) -> None:
    make_sandbox_key(tmp_path / "k", "ecdsa-p256", issuer=SANDBOX_ISSUER, life=timedelta(days=29))
    key = FileKey.load(tmp_path / "k" / "signer.pem")
    check_key(key, production=False)
    assert expires_soon(key, datetime.now(UTC))
    assert not expires_soon(key, datetime.now(UTC) - timedelta(days=10))


def test_production_refuses_the_sandbox(tmp_path: Path, settings_of: Callable[..., SigningSettings]) -> None:
    file = sandbox_key_file(tmp_path, "ecdsa-p256", issuer=SANDBOX_ISSUER)
    with pytest.raises(KeyUnusable, match="sandbox"):
        check_key(FileKey.load(file), production=True)
    with pytest.raises(ValidationError, match="real name"):
        settings_of(tmp_path, profile=Profile.PRODUCTION)
    with pytest.raises(ValidationError, match="real name"):
        settings_of(tmp_path, profile=Profile.PRODUCTION, key_file=file)


def test_a_pkcs12_file_is_read_with_its_password_only(tmp_path: Path) -> None:
    key = FileKey.load(sandbox_key_file(tmp_path, "rsa-2048", issuer=SANDBOX_ISSUER))
    own, *issuers = key.chain
    file = tmp_path / "signer.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(b"s", key.private, own, issuers, BestAvailableEncryption(b"secret"))
    )
    assert FileKey.load(file, "secret").chain == key.chain
    with pytest.raises(KeyUnusable, match="ValueError"):
        FileKey.load(file, "wrong")


def test_unfit_files_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "signer.pem"
    with pytest.raises(KeyUnusable, match="FileNotFoundError"):
        FileKey.load(file)
    file.write_bytes(b"no key")
    with pytest.raises(KeyUnusable, match="ValueError"):
        FileKey.load(file)
    mine = FileKey.load(sandbox_key_file(tmp_path, "ecdsa-p256", issuer=SANDBOX_ISSUER))
    certificates = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in mine.chain)
    for curve, complaint in ((ec.SECP384R1(), "only RSA"), (ec.SECP256R1(), "no certificate for its key")):
        other = ec.generate_private_key(curve)
        file.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificates)
        with pytest.raises(KeyUnusable, match=complaint):
            FileKey.load(file)
