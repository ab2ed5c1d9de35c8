"""The signed-in person's own account."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Response, status
from kernel.auth import NotSignedIn
from kernel.errors import DependencyAway
from kernel.http import Answer, APIRouter, Body, PersonDep, Tx, refusals
from kernel.id_number import mask_phone
from pydantic import Field

from identity.api.cookies import clear_cookies
from identity.api.dependencies import Address, Res
from identity.domain.account import ConfirmationRequired, PersonNotFound, PhoneUnchanged, ServiceBusy
from identity.domain.code import CodeExpired, CodeThrottled, CodeWrong
from identity.domain.password import PasswordWrong, WeakPassword
from identity.domain.phone import InvalidPhone, Phone
from identity.domain.throttle import LoginThrottled
from identity.handlers.change_password import ChangePassword, change_password
from identity.handlers.change_phone import ChangePhone, change_phone, send_phone_change_code
from identity.handlers.close_account import CloseAccount, close_account
from identity.handlers.export_person import export_person
from identity.repository.accounts import Accounts, Person

router = APIRouter(prefix="/api/me", tags=["account"])


class MeAnswer(Answer):
    """Personal data masked, but for the name."""

    person_id: UUID
    name: str
    id_number_masked: str
    phone_masked: str


class WantedPhone(Body):
    """The new phone."""

    phone: str


class ResendAnswer(Answer):
    """`resend_after` in seconds."""

    resend_after: int


class NewPhone(Body):
    """The new phone, the code that it got, and the account's password."""

    phone: str
    code: str = Field(max_length=64)
    password: str = Field(max_length=1024)


class Confirmation(Body):
    """The account's password."""

    password: str | None = Field(
        default=None, max_length=1024, description="not needed within a quarter of an hour after signing in"
    )


class ChangedPassword(Body):
    """The account's password, and the one to come."""

    password: str = Field(max_length=1024)
    new_password: str = Field(max_length=1024)


class PasswordChangedAnswer(Answer):
    """Done."""

    detail: str


def _answer(me: Person) -> MeAnswer:
    return MeAnswer(
        person_id=me.person_id,
        name=me.name,
        id_number_masked=me.id_number.masked,
        phone_masked=mask_phone(me.phone),
    )


@router.get("", summary="Who I am", responses=refusals(NotSignedIn, PersonNotFound))
async def read_me(person: PersonDep, resources: Res, tx: Tx) -> MeAnswer:
    """The account behind the access token."""
    accounts = Accounts(tx, resources)
    return _answer(accounts.open(await accounts.get(person.person_id)))


@router.delete(
    "",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Close my account",
    responses=refusals(NotSignedIn, PersonNotFound, ConfirmationRequired, PasswordWrong, LoginThrottled, ServiceBusy),
)
async def delete_me(
    person: PersonDep, response: Response, address: Address, resources: Res, body: Confirmation | None = None
) -> None:
    """All of my data is removed but my certificates, which stay in the register of issued letters as the law wants.

    Wants the password, or a session that was opened within the last quarter of an hour (refreshing does not count);
    403 `identity.account.confirmation_required` says that neither is there. A password that is sent must be right.
    """
    command = CloseAccount(
        person_id=person.person_id,
        session_id=person.session_id,
        password=None if body is None else body.password,
        address=address,
    )
    await close_account(command, resources)
    clear_cookies(response, resources.settings)


@router.get("/export", summary="All of my data", responses=refusals(NotSignedIn, PersonNotFound, DependencyAway))
async def read_export(person: PersonDep, response: Response, resources: Res) -> dict[str, Any]:
    """A file of all that is kept of me, in every service.

    My account and how it was proven, where I was signed in and where that failed, codes sent to me, my archive record
    and what I disputed in it, my applications and certificates. `elsewhere` names what is a file of its own.
    """
    export = await export_person(person.person_id, resources)
    day = export["exported_at"][:10]
    name = quote(f"证信个人数据_{day}.json")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"zhengxin-my-data-{day}.json\"; filename*=UTF-8''{name}"
    )
    response.headers["Cache-Control"] = "no-store"
    return export


@router.post(
    "/phone/codes",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Send a code to my new phone",
    responses=refusals(NotSignedIn, PersonNotFound, InvalidPhone, PhoneUnchanged, CodeThrottled),
)
async def create_phone_code(body: WantedPhone, person: PersonDep, resources: Res, tx: Tx) -> ResendAnswer:
    """The earlier code for the same phone ends."""
    phone = Phone.parse(body.phone)
    return ResendAnswer(resend_after=await send_phone_change_code(person.person_id, phone, tx, resources))


@router.put(
    "/phone",
    summary="Change my phone",
    responses=refusals(
        NotSignedIn,
        PersonNotFound,
        InvalidPhone,
        PasswordWrong,
        LoginThrottled,
        ServiceBusy,
        CodeWrong,
        CodeExpired,
        CodeThrottled,
    ),
)
async def put_phone(body: NewPhone, person: PersonDep, address: Address, resources: Res) -> MeAnswer:
    """The old phone is told."""
    command = ChangePhone(
        person_id=person.person_id,
        phone=Phone.parse(body.phone),
        code=body.code,
        password=body.password,
        address=address,
    )
    return _answer(await change_phone(command, resources))


@router.put(
    "/password",
    summary="Change my password",
    responses=refusals(NotSignedIn, PersonNotFound, WeakPassword, PasswordWrong, LoginThrottled, ServiceBusy),
)
async def put_password(
    body: ChangedPassword, person: PersonDep, response: Response, address: Address, resources: Res
) -> PasswordChangedAnswer:
    """Ends all sessions, this one too; the phone is told."""
    command = ChangePassword(
        person_id=person.person_id, password=body.password, new_password=body.new_password, address=address
    )
    await change_password(command, resources)
    clear_cookies(response, resources.settings)
    return PasswordChangedAnswer(detail="密码修改成功，请重新登录")
