"""The cookies of a session; the gateway turns the access cookie into an `Authorization` header."""

from fastapi import Response

from identity.handlers.open_session import SignedIn
from identity.settings import Settings

ACCESS_COOKIE = "zhengxin_access"
REFRESH_COOKIE = "zhengxin_refresh"
_REFRESH_PATH = "/api/sessions"


def set_cookies(response: Response, signed_in: SignedIn, settings: Settings) -> None:
    """Keep the tokens in the browser, out of scripts' reach."""
    for name, path, value, seconds in (
        (ACCESS_COOKIE, "/", signed_in.access_token, signed_in.expires_in),
        (REFRESH_COOKIE, _REFRESH_PATH, signed_in.refresh_token, signed_in.refresh_expires_in),
    ):
        response.set_cookie(
            name, value, max_age=seconds, path=path, httponly=True, samesite="lax", secure=settings.secure_cookies
        )


def clear_cookies(response: Response, settings: Settings) -> None:
    """Take them back."""
    for name, path in ((ACCESS_COOKIE, "/"), (REFRESH_COOKIE, _REFRESH_PATH)):
        response.delete_cookie(name, path=path, httponly=True, samesite="lax", secure=settings.secure_cookies)
