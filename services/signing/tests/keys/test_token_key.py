"""Keys in a PKCS#11 token, on SoftHSM: signed right, or a clear error; taken up again when the token is back."""

import contextlib
import os
import pickle
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11.util.x509 import decode_x509_certificate
from pydantic import SecretStr
from signing.keys.configured import current_key_file, open_key
from signing.keys.file_key import FileKey
from signing.keys.sandbox_key import make_sandbox_key
from signing.keys.signing_key import KeyAway, KeyUnusable, verify
from signing.keys.token_key import TokenKey, require_tries
from signing.settings import SANDBOX_ISSUER, SigningSettings

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "2718"
LABEL = "letters"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of SoftHSM's tokens; the library reads where it is when it is started."""
    folder = tmp_path_factory.mktemp("softhsm")
    tokens = folder / "tokens"
    tokens.mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {tokens}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    yield tokens
    if (library := pkcs11.lib(str(LIBRARY))).initialized:
        library.finalize()
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture
def token(store: Path, tmp_path: Path) -> Callable[..., str]:
    """Makes a token that holds a key, with its chain if wanted; returns the token's label."""

    def make(key: FileKey, *, certificates: bool = True, own: FileKey | None = None) -> str:
        label = f"t{secrets.token_hex(4)}"
        assert store.is_dir()
        pem = tmp_path / f"{label}.pem"
        pem.write_bytes(key.to_pem())
        _softhsm("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "314159")
        _softhsm("--import", str(pem), "--token", label, "--label", LABEL, "--id", "01", "--pin", PIN)
        if certificates:
            library = pkcs11.lib(str(LIBRARY))
            library.reinitialize()
            with library.get_token(token_label=label).open(rw=True, user_pin=PIN) as session:
                for number, certificate in enumerate((own or key).chain, start=1):
                    entry = decode_x509_certificate(certificate.public_bytes(Encoding.DER))
                    entry |= {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.ID: bytes([number])}
                    session.create_object(entry)
        return label

    return make


@pytest.fixture
def gone(store: Path) -> Iterator[Path]:
    """Where the tokens are while they are away; they are put back in the end."""
    elsewhere = store.with_name("gone")
    yield elsewhere
    if elsewhere.exists():
        _put_back(elsewhere, store)


def test_it_signs_with_the_chain_from_the_token(token: Callable[..., str], key: FileKey, digest: bytes) -> None:
    opened = TokenKey(LIBRARY, token=token(key), key=LABEL, pin=PIN)
    assert (opened.chain, opened.key_id, opened.algorithm) == (key.chain, key.key_id, key.algorithm)
    public = key.private.public_key()
    signatures = {opened.sign(digest) for _ in range(3)}
    for signature in signatures:
        verify(public, signature, digest)
    assert (key.sign(digest) in signatures) == (key.algorithm == "rsa-2048")


def test_the_settings_name_a_token(
    token: Callable[..., str], key: FileKey, tmp_path: Path, settings_of: Callable[..., SigningSettings]
) -> None:
    chain = tmp_path / "chain.pem"
    chain.write_bytes(b"".join(certificate.public_bytes(Encoding.PEM) for certificate in key.chain))
    source: dict[str, Any] = {"source": "token", "library": LIBRARY, "name": LABEL, "chain_file": chain}
    source["token"] = token(key, certificates=False)
    settings = settings_of(tmp_path, key=source, key_password=SecretStr(PIN))
    assert open_key(settings).chain == key.chain
    assert current_key_file(settings) is None


def test_what_cannot_be_used_is_told(token: Callable[..., str], other_key: FileKey, tmp_path: Path) -> None:
    label = token(other_key)
    with pytest.raises(KeyUnusable, match=r"not exactly one key seals"):
        TokenKey(LIBRARY, token=label, key="seals", pin=PIN)
    with pytest.raises(KeyUnusable, match=r"library /usr/lib/nothing\.so cannot be used"):
        TokenKey(Path("/usr/lib/nothing.so"), token=label, key=LABEL, pin=PIN)
    with pytest.raises(KeyUnusable, match="no certificate for letters"):
        TokenKey(LIBRARY, token=token(other_key, certificates=False), key=LABEL, pin=PIN)
    with pytest.raises(KeyUnusable, match="FileNotFoundError"):
        TokenKey(LIBRARY, token=label, key=LABEL, pin=PIN, chain_file=tmp_path / "none.pem")
    (tmp_path / "broken.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    with pytest.raises(KeyUnusable, match="cannot be read"):
        TokenKey(LIBRARY, token=label, key=LABEL, pin=PIN, chain_file=tmp_path / "broken.pem")
    with pytest.raises(KeyAway, match="系统暂时繁忙") as away:
        TokenKey(LIBRARY, token="nowhere", key=LABEL, pin=PIN)
    assert (
        away.value.reason == "the token nowhere is not there: NoSuchToken No token matching {'token_label': 'nowhere'}"
    )
    assert pickle.loads(pickle.dumps(away.value)).dependency == away.value.dependency  # noqa: S301


def test_a_certificate_of_another_key_is_found_out(
    token: Callable[..., str], tmp_path: Path, other_key: FileKey, digest: bytes
) -> None:
    make_sandbox_key(tmp_path / "k", "rsa-2048", issuer=SANDBOX_ISSUER)
    stranger = FileKey.load(tmp_path / "k" / "signer.pem")
    opened = TokenKey(LIBRARY, token=token(stranger, own=other_key), key=LABEL, pin=PIN)
    with pytest.raises(KeyUnusable, match="not by the certificate's key"):
        opened.sign(digest)


def test_a_wrong_pin_is_tried_once_and_not_to_the_end(token: Callable[..., str], other_key: FileKey) -> None:
    label = token(other_key)
    with pytest.raises(KeyUnusable, match="refuses the PIN: PinIncorrect"):
        TokenKey(LIBRARY, token=label, key=LABEL, pin="9999")
    flags = pkcs11.TokenFlag.TOKEN_INITIALIZED | pkcs11.TokenFlag.USER_PIN_FINAL_TRY  # SoftHSM never comes to it
    with pytest.raises(KeyUnusable, match="locks itself at the next wrong PIN"):
        require_tries(label, flags)
    require_tries(label, pkcs11.TokenFlag.TOKEN_INITIALIZED | pkcs11.TokenFlag.USER_PIN_COUNT_LOW)


def test_a_token_that_vanishes_is_waited_for(
    token: Callable[..., str], key: FileKey, digest: bytes, store: Path, gone: Path
) -> None:
    opened = TokenKey(LIBRARY, token=token(key), key=LABEL, pin=PIN)
    opened.sign(digest)
    store.rename(gone)
    for _ in range(3):
        with pytest.raises(KeyAway):
            opened.sign(digest)
    _put_back(gone, store)
    verify(key.private.public_key(), opened.sign(digest), digest)


def test_a_worker_that_starts_before_its_token_is_there(
    token: Callable[..., str], other_key: FileKey, store: Path, gone: Path
) -> None:
    label = token(other_key)
    pkcs11.lib(str(LIBRARY)).finalize()
    store.rename(gone)
    with pytest.raises(KeyAway):
        TokenKey(LIBRARY, token=label, key=LABEL, pin=PIN)
    _put_back(gone, store)
    assert TokenKey(LIBRARY, token=label, key=LABEL, pin=PIN).key_id == other_key.key_id


def test_a_library_started_anew_is_noticed(
    token: Callable[..., str], key: FileKey, other_key: FileKey, digest: bytes
) -> None:
    """Starting the library anew makes handles mean other things, of which a wrong signature must not come."""
    first = TokenKey(LIBRARY, token=token(key), key=LABEL, pin=PIN)
    label = token(other_key)  # starts the library anew
    second = TokenKey(LIBRARY, token=label, key=LABEL, pin=PIN)
    for opened, meant in ((second, other_key), (first, key), (second, other_key)):
        verify(meant.private.public_key(), signed_at_last(opened, digest), digest)


def signed_at_last(opened: TokenKey, digest: bytes) -> bytes:
    """Asked again, as a letter is when its signature was found wrong."""
    with contextlib.suppress(KeyUnusable):
        return opened.sign(digest)
    return opened.sign(digest)


def _softhsm(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True, timeout=30)


def _put_back(elsewhere: Path, store: Path) -> None:
    if store.exists():
        shutil.rmtree(store)
    elsewhere.rename(store)
