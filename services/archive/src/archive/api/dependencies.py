"""What the routes of this service depend on."""

from typing import Annotated

from fastapi import Depends
from kernel.auth import StaffClaims
from kernel.http import resources, staff

from archive.resources import Resources

Res = Annotated[Resources, Depends(resources)]
Clerk = Annotated[StaffClaims, Depends(staff("clerk"))]
