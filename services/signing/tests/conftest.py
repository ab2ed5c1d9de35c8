"""Facts, a press with a sandbox key, and what the validators outside Python say of a file."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kernel.testing import Bus, Lab
from office import Office
from samples import make_facts, make_settings, now
from signing.app import service
from signing.domain.facts import LetterFacts
from signing.opening import open_press
from signing.press import LetterPress, SignedLetter
from signing.settings import SigningSettings


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


@pytest.fixture
async def office(lab: Lab, bus: Bus, tmp_path: Path, settings_of: Callable[..., SigningSettings]) -> Office:
    """A fresh office."""
    extra = await lab.settings(service, certificates_s3=await lab.bucket("certificates"))
    return Office(lab, bus, settings_of(tmp_path, **extra))
