"""RFC 9457 problems: how every error of every service looks on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any

import structlog
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from kernel.errors import DomainError, Kind

STATUS = {
    Kind.INVALID: 422,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.NOT_ALLOWED: 405,
    Kind.CONFLICT: 409,
    Kind.TOO_LARGE: 413,
    Kind.TOO_SLOW: 408,
    Kind.TOO_MANY: 429,
    Kind.UNAVAILABLE: 503,
    Kind.TIMED_OUT: 504,
}
TITLES = {
    400: "请求有误",
    401: "未登录",
    403: "没有权限",
    404: "未找到",
    405: "方法不支持",
    408: "提交超时",
    409: "状态冲突",
    413: "内容过大",
    415: "格式不支持",
    422: "输入有误",
    429: "请求过于频繁",
    500: "系统错误",
    503: "暂时不可用",
    504: "处理超时",
}
MEDIA_TYPE = "application/problem+json"
_FIELD_MESSAGES = {
    "missing": "必填项未填写",
    "extra_forbidden": "不支持的字段",
    "string_too_long": "超过允许的长度",
    "string_too_short": "内容过短",
    "string_pattern_mismatch": "格式不正确",
    "string_type": "应为文字",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "bool_parsing": "应为是或否",
    "bool_type": "应为是或否",
    "uuid_parsing": "编号格式不正确",
    "literal_error": "不在可选范围内",
    "enum": "不在可选范围内",
    "less_than_equal": "超过允许的最大值",
    "greater_than_equal": "小于允许的最小值",
    "too_long": "数量过多",
    "json_invalid": "内容不是有效的 JSON",
    "model_attributes_type": "应为 JSON 对象（application/json）",
    "date_from_datetime_parsing": "日期格式不正确",
    "date_parsing": "日期格式不正确",
}


class FieldProblem(BaseModel):
    """One field at fault."""

    field: str
    code: str
    message: str


def _is_none(value: object) -> bool:
    return value is None


class Problem(BaseModel):
    """The body of every answer that refuses or fails."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: Annotated[str | None, Field(exclude_if=_is_none)] = None
    errors: Annotated[list[FieldProblem] | None, Field(exclude_if=_is_none)] = None


def respond(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldProblem] = (),
    retry_after: int | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The answer for a problem."""
    body = _problem(status, code, detail, errors)
    all_headers = dict(headers or {})
    if retry_after is not None:
        all_headers["Retry-After"] = str(retry_after)
    return JSONResponse(body.model_dump(), status, headers=all_headers, media_type=MEDIA_TYPE)


def _problem(status: int, code: str, detail: str, errors: Sequence[FieldProblem]) -> Problem:
    return Problem(
        type=f"urn:zhengxin:problem:{code}",
        title=TITLES.get(status, "请求未完成"),
        status=status,
        detail=detail,
        code=code,
        request_id=structlog.contextvars.get_contextvars().get("request_id"),
        errors=list(errors) or None,
    )


def describe(error: DomainError) -> Problem:
    """A refusal as a problem, for an answer that reports on several things."""
    return _problem(STATUS[error.kind], error.code, str(error), _at_fault(error))


def from_domain(error: DomainError) -> JSONResponse:
    """The answer for a refusal."""
    headers = {"WWW-Authenticate": "Bearer"} if error.kind is Kind.UNAUTHENTICATED else None
    return respond(
        STATUS[error.kind],
        error.code,
        str(error),
        errors=_at_fault(error),
        retry_after=error.retry_after,
        headers=headers,
    )


def _at_fault(error: DomainError) -> list[FieldProblem]:
    return [FieldProblem(field=error.field, code=error.code, message=str(error))] if error.field else []


def from_validation(error: RequestValidationError) -> JSONResponse:
    """The answer for a request that has not the documented shape: each field at fault, in Chinese."""
    errors = [_field_problem(item) for item in error.errors()]
    return respond(422, "kernel.request.invalid", "提交的内容有误，请检查后重试", errors=errors)


def _field_problem(item: dict[str, Any]) -> FieldProblem:
    kind = str(item["type"])
    place = [str(part) for part in item["loc"] if part not in {"body", "query", "path", "header", "cookie"}]
    if kind == "json_invalid":
        place = []  # it would be the number of a character
    return FieldProblem(
        field=".".join(place) or "body",
        code=f"kernel.field.{kind}",
        message=_FIELD_MESSAGES.get(kind, "内容不正确"),
    )
