"""What the others are told: the events of this service, each built in one place."""

from typing import Any

from kernel.contracts.certificate import ApplicationEvent, CertificateEvent, LetterWanted
from kernel.db import Transaction

from certificate.domain.application import Application
from certificate.repository.certificates import Certificate
from certificate.resources import Resources


def tell_application(
    event: type[ApplicationEvent],
    application: Application,
    tx: Transaction,
    **more: Any,  # noqa: ANN401 - pydantic sees to the event's own fields
) -> None:
    """Publish a step of an application that was just taken."""
    tx.publish(
        event(
            application_id=application.id,
            version=application.version,
            person_id=application.applicant.person_id,
            certificate_type=application.certificate_type.code,
            occurred_at=tx.now,
            **more,
        )
    )


def ask_for_letter(
    event: type[LetterWanted],
    certificate: Certificate,
    application: Application,
    stated: dict[str, str | None],
    tx: Transaction,
    resources: Resources,
) -> None:
    """Ask signing for a certificate's letter, which states what is ``stated``."""
    tell_application(
        event,
        application,
        tx,
        certificate_id=certificate.id,
        revision=certificate.revision,
        number=str(certificate.number),
        facts=resources.event_sealer.seal(event, application.id, stated),
    )


def tell_certificate(
    event: type[CertificateEvent],
    certificate: Certificate,
    tx: Transaction,
    **more: Any,  # noqa: ANN401 - as above
) -> None:
    """Publish a change of a certificate's state; ``certificate`` is as it was before."""
    tx.publish(
        event(
            certificate_id=certificate.id,
            version=certificate.version + 1,
            application_id=certificate.application_id,
            person_id=certificate.person_id,
            certificate_type=certificate.certificate_type,
            number=str(certificate.number),
            occurred_at=tx.now,
            **more,
        )
    )
