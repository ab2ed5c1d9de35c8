"""People, facts and pictures that the tests of this service share."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from certificate.domain.application import Applicant, Application
from certificate.domain.archive_facts import ArchiveType, Facts
from certificate.domain.certificate_type import CertificateType
from certificate.domain.letter import Letter
from certificate.domain.rules import Policy
from certificate.domain.types import CUSTODY
from certificate.domain.wording import Wording
from PIL import Image, ImageDraw

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
POLICY = Policy(arrears_before="2014-12")
LETTER = Letter(key="somebody/0123", filename="单位介绍信11.jpg", size=1234)


def make_facts(**changes: Any) -> Facts:
    """An individually kept archive with its fees paid, unless told otherwise."""
    usual: dict[str, Any] = {
        "name": "冯海峰",
        "id_number": "11010519491231002X",
        "sex": "男",
        "archive_type": ArchiveType.INDIVIDUAL,
        "archive_number": "220752019523",
        "dismissed_on": None,
        "fees_paid_until": "2027-01",
        "version": 1,
    }
    return Facts(**usual | changes)


def make_application(
    kind: CertificateType = CUSTODY, facts: Facts | None = None, letter: Letter | None = None, index: bytes = b"holder"
) -> Application:
    """An application just submitted."""
    return Application.submit(
        uuid4(),
        Applicant(uuid4(), uuid4(), index),
        kind,
        facts=facts or make_facts(),
        wording=Wording(),
        letter=letter,
        policy=POLICY,
        at=NOON,
    )


def make_jpeg(size: tuple[int, int] = (600, 800), mode: str = "RGB", **options: Any) -> bytes:
    """A JPEG with a dark upper left quarter, so that turning it shows."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="navy")
    out = BytesIO()
    picture.convert(mode).save(out, "JPEG", **options)
    return out.getvalue()


@pytest.fixture(scope="session")
def facts_of() -> Callable[..., Facts]:
    """Makes facts."""
    return make_facts


@pytest.fixture(scope="session")
def application_of() -> Callable[..., Application]:
    """Makes applications."""
    return make_application


@pytest.fixture(scope="session")
def jpeg_of() -> Callable[..., bytes]:
    """Makes pictures."""
    return make_jpeg


@pytest.fixture
def somebody() -> UUID:
    """A person's id."""
    return uuid4()
