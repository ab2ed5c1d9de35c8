"""A person's applications (manual 3.3, 3.4)."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request, UploadFile
from kernel.auth import NotSignedIn
from kernel.db import Transaction
from kernel.errors import DependencyAway
from kernel.http import PersonDep, Tx, refusals
from kernel.idempotency import REFUSALS
from kernel.paging import CursorInvalid, Page, Paging, page
from pydantic import BaseModel, ConfigDict

from certificate import queries
from certificate.adapters.letters import Upload
from certificate.api.answers import ApplicationAnswer, ApplicationDetail, application_detail, application_line
from certificate.api.dependencies import PersonOnce, Res
from certificate.domain.application import Application, ApplicationNotFound, ApplicationWrongState, NothingChanged
from certificate.domain.archive_facts import RecordMissing
from certificate.domain.letter import MAX_BYTES, LetterNotJpeg, LetterRequired, LetterTooLarge
from certificate.domain.review import VersionConflict
from certificate.domain.rules import AlreadyPending, DismissedFromUnit, FeesInArrears
from certificate.domain.state import SIGNED
from certificate.domain.types import UnknownCertificateType
from certificate.domain.wording import WordingTooLong, WordingUnprintable
from certificate.handlers.resubmit_application import ResubmitApplication, resubmit_application
from certificate.handlers.submit_application import SubmitApplication, submit_application
from certificate.handlers.withdraw_application import withdraw_application
from certificate.repository.applications import Applications
from certificate.resources import Resources

router = APIRouter(prefix="/api/me/applications", tags=["applications"], responses=refusals(NotSignedIn))

FORM_REFUSALS: Final = (
    FeesInArrears,
    DismissedFromUnit,
    AlreadyPending,
    RecordMissing,
    LetterRequired,
    LetterNotJpeg,
    LetterTooLarge,
    WordingTooLong,
    WordingUnprintable,
    DependencyAway,
)


class ResubmissionForm(BaseModel):
    """What changed: a field that is not sent stays as it was, an empty one is taken away.

    A letter counts as changed even if it is the same picture. Without a letter and with the same texts as before the
    application is taken only when the register has corrected the person's record since it was sent in.
    """

    model_config = ConfigDict(extra="forbid")

    purpose: str | None = None
    receiver: str | None = None
    letter: UploadFile | None = None


class ApplicationForm(ResubmissionForm):
    """An application.

    ``letter`` is a JPG picture of at most 10 MiB, for archives kept for a unit; where none is needed
    (``letter_required`` of the eligibility), one that is sent is ignored: neither looked at nor kept.
    """

    certificate_type: str


def _either_form(model: type[BaseModel]) -> dict[str, Any]:
    """FastAPI documents a form with a file as urlencoded alone; both ways are taken."""
    reference = {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}
    return {
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": reference, "application/x-www-form-urlencoded": reference},
        }
    }


async def _text(request: Request, name: str) -> str | None:
    """A form's text as it was sent; FastAPI takes an empty one for a missing one."""
    sent = (await request.form()).get(name)
    return sent if isinstance(sent, str) else None


async def _upload(letter: UploadFile | None) -> Upload | None:
    if letter is None:
        return None
    if (letter.size or 0) > MAX_BYTES:
        raise LetterTooLarge(field="letter")
    return Upload(await letter.read(), letter.filename)


@router.post(
    "",
    status_code=201,
    summary="Apply for a certificate",
    responses=refusals(UnknownCertificateType, *FORM_REFUSALS, *REFUSALS),
    openapi_extra=_either_form(ApplicationForm),
)
async def submit(
    person: PersonDep, resources: Res, once: PersonOnce, form: Annotated[ApplicationForm, Form()]
) -> ApplicationDetail:
    """The rules are looked at, the letter is checked and kept; the state is then 待审核."""
    command = SubmitApplication(
        person_id=person.person_id,
        record_id=person.record_id,
        certificate_type=form.certificate_type,
        purpose=form.purpose,
        receiver=form.receiver,
        letter=await _upload(form.letter),
    )
    return _submitted(await submit_application(command, resources, once.keep(_submitted, status=201)))


@router.get("", summary="List my applications", responses=refusals(CursorInvalid))
async def list_mine(person: PersonDep, tx: Tx, paging: Paging) -> Page[ApplicationAnswer]:
    """The latest submission first."""
    rows = await queries.applications_of_person(tx, person.person_id, paging)
    return page(rows, paging, item=application_line, key=lambda row: queries.place_in_list(row, oldest_first=False))


@router.get("/{application_id}", summary="Read one of my applications", responses=refusals(ApplicationNotFound))
async def read_mine(application_id: UUID, person: PersonDep, tx: Tx, resources: Res) -> ApplicationDetail:
    """With its history, and why it was sent back if it was."""
    application = await Applications(tx, resources.sealer).get(application_id, of_person=person.person_id)
    return await whole_application(application, tx, resources)


@router.post(
    "/{application_id}/withdrawal",
    summary="Take a pending application back",
    responses=refusals(ApplicationNotFound, ApplicationWrongState, VersionConflict),
)
async def withdraw(application_id: UUID, person: PersonDep, tx: Tx, resources: Res) -> ApplicationDetail:
    """Possible until somebody has decided."""
    application = await withdraw_application(application_id, person.person_id, tx, resources)
    return await whole_application(application, tx, resources)


@router.post(
    "/{application_id}/resubmission",
    summary="Correct a rejected application and send it in again",
    responses=refusals(ApplicationNotFound, ApplicationWrongState, VersionConflict, NothingChanged, *FORM_REFUSALS),
    openapi_extra=_either_form(ResubmissionForm),
)
async def resubmit(
    application_id: UUID,
    request: Request,
    person: PersonDep,
    resources: Res,
    form: Annotated[ResubmissionForm, Form()],
) -> ApplicationDetail:
    """The latest submission time is the one shown; earlier ones stay in the history."""
    command = ResubmitApplication(
        application_id=application_id,
        person_id=person.person_id,
        purpose=await _text(request, "purpose"),
        receiver=await _text(request, "receiver"),
        letter=await _upload(form.letter),
    )
    application = await resubmit_application(command, resources)
    async with resources.database.transaction() as tx:
        return await whole_application(application, tx, resources)


def _submitted(application: Application) -> ApplicationDetail:
    return application_detail(application, application.steps, None)


async def whole_application(application: Application, tx: Transaction, resources: Resources) -> ApplicationDetail:
    """An application with its history and its certificate, as its person sees it."""
    steps = await Applications(tx, resources.sealer).history(application.id)
    certificate_id = await queries.signed_certificate_id(tx, application.id) if application.state in SIGNED else None
    return application_detail(application, steps, certificate_id)
