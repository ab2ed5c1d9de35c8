"""Facts, a press with a sandbox key, and what the validators outside Python say of a file."""

import functools
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from kernel.settings import Profile, S3Settings
from signing.domain.facts import LetterFacts
from signing.opening import open_press
from signing.press import LetterPress, SignedLetter
from signing.settings import SANDBOX_ISSUER, SigningSettings


@functools.cache
def now() -> datetime:
    """One moment for all tests, taken when the first has its key, as a certificate begins shortly before it is made."""
    return datetime.now(UTC).replace(microsecond=0)


def make_facts(**changes: Any) -> LetterFacts:
    """A custody certificate's facts, unless told otherwise."""
    usual: dict[str, Any] = {
        "certificate_type": "custody",
        "name": "张𬭎",
        "id_number": "11010119900307001X",
        "sex": "男",
        "archive_type": "unit",
        "archive_number": "220752019523",
        "purpose": "办理购房贷款手续",
        "receiver": "北京市公安局海淀分局中关村派出所",
        "number": "202600000123",
        "display_number": "证信〔2026〕00000123号",
        "check_code": "K7QF2M9D",
        "issued_on": date(2026, 11, 22),
        "issuer": SANDBOX_ISSUER,
        "sandbox": True,
    }
    return LetterFacts(**usual | changes)


def make_settings(data_dir: Path, **changes: Any) -> SigningSettings:
    """Settings whose servers are never spoken to, unless told otherwise."""
    usual: dict[str, Any] = {
        "profile": Profile.SANDBOX,
        "data_dir": data_dir,
        "public_url": "https://zhengxin.example",
        "certificates_s3": S3Settings(endpoint="127.0.0.1:1", access_key="a", secret_key="s", bucket="certificates"),
        "database_url": "postgresql://signing@127.0.0.1:1/signing",
        "broker_url": "amqp://127.0.0.1:1/",
        "event_keys": "test:" + "A" * 43 + "=",
        "seal_keys": "test:" + "A" * 43 + "=",
        "index_key": "A" * 43 + "=",
        "internal_token": "token",
    }
    return SigningSettings(**usual | changes)


@pytest.fixture(scope="session")
def facts_of() -> Callable[..., LetterFacts]:
    """Makes facts."""
    return make_facts


@pytest.fixture(scope="session")
def settings_of() -> Callable[..., SigningSettings]:
    """Makes settings for a data folder."""
    return make_settings


@pytest.fixture(scope="session", params=["ecdsa-p256", "rsa-2048"])
def press(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LetterPress:
    """A press with a sandbox key of each kind."""
    folder = tmp_path_factory.mktemp("signing")
    return open_press(make_settings(folder, sandbox_key_algorithm=request.param))


@pytest.fixture(scope="session")
def plain_press(tmp_path_factory: pytest.TempPathFactory) -> LetterPress:
    """A press with the default key."""
    return open_press(make_settings(tmp_path_factory.mktemp("signing")))


@pytest.fixture(scope="session")
def issue(plain_press: LetterPress) -> Callable[..., SignedLetter]:
    """Makes a signed letter from facts."""

    def make(**changes: Any) -> SignedLetter:
        draft = plain_press.draft(make_facts(**changes), signed_at=now())
        return plain_press.finish(draft, plain_press.sign(draft))

    return make


@pytest.fixture
def tool(tmp_path: Path) -> Callable[..., str]:
    """Runs a program on a PDF (its name goes last, then ``after``) and returns what it prints."""

    def run(pdf: bytes, *command: str, after: tuple[str, ...] = ()) -> str:
        file = tmp_path / "letter.pdf"
        file.write_bytes(pdf)
        done = subprocess.run([*command, str(file), *after], capture_output=True, text=True, check=True, timeout=60)
        return done.stdout

    return run


@pytest.fixture
def text_of(tool: Callable[..., str]) -> Callable[[bytes], str]:
    """A letter's text as a reader copies it, without the breaks of lines and pages."""
    return lambda pdf: "".join(tool(pdf, "pdftotext", "-raw", after=("-",)).split())
