"""What somebody typed into the reviewers' search."""

import unicodedata
from uuid import UUID

from kernel.id_number import IdNumber, InvalidIdNumber

from certificate.domain.number import CertificateNumber
from certificate.queries import Meant
from certificate.repository.letter_facts import id_number_index, name_index
from certificate.resources import Resources


def who_is_meant(typed: str, resources: Resources) -> Meant:
    """Read a certificate's number, an application's id or an ID number; anything else is a name, a whole one."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if number := CertificateNumber.parse(typed):
        return Meant(number=number)
    try:
        return Meant(application_id=UUID(text))
    except ValueError:
        pass
    try:
        return Meant(id_number_index=id_number_index(resources, IdNumber.parse(text)))
    except InvalidIdNumber:
        return Meant(name_index=name_index(resources, text))
