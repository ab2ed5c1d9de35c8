"""Signing in and out (manual 3.1)."""

from typing import Annotated
from uuid import UUID

from fastapi import Cookie, Response, status
from kernel.auth import NotSignedIn
from kernel.http import PUBLIC, Answer, APIRouter, Body, Tx, refusals
from kernel.id_number import IdNumber, InvalidIdNumber
from pydantic import Field, StrictBool

from identity.api.cookies import REFRESH_COOKIE, clear_cookies, set_cookies
from identity.api.dependencies import BearerDep, CaptchaId, CaptchaReply, DeviceDep, FromBrowser, Res
from identity.domain.account import AccountUnknown, ServiceBusy
from identity.domain.captcha import CaptchaWrong
from identity.domain.code import CodeExpired, CodeThrottled, CodeWrong
from identity.domain.password import PasswordWrong
from identity.domain.phone import InvalidPhone, Phone
from identity.domain.session import CookiesOnly, RefreshReused, SessionEnded
from identity.domain.staff import StaffLoginFailed
from identity.domain.throttle import LoginThrottled
from identity.handlers.end_sessions import end_sessions
from identity.handlers.log_in import LogIn, log_in
from identity.handlers.log_in_by_code import log_in_by_code
from identity.handlers.log_in_staff import log_in_staff
from identity.handlers.open_session import PersonSignedIn, SignedIn, StaffSignedIn
from identity.handlers.refresh_session import refresh_session
from identity.handlers.start_code_login import StartCodeLogin, start_code_login

router = APIRouter(tags=["sessions"])


WANTED = Field(
    default=False,
    description="for programs that keep no cookies: the answer carries `refresh_token` and sets none. "
    "Refused (403 `identity.session.cookies_only`) with an `Origin` or `Sec-Fetch-Site` header, as browsers send them.",
)


class Credentials(Body):
    """The login page."""

    id_number: str
    password: str = Field(max_length=1024)
    captcha_id: CaptchaId
    captcha_answer: CaptchaReply
    with_refresh_token: StrictBool = WANTED


class WantedCode(Body):
    """Asking for a login code."""

    id_number: str
    phone: str
    captcha_id: CaptchaId
    captcha_answer: CaptchaReply


class CodeCredentials(Body):
    """Login by code."""

    id_number: str
    phone: str
    code: str = Field(max_length=64)
    with_refresh_token: StrictBool = WANTED


class StaffCredentials(Body):
    """The console's login page; `totp` is not asked for yet."""

    username: str = Field(max_length=64, pattern=r"^[\w.@-]*$")
    password: str = Field(max_length=1024)
    totp: str | None = Field(default=None, max_length=16)
    with_refresh_token: StrictBool = WANTED


class Renewal(Body):
    """What programs without cookies send; browsers send nothing but the cookie."""

    refresh_token: str | None = Field(
        default=None, max_length=64, description="the one of the last answer; it goes before a cookie"
    )


class SentAnswer(Answer):
    """`resend_after` in seconds."""

    resend_after: int


class PersonAnswer(Answer):
    """Who signed in."""

    person_id: UUID
    name: str


class StaffAnswer(Answer):
    """Which member of staff signed in."""

    username: str
    roles: list[str]


class SessionAnswer(Answer):
    """The access token (also set as a cookie), its seconds of life, and either `person` or `staff`.

    `refresh_token` and its seconds of life are there only for programs that asked for them; no cookies are set then.
    """

    access_token: str
    expires_in: int
    refresh_token: str | None = None
    refresh_expires_in: int | None = None
    person: PersonAnswer | None = None
    staff: StaffAnswer | None = None


def _refuse_browser(*, in_body: bool, browser: bool) -> None:
    if in_body and browser:
        raise CookiesOnly


def _answer(signed_in: SignedIn, response: Response, resources: Res, *, in_body: bool) -> SessionAnswer:
    response.headers["Cache-Control"] = "no-store"
    if not in_body:
        set_cookies(response, signed_in, resources.settings)
    person = staff = None
    match signed_in.who:
        case PersonSignedIn(person_id, name):
            person = PersonAnswer(person_id=person_id, name=name)
        case StaffSignedIn(username, roles):
            staff = StaffAnswer(username=username, roles=list(roles))
    return SessionAnswer(
        access_token=signed_in.access_token,
        expires_in=signed_in.expires_in,
        refresh_token=signed_in.refresh_token if in_body else None,
        refresh_expires_in=signed_in.refresh_expires_in if in_body else None,
        person=person,
        staff=staff,
    )


