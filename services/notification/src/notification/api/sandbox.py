"""What the sandbox's SMS provider kept; only in the sandbox profile, only for the gateway."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from kernel.clock import ChinaTime
from kernel.http import INTERNAL, Answer, Tx, internal, refusals, resources

from notification.adapters.sandbox import kept_sms
from notification.domain.errors import SandboxOnly
from notification.resources import Resources

router = APIRouter(prefix="/internal/sandbox", tags=["sandbox"], dependencies=[Depends(internal)])

Res = Annotated[Resources, Depends(resources)]


class SandboxSmsAnswer(Answer):
    """One message."""

    phone: str
    template: str
    text: str
    code: str | None
    sent_at: ChinaTime


class SandboxSmsList(Answer):
    """Messages, newest first."""

    items: list[SandboxSmsAnswer]


@router.get("/sms", openapi_extra=INTERNAL, responses=refusals(SandboxOnly))
async def list_sandbox_sms(phone: Annotated[str, Query(max_length=32)], tx: Tx, res: Res) -> SandboxSmsList:
    """The newest 50 messages to a phone, newest first."""
    if not res.settings.sandbox:
        raise SandboxOnly
    kept = await kept_sms(phone, tx, sealer=res.sealer, index=res.index)
    return SandboxSmsList(items=[SandboxSmsAnswer.model_validate(sms, from_attributes=True) for sms in kept])
