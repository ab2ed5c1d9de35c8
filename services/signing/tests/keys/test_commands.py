"""``python -m signing keys``: what an operator does with keys, and that a rotation is seen by who signs."""

import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from signing.commands import cli
from signing.keys.configured import current_key_file, open_key
from signing.keys.file_key import FileKey
from signing.keys.sandbox_key import make_sandbox_key, sandbox_key_file
from signing.keys.signing_key import KeyUnusable
from signing.settings import SANDBOX_ISSUER, KeySettings
from typer.testing import CliRunner

Keys = Callable[..., Result]


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keys:
    """Runs ``keys …`` in a sandbox."""
    monkeypatch.setenv("ZHENGXIN_PROFILE", "sandbox")
    monkeypatch.setenv("ZHENGXIN_DATA_DIR", str(tmp_path / "data"))
    return lambda *arguments, typed="": CliRunner().invoke(cli, ["keys", *arguments], input=typed)


@pytest.fixture
def bought(tmp_path: Path) -> tuple[Path, str]:
    """A PKCS#12 file under the password "secret", as an authority hands it out, and its key's id."""
    key = FileKey.load(sandbox_key_file(tmp_path / "elsewhere", "rsa-2048", issuer=SANDBOX_ISSUER))
    file = tmp_path / "bought.P12"
    file.write_bytes(key.to_pkcs12("secret"))
    return file, key.key_id


def test_the_sandbox_makes_lists_and_checks_its_key(keys: Keys) -> None:
    made = keys("init")
    assert made.exit_code == 0
    assert keys("make").stdout == made.stdout
    assert keys("list").stdout == f"* {made.stdout}"
    assert keys("check").stdout == f"usable: {made.stdout.split()[0]} ecdsa-p256\n"


def test_a_key_that_cannot_be_used_is_told(keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGXIN_KEY_FILE", str(tmp_path / "none.p12"))
    refused = keys("check")
    assert refused.exit_code == 1
    assert "FileNotFoundError" in refused.stderr
    assert "none.p12: unusable: " in keys("list").stdout
    assert keys("rotate").exit_code == 2


def test_an_imported_key_signs_when_it_is_made_current(
    keys: Keys, bought: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, key_id = bought
    monkeypatch.setenv("ZHENGXIN_KEY_PASSWORD", "of this house")
    first = keys("init").stdout.split()[0]
    imported = keys("import", str(file), typed="secret\n")
    assert imported.exit_code == 0, imported.output
    assert f"{key_id}  rsa-2048  until " in imported.stdout
    stored = tmp_path / "data" / "keys" / key_id / "signer.p12"
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert stat.S_IMODE(stored.parent.stat().st_mode) == 0o700
    with pytest.raises(KeyUnusable):
        FileKey.load(stored, "secret")
    assert current_key_file(KeySettings()) != stored
    assert keys("rotate", key_id).exit_code == 0
    assert current_key_file(KeySettings()) == stored
    assert open_key(KeySettings()).key_id == key_id
    assert [line[:18] for line in keys("list").stdout.splitlines()] == [f"* {key_id}", f"  {first}"]
    assert keys("rotate", first).exit_code == 0
    assert keys("check").stdout == f"usable: {first} ecdsa-p256\n"


def test_the_password_comes_from_a_file_or_the_environment(
    keys: Keys, bought: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, key_id = bought
    password = tmp_path / "password"
    password.write_text("wrong\n")
    refused = keys("import", str(file), "--password-file", str(password))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "unusable: " in refused.stderr
    missing = keys("import", str(file), "--password-file", str(tmp_path / "missing"))
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert keys("import", str(file), "--password", "secret").exit_code == 2
    password.write_text("secret\n")
    assert keys("import", str(file), "--password-file", str(password)).exit_code == 0
    monkeypatch.setenv("ZHENGXIN_IMPORT_PASSWORD", "secret")
    assert keys("import", str(file)).stdout.startswith(key_id)  # a second time: nothing happens
    assert not list((tmp_path / "data" / "keys").glob(".*"))


def test_an_expired_key_is_neither_imported_nor_made_current(keys: Keys, tmp_path: Path) -> None:
    begun = datetime.now(UTC) - timedelta(days=40)
    for folder in (tmp_path / "elsewhere", tmp_path / "data" / "keys" / "old"):
        make_sandbox_key(folder, "ecdsa-p256", issuer=SANDBOX_ISSUER, now=begun, life=timedelta(days=39))
    refused = keys("import", str(tmp_path / "elsewhere" / "signer.pem"), typed="\n")
    assert refused.exit_code == 1
    assert "unusable: the certificate expired on " in refused.stderr
    old = FileKey.load(tmp_path / "data" / "keys" / "old" / "signer.pem").key_id
    assert f"  {old}  ecdsa-p256  expired " in keys("list").stdout
    assert "expired on" in keys("rotate", old).stderr
    assert not (tmp_path / "data" / "keys" / "current").exists()


def test_the_sandbox_rotates_to_a_new_key_of_its_ca(keys: Keys, tmp_path: Path) -> None:
    first = keys("init").stdout.split()[0]
    second = keys("rotate").stdout.split()[0]
    assert second != first
    assert [line[0] for line in keys("list").stdout.splitlines()] == [" ", "*"]
    folder = tmp_path / "data" / "keys"
    authority = load_pem_x509_certificate((folder / "sandbox-ecdsa-p256" / "ca.pem").read_bytes())
    key = open_key(KeySettings())
    assert (key.key_id, key.chain[1]) == (second, authority)
    assert len(list(folder.glob("*/ca-key.pem"))) == 1
    own = load_pem_private_key((folder / "sandbox-ecdsa-p256" / "ca-key.pem").read_bytes(), None)
    assert own.public_key() == authority.public_key()


def test_a_pointer_to_nowhere_stops_who_would_sign(keys: Keys, tmp_path: Path) -> None:
    keys("init")
    for name in ("gone", "..", "", "../keys/sandbox-ecdsa-p256", "a\0b"):
        (tmp_path / "data" / "keys" / "current").write_text(name)
        with pytest.raises(KeyUnusable, match="is not there"):
            open_key(KeySettings())
        assert "no key signs" in keys("list").stderr
    assert "there is no key 0000" in keys("rotate", "0000").stderr


def test_production_makes_no_key_and_takes_none_of_the_sandbox(
    keys: Keys, bought: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGXIN_PROFILE", "production")
    monkeypatch.setenv("ZHENGXIN_ISSUER", "某某人才交流服务中心")
    for command in (("init",), ("rotate",), ("import", str(bought[0]))):
        assert keys(*command).exit_code == 2
    monkeypatch.setenv("ZHENGXIN_KEY_PASSWORD", "of this house")
    refused = keys("import", str(bought[0]), typed="secret\n")
    assert refused.exit_code == 1
    assert "made by the sandbox" in refused.stderr