@router.post(
    "/api/sessions",
    status_code=status.HTTP_201_CREATED,
    summary="Sign in with ID number and password",
    openapi_extra=PUBLIC,
    responses=refusals(
        InvalidIdNumber, CaptchaWrong, AccountUnknown, PasswordWrong, LoginThrottled, ServiceBusy, CookiesOnly
    ),
    response_model_exclude_none=True,
)
async def create_session(
    body: Credentials, response: Response, resources: Res, device: DeviceDep, browser: FromBrowser
) -> SessionAnswer:
    """Sets the cookies as well, unless a program asks for the refresh token."""
    _refuse_browser(in_body=body.with_refresh_token, browser=browser)
    command = LogIn(
        id_number=IdNumber.parse(body.id_number),
        password=body.password,
        captcha_id=body.captcha_id,
        captcha_answer=body.captcha_answer,
        device=device,
    )
    return _answer(await log_in(command, resources), response, resources, in_body=body.with_refresh_token)


@router.post(
    "/api/sessions/codes",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Send a login code",
    openapi_extra=PUBLIC,
    responses=refusals(InvalidIdNumber, InvalidPhone, CaptchaWrong, CodeThrottled),
)
async def create_login_code(body: WantedCode, resources: Res) -> SentAnswer:
    """The same answer whether or not ID number and phone belong together."""
    command = StartCodeLogin(
        id_number=IdNumber.parse(body.id_number),
        phone=Phone.parse(body.phone),
        captcha_id=body.captcha_id,
        captcha_answer=body.captcha_answer,
    )
    return SentAnswer(resend_after=await start_code_login(command, resources))


@router.post(
    "/api/sessions/by-code",
    status_code=status.HTTP_201_CREATED,
    summary="Sign in with the login code",
    openapi_extra=PUBLIC,
    responses=refusals(InvalidIdNumber, InvalidPhone, CodeWrong, CodeExpired, CodeThrottled, CookiesOnly),
    response_model_exclude_none=True,
)
async def create_session_by_code(
    body: CodeCredentials, response: Response, resources: Res, tx: Tx, device: DeviceDep, browser: FromBrowser
) -> SessionAnswer:
    """Sets the cookies as well, unless a program asks for the refresh token."""
    _refuse_browser(in_body=body.with_refresh_token, browser=browser)
    id_number, phone = IdNumber.parse(body.id_number), Phone.parse(body.phone)
    signed_in = await log_in_by_code(id_number, phone, body.code, device, tx, resources)
    return _answer(signed_in, response, resources, in_body=body.with_refresh_token)


@router.post(
    "/api/sessions/refresh",
    summary="Exchange the refresh token for new ones",
    openapi_extra=PUBLIC,
    responses=refusals(SessionEnded, RefreshReused, CookiesOnly),
    response_model_exclude_none=True,
)
async def refresh_current_session(
    response: Response,
    resources: Res,
    tx: Tx,
    browser: FromBrowser,
    body: Renewal | None = None,
    cookie: Annotated[str | None, Cookie(alias=REFRESH_COOKIE, max_length=64)] = None,
) -> SessionAnswer:
    """Browsers send the cookie and get cookies; programs send `refresh_token` and get it in the answer.

    Each refresh token works once. For half a minute the last one exchanged is given another pair of the same session,
    as two tabs may refresh at once and answers get lost; later, or once its successor was used, one that comes back
    ends the session.
    """
    sent = None if body is None else body.refresh_token
    _refuse_browser(in_body=sent is not None, browser=browser)
    refresh_token = cookie if sent is None else sent
    if refresh_token is None:
        raise SessionEnded
    signed_in = await refresh_session(refresh_token, tx, resources)
    return _answer(signed_in, response, resources, in_body=sent is not None)


@router.delete(
    "/api/sessions/current",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Sign out",
    responses=refusals(NotSignedIn),
)
async def delete_current_session(response: Response, bearer: BearerDep, resources: Res, tx: Tx) -> None:
    """The access token stops counting within a second."""
    await end_sessions(bearer.audience, bearer.subject, tx, resources, session_id=bearer.session_id)
    clear_cookies(response, resources.settings)


@router.post(
    "/api/staff/sessions",
    status_code=status.HTTP_201_CREATED,
    summary="Sign a member of staff in",
    openapi_extra=PUBLIC,
    responses=refusals(StaffLoginFailed, LoginThrottled, ServiceBusy, CookiesOnly),
    response_model_exclude_none=True,
)
async def create_staff_session(
    body: StaffCredentials, response: Response, resources: Res, device: DeviceDep, browser: FromBrowser
) -> SessionAnswer:
    """Sets the cookies as well, unless a program asks for the refresh token."""
    _refuse_browser(in_body=body.with_refresh_token, browser=browser)
    signed_in = await log_in_staff(body.username, body.password, device, resources)
    return _answer(signed_in, response, resources, in_body=body.with_refresh_token)
