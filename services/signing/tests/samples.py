"""What the tests make letters of: usual facts, settings, and one moment for all of them."""

import functools
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kernel.settings import Profile, S3Settings
from signing.domain.facts import LetterFacts
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
