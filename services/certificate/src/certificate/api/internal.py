"""What the other services ask; never through the gateway."""

from uuid import UUID

from fastapi import APIRouter, Depends
from kernel.clock import china_date
from kernel.http import INTERNAL, Answer, Tx, internal

from certificate import queries
from certificate.api.answers import ApplicationDetail, CertificateAnswer, certificate_answer
from certificate.api.applications import whole_application
from certificate.api.dependencies import Res
from certificate.repository.applications import Applications

router = APIRouter(prefix="/internal", tags=["internal"], dependencies=[Depends(internal)])


class ExportAnswer(Answer):
    """All that is kept of a person here, as they see it themselves; the latest first."""

    applications: list[ApplicationDetail]
    certificates: list[CertificateAnswer]


@router.get("/persons/{person_id}/export", openapi_extra=INTERNAL)
async def export(person_id: UUID, tx: Tx, resources: Res) -> ExportAnswer:
    """For the export that a person asks identity for; of somebody unknown nothing is kept."""
    applications = Applications(tx, resources.sealer)
    today = china_date(tx.now)
    return ExportAnswer(
        applications=[
            await whole_application(applications.read(row), tx, resources)
            for row in await queries.all_applications_of_person(tx, person_id)
        ],
        certificates=[
            certificate_answer(row, today, resources) for row in await queries.all_certificates_of_person(tx, person_id)
        ],
    )
