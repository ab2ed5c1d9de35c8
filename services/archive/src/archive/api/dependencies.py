"""What the routes of this service depend on."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from kernel.auth import NotSignedIn, RoleMissing, StaffClaims
from kernel.errors import DependencyAway
from kernel.http import refusals, resources, staff
from kernel.idempotency import Once, once
from kernel.paging import CursorInvalid, PageQuery

from archive.resources import Resources

Res = Annotated[Resources, Depends(resources)]
PERSON_REFUSALS = refusals(NotSignedIn, DependencyAway)
STAFF_REFUSALS = refusals(NotSignedIn, RoleMissing, DependencyAway)
"""What every route of a person, of the staff, may be refused with."""

_clerk = staff("clerk")
Clerk = Annotated[StaffClaims, Depends(_clerk)]
Auditor = Annotated[StaffClaims, Depends(staff("auditor"))]
ClerkOnce = Annotated[Once, Depends(once(_clerk), scope="function")]


def before(paging: PageQuery) -> UUID | None:
    """The id below which a page newest first goes on.

    Raises:
        CursorInvalid: the cursor holds none.
    """
    values = paging.after(1)
    if values is None:
        return None
    try:
        return UUID(values[0])
    except ValueError:
        raise CursorInvalid(field="cursor") from None
