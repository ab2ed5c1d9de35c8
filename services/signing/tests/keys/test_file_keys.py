"""Keys in files: made once however many workers start, loaded once, refused when they must not sign."""

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from kernel.settings import Profile, load
from pydantic import ValidationError
from signing.app import open_resources
from signing.domain.facts import LetterFacts
from signing.keys.configured import open_key
from signing.keys.file_key import FileKey
from signing.keys.sandbox_key import make_sandbox_key, sandbox_key_file
from signing.keys.signing_key import KeyUnusable, check_key, expires_soon
from signing.press import LetterPress
from signing.settings import SANDBOX_ISSUER, FolderSource, KeySettings, SigningSettings, TokenSource

TOKEN: dict[str, Any] = {"library": "/usr/lib/p11.so", "token": "zhengxin", "name": "letters"}


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
    expired = FileKey.load(tmp_path / "k" / "signer.pem")
    monkeypatch.setattr(plain_press, "key", expired)
    monkeypatch.setattr(plain_press, "_valid_until", expired.chain[0].not_valid_after_utc)
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
    real = settings_of(tmp_path, profile=Profile.PRODUCTION, issuer="某某人才交流服务中心")
    with pytest.raises(KeyUnusable, match="no key yet"):
        open_key(real)
    assert not real.keys_dir.exists()


def test_one_key_is_named(tmp_path: Path, settings_of: Callable[..., SigningSettings]) -> None:
    with pytest.raises(ValidationError, match="both name a key"):
        settings_of(tmp_path, key_file=tmp_path / "a.p12", key={"source": "token", **TOKEN})
    with pytest.raises(ValidationError, match="does not match any of the expected tags"):
        settings_of(tmp_path, key={"source": "drawer"})
    with pytest.raises(ValidationError, match="TSA_CA_FILE"):
        settings_of(tmp_path, tsa_url="http://tsa.example")


def test_the_source_is_read_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGXIN_PROFILE", "sandbox")
    monkeypatch.setenv("ZHENGXIN_DATA_DIR", str(tmp_path))
    assert load(KeySettings).key_source == FolderSource()
    for name, value in ({"SOURCE": "token"} | {name.upper(): value for name, value in TOKEN.items()}).items():
        monkeypatch.setenv(f"ZHENGXIN_KEY__{name}", value)
    assert load(KeySettings).key_source == TokenSource(source="token", **TOKEN)


def test_a_pkcs12_file_is_read_with_its_password_only(tmp_path: Path) -> None:
    key = FileKey.load(sandbox_key_file(tmp_path, "rsa-2048", issuer=SANDBOX_ISSUER))
    own, *issuers = key.chain
    file = tmp_path / "signer.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(b"s", key.private, own, issuers, BestAvailableEncryption(b"secret"))
    )
    assert FileKey.load(file, "secret").chain == key.chain
    for password in ("wrong", "", None):
        with pytest.raises(KeyUnusable, match=r"signer\.p12: ValueError"):
            FileKey.load(file, password)


def test_unfit_files_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "signer.pem"
    with pytest.raises(KeyUnusable, match="FileNotFoundError"):
        FileKey.load(file)
    for broken in (b"no key", b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"):
        file.write_bytes(broken)
        with pytest.raises(KeyUnusable, match="ValueError"):
            FileKey.load(file)
    mine = FileKey.load(sandbox_key_file(tmp_path, "ecdsa-p256", issuer=SANDBOX_ISSUER))
    certificates = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in mine.chain)
    unfit: dict[str, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey] = {
        "only RSA of at least 2048 bits": rsa.generate_private_key(public_exponent=65537, key_size=1024),  # noqa: S505
        "and ECDSA P-256 can sign": ec.generate_private_key(ec.SECP384R1()),
        "no RSA or ECDSA key": ed25519.Ed25519PrivateKey.generate(),
        "no certificate for the key": ec.generate_private_key(ec.SECP256R1()),
    }
    for complaint, other in unfit.items():
        file.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificates)
        with pytest.raises(KeyUnusable, match=complaint):
            FileKey.load(file)


def test_a_certificate_that_may_not_sign_is_refused(tmp_path: Path) -> None:
    make_sandbox_key(tmp_path / "k", "ecdsa-p256", issuer=SANDBOX_ISSUER)
    authority = tmp_path / "ca.pem"
    authority.write_bytes((tmp_path / "k" / "ca-key.pem").read_bytes() + (tmp_path / "k" / "ca.pem").read_bytes())
    with pytest.raises(KeyUnusable, match="key usage does not allow signatures"):
        check_key(FileKey.load(authority), production=False)


def test_the_chain_is_put_in_order_and_holds_no_stranger(tmp_path: Path) -> None:
    """Another sandbox's CA has the same name: only who signed the certificate is its issuer."""
    mine, other = (FileKey.load(sandbox_key_file(tmp_path / d, "ecdsa-p256", issuer=SANDBOX_ISSUER)) for d in "ab")
    file = tmp_path / "mixed.pem"
    mixed = FileKey(mine.private, (other.chain[1], mine.chain[1], other.chain[0], mine.chain[0]))
    file.write_bytes(mixed.to_pem())
    assert FileKey.load(file).chain == mine.chain
