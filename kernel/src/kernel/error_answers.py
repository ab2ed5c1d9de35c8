"""How each error of a request is answered; what a problem looks like is in ``kernel.problems``."""

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.params import Form
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kernel import problems
from kernel.errors import DomainError, FormExpected, MethodNotAllowed, PathNotFound, RequestUnreadable
from kernel.idempotency import AnsweredBefore

_FORMS: Final = {"", "multipart/form-data", "application/x-www-form-urlencoded"}


def answer_errors(app: FastAPI) -> None:
    """Let an application answer its errors so."""
    app.add_exception_handler(DomainError, _on_domain_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(AnsweredBefore, _on_answered_before)


async def form_where_asked(request: Request) -> None:
    """Refuse JSON where a form is wanted, and parts that it does not know: FastAPI would pass over both.

    Raises:
        FormExpected: it is no form.
        RequestValidationError: it has parts that are not documented.
    """
    wanted = getattr(request.scope["route"], "body_field", None)
    if wanted is None or not isinstance(wanted.field_info, Form):
        return
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    empty = request.headers.get("Content-Length") == "0"  # some clients name a type for no body at all
    if media_type not in _FORMS and not empty:
        raise FormExpected(field="body")
    model: Any = wanted.field_info.annotation  # of FastAPI's making where the route names each part by itself
    if unknown := [name for name in await request.form() if name not in model.model_fields]:
        raise RequestValidationError([{"type": "extra_forbidden", "loc": ("body", name)} for name in unknown])


async def _on_domain_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)  # noqa: S101 - registered for this class alone
    return problems.from_domain(error)


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    at_fault = [item["loc"][1] for item in error.errors() if item["loc"][0] == "path"]
    return _not_there(request, at_fault[0]) if at_fault else problems.from_validation(error)


def _not_there(request: Request, place: str) -> Response:
    """A place of the path that cannot be an id is answered as the route answers an unknown one."""
    route = request.scope["route"]
    content = route.responses.get(404, {}).get("content", {}).get(problems.MEDIA_TYPE, {})
    known = [example["value"] for example in content.get("examples", {}).values()]
    position = list(route.param_convertors).index(place)
    if position >= len(known):
        return problems.from_domain(PathNotFound())
    said = known[position]
    return problems.respond(404, said["code"], said["detail"])


async def _on_answered_before(_: Request, answered: Exception) -> Response:
    assert isinstance(answered, AnsweredBefore)  # noqa: S101 - registered for this class alone
    return answered.response


async def _on_http_exception(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    refusal = {404: PathNotFound, 405: MethodNotAllowed}.get(error.status_code, RequestUnreadable)
    status = 422 if error.status_code == 400 else error.status_code  # one status for a body that cannot be read
    return problems.respond(status, refusal.code, refusal.message, headers=dict(error.headers or {}))
