"""Whatever is wrong with a letter, the machine or the key: a clear error, nothing signed, on it goes when it can."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from kernel.contracts.signing import SigningCompleted, SigningFailed
from office import FACTS, Office, clock_tick
from pydantic import SecretStr
from samples import make_settings
from signing.app import open_resources, service
from signing.fonts.folder import usual_folder
from signing.keys.file_key import FileKey
from signing.keys.sandbox_key import make_sandbox_key, sandbox_key_file
from signing.settings import SANDBOX_ISSUER
from soft_token import PIN, SoftTokens, soft_tokens
from validators import pdftotext

PRINTED = {
    "markup": {"name": '<img src="/etc/passwd">', "purpose": "<b>&amp;</b>{name}%s", "receiver": "=cmd|' /C calc'!A0"},
    "PDF's syntax": {"purpose": ") Tj ET endstream endobj %%EOF << /OpenAction >>"},
    "a name of 50 characters": {"name": "阿卜杜热依木·麦麦提" * 5},
}
REFUSED: dict[str, tuple[dict[str, str], str, str]] = {
    "control character": ({"name": "张\x07三"}, "signing.text.invalid", "姓名"),
    "line feed": ({"receiver": "某\n局"}, "signing.text.invalid", "接收单位"),
    "direction mark": ({"purpose": "a\u202eb"}, "signing.text.invalid", "用途"),
    "emoji": ({"name": "张😀"}, "signing.text.invalid", "姓名"),
    "empty name": ({"name": ""}, "signing.text.invalid", "姓名"),
    "empty check code": ({"check_code": " "}, "signing.text.invalid", "查验码"),
    "no glyph": ({"name": "张\U0002ebf0"}, "signing.glyph.missing", "“\U0002ebf0”（U+2EBF0）"),
    "2,000 characters": ({"purpose": "用" * 2000}, "signing.letter.too_long", "超过 4 页"),
}


@pytest.mark.servers
async def test_hostile_texts_are_printed_literally_and_impossible_ones_are_told(office: Office) -> None:
    async with office.worker(), office.storage() as storage:
        wanted = {}
        for number, (case, (changes, code, told)) in enumerate(REFUSED.items(), start=100):
            approval = office.approval(number=f"202600000{number}", facts=_facts(number, changes))
            wanted[approval.application_id] = (case, code, told)
            await office.bus.publish(approval)
        printed = {}
        for number, changes in enumerate(PRINTED.values(), start=200):
            approval = office.approval(number=f"202600000{number}", facts=_facts(number, changes))
            printed[approval.application_id] = changes
            await office.bus.publish(approval)
        failed = await office.bus.heard(SigningFailed, count=len(REFUSED), seconds=60)
        done = await office.bus.heard(SigningCompleted, count=len(PRINTED), seconds=60)
        letters = {event.application_id: await storage.get(event.object_key) for event in done}
    assert {event.application_id for event in failed} == set(wanted)
    for event in failed:
        case, code, told = wanted[event.application_id]
        assert event.code == code, case
        assert told in office.told(event), case
    for application_id, changes in printed.items():
        text = "".join(pdftotext(letters[application_id]).split())
        assert all("".join(fact.split()) in text for fact in changes.values())
    jobs = await office.rows("SELECT state, sha256 FROM signing_job WHERE state <> 'done'")
    assert [(job["state"], job["sha256"]) for job in jobs] == [("failed", None)] * len(REFUSED)


def _facts(number: int, changes: dict[str, str]) -> dict[str, str]:
    return FACTS | {"number": f"202600000{number}"} | changes


@pytest.mark.parametrize("damage", ["cut off", "empty", "rubbish"])
async def test_a_broken_font_stops_the_worker_at_its_start(tmp_path: Path, damage: str) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for file in usual_folder().glob("*.ttf"):
        (fonts / file.name).symlink_to(file)
    broken = fonts / "fang.ttf"
    content = broken.read_bytes()
    broken.unlink()
    broken.write_bytes({"cut off": content[:1000], "empty": b"", "rubbish": b"rubbish" * 1000}[damage])
    await _does_not_start(tmp_path, "fang.ttf", fonts_dir=fonts)


@pytest.mark.parametrize("password", ["wrong", None])
async def test_a_wrong_password_stops_the_worker_at_its_start(tmp_path: Path, password: str | None) -> None:
    file = tmp_path / "centre.p12"
    key = FileKey.load(sandbox_key_file(tmp_path, "ecdsa-p256", issuer=SANDBOX_ISSUER))
    file.write_bytes(key.to_pkcs12("right"))
    await _does_not_start(
        tmp_path, r"centre\.p12: .*", key_file=file, key_password=SecretStr(password) if password else None
    )


async def test_an_expired_certificate_stops_the_worker_at_its_start(tmp_path: Path) -> None:
    made = datetime.now(UTC) - timedelta(days=40)
    folder = tmp_path / "key"
    make_sandbox_key(folder, "ecdsa-p256", issuer=SANDBOX_ISSUER, now=made, life=timedelta(days=39))
    await _does_not_start(tmp_path, "expired on", key_file=folder / "signer.pem")


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one page."""
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ("-t", "tmpfs", "-o", "size=4k", "none", str(disk))
    if os.geteuid() or subprocess.run(["mount", *options], check=False, capture_output=True).returncode:
        pytest.skip("file systems cannot be mounted here")
    (disk / "full").write_bytes(bytes(4096))
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


async def test_a_full_disk_stops_the_worker_at_its_start_and_leaves_nothing_half_made(full_disk: Path) -> None:
    await _does_not_start(full_disk, "No space left on device")
    assert [file.name for file in full_disk.rglob("*") if file.is_file()] == ["full"]  # noqa: ASYNC240 - nothing waits


async def _does_not_start(folder: Path, said: str, **changes: Any) -> None:
    with pytest.raises(SystemExit, match=f"^signing: .*{said}"):
        async with open_resources(make_settings(folder, **changes)):
            pass


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[SoftTokens]:
    """SoftHSM."""
    folder = tmp_path / "softhsm"
    folder.mkdir()
    with soft_tokens(folder) as running:
        yield running


@pytest.mark.servers
async def test_a_token_that_vanishes_between_two_letters_is_waited_for(
    office: Office, shelf: SoftTokens, tmp_path: Path
) -> None:
    key = FileKey.load(sandbox_key_file(tmp_path / "made", "ecdsa-p256", issuer=SANDBOX_ISSUER))
    chain = tmp_path / "chain.pem"
    chain.write_bytes(b"".join(certificate.public_bytes(Encoding.PEM) for certificate in key.chain))
    named = shelf.settings_for(key, chain)
    settings = make_settings(
        tmp_path,
        **{name: getattr(office.settings, name) for name in office.settings.model_fields_set - {"key", "data_dir"}},
        key=named,
        key_password=SecretStr(PIN),
    )
    async with office.lab.worker(service, settings):
        await office.bus.publish(office.approval())
        (first,) = await office.bus.heard(SigningCompleted)
        with shelf.gone():
            await office.bus.publish(office.approval(number="202600000124"))
            for _ in range(1000):
                if await office.rows("SELECT 1 FROM signing_job WHERE attempts > 1"):
                    break
                await clock_tick()
            (waiting,) = await office.rows("SELECT sha256, attempts FROM signing_job WHERE state = 'signing'")
            assert waiting["sha256"] is None
            assert waiting["attempts"] > 1
        done = await office.bus.heard(SigningCompleted, count=2, seconds=60)
    assert {event.key_id for event in done} == {first.key_id} == {key.key_id}
