"""The agreement to accept before registering."""

from kernel.http import PUBLIC, Answer, APIRouter

from identity.agreements import current_agreement

router = APIRouter(prefix="/api/agreements", tags=["registration"])


class AgreementAnswer(Answer):
    """One version of the text."""

    version: str
    title: str
    text: str


@router.get("/current", summary="The agreement to accept", openapi_extra=PUBLIC)
async def read_current_agreement() -> AgreementAnswer:
    """The current version; registrations name it."""
    agreement = current_agreement()
    return AgreementAnswer(version=agreement.version, title=agreement.title, text=agreement.text)
