"""What the routes ask for."""

from typing import Annotated

from fastapi import Depends
from kernel.auth import StaffClaims
from kernel.http import person, resources, staff
from kernel.idempotency import Once, once

from certificate.resources import Resources

reviewer = staff("reviewer")

Res = Annotated[Resources, Depends(resources)]
ReviewerDep = Annotated[StaffClaims, Depends(reviewer)]
AuditorDep = Annotated[StaffClaims, Depends(staff("auditor"))]
ReviewerOnce = Annotated[Once, Depends(once(reviewer), scope="function")]
PersonOnce = Annotated[Once, Depends(once(person), scope="function")]


def actor_of(claims: StaffClaims) -> str:
    """A member of staff, as the audit log names them."""
    return f"staff:{claims.username}"
