"""What identity's routes depend on, beside the kernel's dependencies."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from kernel.auth import StaffClaims
from kernel.http import bearer, client_address, resources, staff
from pydantic import Field, StringConstraints

from identity.domain.session import Audience, Device
from identity.domain.staff import Actor
from identity.resources import Resources

Res = Annotated[Resources, Depends(resources)]
CaptchaId = Annotated[str, StringConstraints(max_length=64, pattern=r"^[\w-]*$")]
CaptchaReply = Annotated[str, Field(max_length=64)]
Address = Annotated[str, Depends(client_address)]
Reviewer = Annotated[StaffClaims, Depends(staff("reviewer"))]
AnyStaff = Annotated[StaffClaims, Depends(staff())]
Administrator = Annotated[StaffClaims, Depends(staff("admin"))]


def device(request: Request) -> Device:
    """From where the request came."""
    return Device(agent=request.headers.get("User-Agent", "")[:500], address=client_address(request))


DeviceDep = Annotated[Device, Depends(device)]


def from_browser(request: Request) -> bool:
    """Whether a browser sent it: scripts cannot leave out or forge these headers, and the gateway lets them through."""
    return "Origin" in request.headers or "Sec-Fetch-Site" in request.headers


FromBrowser = Annotated[bool, Depends(from_browser)]


def actor(claims: StaffClaims) -> Actor:
    """The member of staff, as the audit log knows them."""
    return Actor(claims.username, claims.own_index)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever is signed in, person or staff."""

    audience: Audience
    subject: str
    session_id: UUID


async def signed_in(request: Request, resources: Res) -> Bearer:
    """The holder of the access token.

    Raises:
        NotSignedIn: there is none, or it does not count.
    """
    claims = await resources.verifier.verify(bearer(request), Audience.PERSON, Audience.STAFF)
    return Bearer(Audience(claims["aud"]), str(claims["sub"]), UUID(str(claims["sid"])))


BearerDep = Annotated[Bearer, Depends(signed_in)]
