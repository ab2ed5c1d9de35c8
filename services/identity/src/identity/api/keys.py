"""The public keys of access tokens."""

from typing import Any

from kernel.http import PUBLIC, APIRouter

from identity.api.dependencies import Res

router = APIRouter(tags=["keys"])


@router.get("/.well-known/jwks.json", summary="Keys of access tokens (RFC 7517)", openapi_extra=PUBLIC)
async def read_keys(resources: Res) -> dict[str, Any]:
    """All of them, during a change of keys also those that do not sign yet or any more."""
    return resources.tokens.jwks
