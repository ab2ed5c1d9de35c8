"""What reviewers see of an application."""

from datetime import date, datetime
from uuid import UUID

from kernel.clock import ChinaTime
from kernel.http import Answer
from kernel.id_number import mask_name
from sqlalchemy import RowMapping

from certificate.api.answers import (
    ApplicationAnswer,
    FactsAnswer,
    LetterAnswer,
    StepAnswer,
    application_head,
    facts_answer,
    step_answer,
)
from certificate.domain.application import Application, Step
from certificate.domain.archive_facts import Facts
from certificate.domain.number import CertificateNumber
from certificate.domain.rules import notices
from certificate.domain.state import State
from certificate.repository.certificates import signing_error_message
from certificate.repository.letter_facts import verify_url_of
from certificate.resources import Resources


class ReviewLine(ApplicationAnswer):
    """One line of the reviewers' list; ``version`` goes into the decision, a claim is shown as long as it counts."""

    version: int
    holder_masked: str
    waiting_since: ChinaTime | None
    claimed_by: str | None
    claimed_until: ChinaTime | None


class DifferenceAnswer(Answer):
    """A fact that has changed in the register since the submission."""

    field: str
    submitted: str | None
    current: str | None


class ReviewStep(StepAnswer):
    """One step of the history, and who took it."""

    actor: str


class SigningAnswer(Answer):
    """The certificate that an approval asked for; ``signing_error`` says why its letter could not be made.

    ``signing_error_message`` says it in words, with the character that no font draws or the fact that is at fault; null
    for failures of before this field.
    ``verify_url`` is the address in the QR code of a letter that was issued.
    """

    certificate_id: UUID
    number: str
    display_number: str
    state: str
    valid_until: date | None
    signing_error: str | None
    signing_error_message: str | None
    signing_failed_at: ChinaTime | None
    verify_url: str | None


class ReviewDetail(ReviewLine):
    """One application, with the record at submission and now side by side."""

    purpose: str | None
    receiver: str | None
    letter: LetterAnswer | None
    snapshot: FactsAnswer
    record: FactsAnswer | None
    differences: list[DifferenceAnswer]
    notices: list[str]
    archive_must_be_checked: bool
    history: list[ReviewStep]
    certificate: SigningAnswer | None


def review_line(application: Application, at: datetime) -> ReviewLine:
    """From an application as it is at a moment; the name is masked until somebody opens it."""
    waits = application.state is State.SUBMITTED
    claim = application.claim if application.claim and at < application.claim.until else None
    return ReviewLine(
        application_id=application.id,
        certificate_type=application.certificate_type.code,
        label=application.certificate_type.label,
        submitted_at=application.submitted_at,
        state=application.state,
        state_label=application.state.label,
        version=application.version,
        holder_masked=mask_name(application.facts.name),
        waiting_since=application.submitted_at if waits else None,
        claimed_by=claim.username if claim else None,
        claimed_until=claim.until if claim else None,
    )


def review_detail(
    application: Application,
    steps: list[Step],
    record: Facts | None,
    certificate: RowMapping | None,
    at: datetime,
    resources: Resources,
) -> ReviewDetail:
    """From the application, its history and the record now (None when the register no longer holds it)."""
    snapshot = application.facts
    line = dict(review_line(application, at)) | application_head(application)
    return ReviewDetail(
        **line,
        snapshot=facts_answer(snapshot),
        record=facts_answer(record) if record else None,
        differences=[
            DifferenceAnswer(field=each.field, submitted=each.submitted, current=each.current)
            for each in (snapshot.differences(record) if record else [])
        ],
        notices=notices(record or snapshot),
        archive_must_be_checked=application.certificate_type.archive_must_be_read,
        history=[ReviewStep(**dict(step_answer(step)), actor=step.actor) for step in steps],
        certificate=_signing(certificate, resources) if certificate is not None else None,
    )


def _signing(row: RowMapping, resources: Resources) -> SigningAnswer:
    number = CertificateNumber(row["number_year"], row["number_serial"])
    return SigningAnswer(
        certificate_id=row["id"],
        number=str(number),
        display_number=number.display,
        state=row["state"],
        valid_until=row["valid_until"],
        signing_error=row["signing_error"],
        signing_error_message=signing_error_message(resources, row),
        signing_failed_at=row["signing_failed_at"],
        verify_url=verify_url_of(resources, row) if row["issued_at"] is not None else None,
    )
