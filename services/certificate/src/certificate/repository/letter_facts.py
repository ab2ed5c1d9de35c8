"""What a certificate's letter states, sealed, and the blind indexes by which it is found and judged."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from kernel.db import Transaction
from sqlalchemy import RowMapping

from certificate.domain.application import Application
from certificate.domain.archive_facts import Facts
from certificate.domain.check_code import new_check_code, verify_url
from certificate.domain.number import CertificateNumber
from certificate.resources import Resources


def stated_facts(application: Application, facts: Facts, examined_on: date | None) -> dict[str, str | None]:
    """What a letter will state, with a check code of its own; the archive was read on ``examined_on``, if it was."""
    return facts.printed() | {
        "purpose": application.wording.purpose,
        "receiver": application.wording.receiver,
        "check_code": new_check_code(),
        "examined_on": examined_on.isoformat() if examined_on else None,
    }


def stated_columns(
    tx: Transaction, resources: Resources, certificate_id: UUID, facts: Facts, stated: dict[str, str | None]
) -> dict[str, Any]:
    """The columns of a certificate that keep what its letter states, and by which it is found and judged."""
    sealed = resources.sealer.seal(json.dumps(stated, ensure_ascii=False), about=letter_facts_place(certificate_id))
    return {
        "approved_at": tx.now,
        "letter_facts": sealed,
        "id_number_index": id_number_index(resources, facts.id_number),
        "name_index": name_index(resources, facts.name),
        "check_code_index": check_code_index(resources, stated["check_code"] or ""),
        "facts_index": facts_index(resources, facts),
        "facts_hold": True,
        "record_version": facts.version,
    }


def numbered(number: CertificateNumber, issued_on: date, valid_until: date | None) -> dict[str, str | None]:
    """The facts of a letter that the register gives it."""
    return {
        "number": str(number),
        "display_number": number.display,
        "issued_on": issued_on.isoformat(),
        "valid_until": valid_until.isoformat() if valid_until else None,
    }


def open_letter_facts(resources: Resources, certificate_id: UUID, sealed: str) -> dict[str, str | None]:
    """What a letter states."""
    stated: dict[str, str | None] = json.loads(resources.sealer.open(sealed, about=letter_facts_place(certificate_id)))
    return stated


def verify_url_of(resources: Resources, row: RowMapping) -> str:
    """Where an issued certificate is checked, from its row."""
    code = open_letter_facts(resources, row["id"], row["letter_facts"])["check_code"]
    return verify_url(
        resources.settings.public_url, str(CertificateNumber(row["number_year"], row["number_serial"])), code or ""
    )


def letter_facts_place(certificate_id: UUID) -> str:
    """What a certificate's letter facts are sealed for."""
    return f"certificate.letter_facts:{certificate_id}"


def check_code_index(resources: Resources, check_code: str) -> bytes:
    """The blind index of a check code in canonical form."""
    return resources.index.of("certificate.check_code", check_code)


def facts_index(resources: Resources, facts: Facts) -> bytes:
    """The blind index of the printed facts: equal as long as the letter says what the register says."""
    return resources.index.of("certificate.facts", json.dumps(facts.printed(), ensure_ascii=False, sort_keys=True))


def id_number_index(resources: Resources, id_number: str) -> bytes:
    """The blind index of a holder's ID number, the same that identity makes for a member of staff's own."""
    return resources.index.of("id_number", id_number)


def name_index(resources: Resources, name: str) -> bytes:
    """The blind index of a holder's whole name."""
    return resources.index.of("certificate.name", name)
