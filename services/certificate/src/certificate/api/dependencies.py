"""What the routes ask for."""

from typing import Annotated

from fastapi import Depends
from kernel.auth import StaffClaims
from kernel.http import resources, staff

from certificate.resources import Resources

Res = Annotated[Resources, Depends(resources)]
ReviewerDep = Annotated[StaffClaims, Depends(staff("reviewer"))]
