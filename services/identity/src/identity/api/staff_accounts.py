"""Accounts of the centre's staff, for administrators."""

from typing import Annotated

from fastapi import Path, Response, status
from kernel.auth import NotSignedIn, RoleMissing
from kernel.clock import ChinaTime
from kernel.http import Answer, APIRouter, Body, Tx, refusals
from kernel.id_number import IdNumber, InvalidIdNumber
from kernel.paging import CursorInvalid, Page, Paging, page
from pydantic import Field, StrictBool

from identity.api.cookies import clear_cookies
from identity.api.dependencies import Address, Administrator, AnyStaff, Res, actor
from identity.domain.account import ServiceBusy
from identity.domain.password import PasswordWrong
from identity.domain.staff import (
    LastAdministrator,
    OwnStaffAccount,
    Role,
    RolesMissing,
    StaffAccountNotFound,
    StaffPasswordWeak,
    UsernameInvalid,
    UsernameTaken,
)
from identity.domain.throttle import LoginThrottled
from identity.handlers.manage_staff import (
    ChangeStaff,
    CreateStaff,
    change_own_staff_password,
    change_staff,
    create_staff,
    reset_staff_password,
)
from identity.queries import list_staff
from identity.tables import StaffAccount

router = APIRouter(prefix="/api/staff", tags=["staff"])

Username = Annotated[str, Path(max_length=64)]


class StaffAccountAnswer(Answer):
    """One account; `knows_id_number` says whether its holder is kept from deciding about themselves."""

    username: str
    roles: list[Role]
    knows_id_number: bool
    created_at: ChinaTime
    disabled_at: ChinaTime | None


class NewStaffAccount(Body):
    """An account to be made; of the ID number only a keyed hash is kept."""

    username: str = Field(max_length=64)
    password: str = Field(max_length=1024)
    roles: list[Role] = Field(max_length=len(Role))
    id_number: str | None = None


class ChangedStaffAccount(Body):
    """What is to be changed."""

    roles: list[Role] | None = Field(default=None, max_length=len(Role))
    disabled: StrictBool | None = None


class StaffPassword(Body):
    """The new password, to be changed by its holder."""

    password: str = Field(max_length=1024)


class ChangedStaffPassword(Body):
    """The holder's password, and the one to come."""

    password: str = Field(max_length=1024)
    new_password: str = Field(max_length=1024)


def _answer(account: StaffAccount) -> StaffAccountAnswer:
    return StaffAccountAnswer(
        username=account.username,
        roles=[Role(role) for role in account.roles],
        knows_id_number=account.id_number_index is not None,
        created_at=account.created_at,
        disabled_at=account.disabled_at,
    )


@router.get("/accounts", summary="All accounts, by name", responses=refusals(NotSignedIn, RoleMissing, CursorInvalid))
async def read_accounts(_: Administrator, paging: Paging, tx: Tx) -> Page[StaffAccountAnswer]:
    """Disabled ones too."""
    after = paging.after(1)
    accounts = await list_staff(None if after is None else after[0], paging.limit, tx)
    return page(accounts, paging, item=_answer, key=lambda account: [account.username])


@router.post(
    "/accounts",
    status_code=status.HTTP_201_CREATED,
    summary="Make an account",
    responses=refusals(
        NotSignedIn,
        RoleMissing,
        InvalidIdNumber,
        UsernameInvalid,
        UsernameTaken,
        RolesMissing,
        StaffPasswordWeak,
        ServiceBusy,
    ),
)
async def create_account(body: NewStaffAccount, admin: Administrator, resources: Res) -> StaffAccountAnswer:
    """Names are never given twice."""
    command = CreateStaff(
        username=body.username,
        password=body.password,
        roles=body.roles,
        id_number=None if body.id_number is None else IdNumber.parse(body.id_number),
    )
    return _answer(await create_staff(command, actor(admin), resources))


@router.patch(
    "/accounts/{username}",
    summary="Change roles, disable or enable",
    responses=refusals(
        NotSignedIn, RoleMissing, OwnStaffAccount, StaffAccountNotFound, LastAdministrator, RolesMissing
    ),
)
async def update_account(
    username: Username, body: ChangedStaffAccount, admin: Administrator, resources: Res, tx: Tx
) -> StaffAccountAnswer:
    """Ends the account's sessions when anything changed."""
    command = ChangeStaff(username=username, roles=body.roles, disabled=body.disabled)
    return _answer(await change_staff(command, actor(admin), tx, resources))


@router.put(
    "/accounts/{username}/password",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Reset a password",
    responses=refusals(NotSignedIn, RoleMissing, StaffAccountNotFound, StaffPasswordWeak, ServiceBusy),
)
async def put_password(username: Username, body: StaffPassword, admin: Administrator, resources: Res) -> None:
    """Ends the account's sessions."""
    await reset_staff_password(username, body.password, actor(admin), resources)


@router.put(
    "/password",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Change my own password",
    responses=refusals(
        NotSignedIn, StaffAccountNotFound, StaffPasswordWeak, PasswordWrong, LoginThrottled, ServiceBusy
    ),
)
async def put_own_password(
    body: ChangedStaffPassword, holder: AnyStaff, response: Response, address: Address, resources: Res
) -> None:
    """Ends all of my sessions, this one too."""
    await change_own_staff_password(holder.username, body.password, body.new_password, address, resources)
    clear_cookies(response, resources.settings)
