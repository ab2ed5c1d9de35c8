"""The shapes of answers, and how they are made from what was read."""

from datetime import date
from typing import Any
from uuid import UUID

from kernel.clock import ChinaTime
from kernel.http import Answer
from sqlalchemy import RowMapping

from certificate.domain.application import Application, Step
from certificate.domain.archive_facts import Facts
from certificate.domain.certificate import CertificateState, state_on
from certificate.domain.number import CertificateNumber
from certificate.domain.rejection import REASONS
from certificate.domain.state import State
from certificate.domain.types import certificate_type
from certificate.repository.letter_facts import verify_url_of
from certificate.resources import Resources


class ApplicationAnswer(Answer):
    """One line of a list of applications."""

    application_id: UUID
    certificate_type: str
    label: str
    submitted_at: ChinaTime
    state: State
    state_label: str


class LetterAnswer(Answer):
    """The introduction letter that was sent."""

    filename: str
    size: int


class ReasonAnswer(Answer):
    """A reason for a rejection; ``field`` is what must be corrected."""

    code: str
    label: str
    field: str


class RejectionAnswer(Answer):
    """Why and when an application was sent back."""

    reasons: list[ReasonAnswer]
    comment: str | None
    rejected_at: ChinaTime


class StepAnswer(Answer):
    """One step in an application's history; ``changed`` says what a resubmission corrected."""

    version: int
    state: State
    state_label: str
    at: ChinaTime
    reasons: list[ReasonAnswer]
    comment: str | None
    changed: list[str]


class ApplicationDetail(ApplicationAnswer):
    """An application as its person sees it."""

    purpose: str | None
    receiver: str | None
    letter: LetterAnswer | None
    rejection: RejectionAnswer | None
    history: list[StepAnswer]
    certificate_id: UUID | None


class CertificateAnswer(Answer):
    """A signed certificate; ``verify_url`` is the address in its QR code, to be handed on with the file."""

    certificate_id: UUID
    application_id: UUID
    number: str
    display_number: str
    certificate_type: str
    label: str
    submitted_at: ChinaTime
    issued_at: ChinaTime
    valid_until: date | None
    state: CertificateState
    verify_url: str


class FactsAnswer(Answer):
    """What the register says."""

    name: str
    id_number: str
    sex: str
    archive_type: str
    archive_number: str | None
    dismissed_on: date | None
    fees_paid_until: str | None


def application_line(row: RowMapping) -> ApplicationAnswer:
    """From a row of a list."""
    return ApplicationAnswer(
        application_id=row["id"],
        certificate_type=row["certificate_type"],
        label=certificate_type(row["certificate_type"]).label,
        submitted_at=row["submitted_at"],
        state=State(row["state"]),
        state_label=State(row["state"]).label,
    )


def application_head(application: Application) -> dict[str, Any]:
    """The fields that every answer about one application begins with."""
    return {
        "application_id": application.id,
        "certificate_type": application.certificate_type.code,
        "label": application.certificate_type.label,
        "submitted_at": application.submitted_at,
        "state": application.state,
        "state_label": application.state.label,
        "purpose": application.wording.purpose,
        "receiver": application.wording.receiver,
        "letter": letter_answer(application),
    }


def application_detail(application: Application, steps: list[Step], certificate_id: UUID | None) -> ApplicationDetail:
    """From the application, its history and its certificate, once it is signed."""
    return ApplicationDetail(
        **application_head(application),
        rejection=rejection(application, steps),
        history=[step_answer(step) for step in steps],
        certificate_id=certificate_id,
    )


def letter_answer(application: Application) -> LetterAnswer | None:
    """The letter's name and size, if there is one."""
    letter = application.letter
    return LetterAnswer(filename=letter.filename, size=letter.size) if letter else None


def rejection(application: Application, steps: list[Step]) -> RejectionAnswer | None:
    """The latest rejection, as long as the application is not sent in again."""
    if application.state is not State.REJECTED:
        return None
    last = steps[-1]
    return RejectionAnswer(reasons=reason_answers(last), comment=last.remarks.comment, rejected_at=last.at)


def step_answer(step: Step) -> StepAnswer:
    """One step; who took it is for staff alone."""
    return StepAnswer(
        version=step.version,
        state=step.state,
        state_label=step.state.label,
        at=step.at,
        reasons=reason_answers(step),
        comment=step.remarks.comment,
        changed=list(step.changed),
    )


def reason_answers(step: Step) -> list[ReasonAnswer]:
    """The reasons given with a step; one that has left the list since is shown by its code."""
    known = ((code, REASONS.get(code)) for code in step.remarks.reasons)
    return [
        ReasonAnswer(code=code, label=reason.label if reason else code, field=reason.field if reason else "record")
        for code, reason in known
    ]


def certificate_answer(row: RowMapping, today: date, resources: Resources) -> CertificateAnswer:
    """From a signed certificate's row."""
    number = CertificateNumber(row["number_year"], row["number_serial"])
    return CertificateAnswer(
        certificate_id=row["id"],
        application_id=row["application_id"],
        number=str(number),
        display_number=number.display,
        certificate_type=row["certificate_type"],
        label=certificate_type(row["certificate_type"]).label,
        submitted_at=row["submitted_at"],
        issued_at=row["issued_at"],
        valid_until=row["valid_until"],
        state=state_on(today, CertificateState(row["state"]), row["valid_until"]),
        verify_url=verify_url_of(resources, row),
    )


def facts_answer(facts: Facts) -> FactsAnswer:
    """From one version of a record."""
    return FactsAnswer.model_validate(facts.as_json())
