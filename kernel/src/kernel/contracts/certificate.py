"""What certificate tells the others."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from kernel.events import Event, Sealed


class ApplicationEvent(Event):
    """What the events about an application share; ``version`` is the application's."""

    aggregate: ClassVar[str] = "application_id"

    application_id: UUID
    person_id: UUID
    certificate_type: str
    occurred_at: datetime


class ApplicationSubmitted(ApplicationEvent):
    """An application was handed in."""

    routing_key: ClassVar[str] = "application.submitted.v1"


class ApplicationResubmitted(ApplicationEvent):
    """A returned application was corrected and handed in again."""

    routing_key: ClassVar[str] = "application.resubmitted.v1"


class ApplicationWithdrawn(ApplicationEvent):
    """The person took a pending application back."""

    routing_key: ClassVar[str] = "application.withdrawn.v1"


class ApplicationRejected(ApplicationEvent):
    """Staff returned the application with reasons."""

    routing_key: ClassVar[str] = "application.rejected.v1"

    reasons: tuple[str, ...]


class LetterWanted(ApplicationEvent):
    """What signing needs to issue a letter.

    Sealed, the letter's facts: ``{name, id_number, sex, archive_type, archive_number, purpose, receiver, number,
    display_number, check_code, issued_on, valid_until, examined_on}``. ``valid_until`` is null where a certificate does
    not expire. ``examined_on`` is the day on which a reviewer read the archive; null where none is read, absent from
    letters that are older than this fact.
    """

    certificate_id: UUID
    revision: int
    number: str
    facts: Sealed


class ApplicationApproved(LetterWanted):
    """Staff approved the application; its letter is to be issued."""

    routing_key: ClassVar[str] = "application.approved.v1"


class CertificateReissueRequested(LetterWanted):
    """A new letter is to replace an issued one: the same application, the next revision."""

    routing_key: ClassVar[str] = "certificate.reissue_requested.v1"


class CertificateEvent(Event):
    """What the events about an issued certificate share; ``version`` is the certificate's."""

    aggregate: ClassVar[str] = "certificate_id"

    certificate_id: UUID
    application_id: UUID
    person_id: UUID
    certificate_type: str
    number: str
    occurred_at: datetime


class CertificateIssued(CertificateEvent):
    """The signed letter can be downloaded."""

    routing_key: ClassVar[str] = "certificate.issued.v1"

    sha256: str


class CertificateRevoked(CertificateEvent):
    """The letter was taken back."""

    routing_key: ClassVar[str] = "certificate.revoked.v1"


class CertificateSuperseded(CertificateEvent):
    """A reissued letter took this one's place."""

    routing_key: ClassVar[str] = "certificate.superseded.v1"


class CertificateExpired(CertificateEvent):
    """The letter's period of validity ended."""

    routing_key: ClassVar[str] = "certificate.expired.v1"
