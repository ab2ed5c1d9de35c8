"""Is this letter genuine, and what is it worth today?"""

import secrets
from dataclasses import dataclass
from datetime import date

from kernel.clock import china_date
from kernel.db import Transaction
from kernel.id_number import mask_name
from sqlalchemy import RowMapping

from certificate import queries
from certificate.domain.certificate import CertificateState, Status, status_on
from certificate.domain.certificate_type import CertificateType
from certificate.domain.check_code import read_check_code
from certificate.domain.number import CertificateNumber
from certificate.domain.types import certificate_type
from certificate.repository.letter_facts import check_code_index, open_letter_facts
from certificate.resources import Resources

NO_NUMBER = CertificateNumber(0, 0)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What a digest is worth; the number of the certificate it belongs to, if any."""

    status: Status
    number: CertificateNumber | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLetter:
    """What the register says about a letter that the asker holds."""

    status: Status
    certificate_type: CertificateType
    issued_on: date
    valid_until: date | None
    holder_masked: str
    facts_still_hold: bool
    sha256: bytes


async def verify_sha256(sha256: bytes, tx: Transaction) -> KnownFile:
    """Look a file's digest up in the register."""
    row = await queries.certificate_by_sha256(tx, sha256)
    if row is None:
        return KnownFile(Status.NOT_FOUND, None)
    return KnownFile(_status(row, tx), CertificateNumber(row["number_year"], row["number_serial"]))


async def verify_number(number: str, typed_code: str, tx: Transaction, resources: Resources) -> KnownLetter | None:
    """Look a number up; None when there is none, when the check code is not its own, or before it is signed.

    The steps are the same whatever is wrong, so that the time of the answer does not tell which numbers exist.
    """
    row = await queries.certificate_by_number(tx, CertificateNumber.parse(number) or NO_NUMBER)
    given = check_code_index(resources, read_check_code(typed_code))
    matches = secrets.compare_digest(given, bytes(len(given)) if row is None else row["check_code_index"])
    if row is None or not matches or row["sha256"] is None:
        return None
    stated = open_letter_facts(resources, row["id"], row["letter_facts"])
    return KnownLetter(
        status=_status(row, tx),
        certificate_type=certificate_type(row["certificate_type"]),
        issued_on=row["issued_on"],
        valid_until=row["valid_until"],
        holder_masked=mask_name(stated["name"] or ""),
        facts_still_hold=row["facts_hold"],
        sha256=row["sha256"],
    )


def _status(row: RowMapping, tx: Transaction) -> Status:
    return status_on(china_date(tx.now), CertificateState(row["state"]), row["valid_until"])
