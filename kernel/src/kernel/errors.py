"""Errors that people may see.

A service's rules raise subclasses of :class:`DomainError`; ``kernel.http`` renders them as RFC 9457 problems and is the
only place that knows status codes.
"""

from enum import Enum, auto
from typing import Any, ClassVar


class Kind(Enum):
    """What sort of refusal an error is; ``kernel.http`` maps it to a status."""

    INVALID = auto()
    UNAUTHENTICATED = auto()
    FORBIDDEN = auto()
    NOT_FOUND = auto()
    NOT_ALLOWED = auto()
    CONFLICT = auto()
    TOO_LARGE = auto()
    TOO_SLOW = auto()
    TOO_MANY = auto()
    UNAVAILABLE = auto()
    TIMED_OUT = auto()


class DomainError(Exception):
    """A refusal with a stable code (``service.noun.reason``) and a Chinese message for people.

    ``message`` may hold named places, filled from the keyword arguments. With ``keep``, what the transaction wrote
    before the error stays: a wrong guess must count although it is refused.
    """

    code: ClassVar[str]
    kind: ClassVar[Kind]
    message: ClassVar[str]
    keep: ClassVar[bool] = False

    def __init__(self, *, field: str | None = None, retry_after: int | None = None, **places: Any) -> None:  # noqa: ANN401 - whatever the message's places print
        """``field`` names the field at fault; ``retry_after`` is in seconds."""
        super().__init__(self.message.format(**places) if places else self.message)
        self.field = field
        self.retry_after = retry_after
        self.places = places

    def __reduce__(self) -> tuple[Any, ...]:
        """As pickle wants it: constructors of subclasses take what they like, and processes hand errors on."""
        return _restored, (type(self), self.args, self.__dict__)


def _restored(error: type[DomainError], args: tuple[Any, ...], attributes: dict[str, Any]) -> DomainError:
    restored = error.__new__(error, *args)
    restored.__dict__.update(attributes)
    return restored


class PathNotFound(DomainError):
    """No route has this path, or the path could be read in two ways."""

    code = "kernel.path.not_found"
    kind = Kind.NOT_FOUND
    message = "没有这个地址"


class MethodNotAllowed(DomainError):
    """The path is there, but not for this method."""

    code = "kernel.method.not_allowed"
    kind = Kind.NOT_ALLOWED
    message = "该地址不支持这种请求方法"


class FormExpected(DomainError):
    """The route takes a form, and the request says that it is something else."""

    code = "kernel.request.not_a_form"
    kind = Kind.INVALID
    message = "请以表单（multipart/form-data）提交，不支持其他格式"


class RequestUnreadable(DomainError):
    """The body cannot be read at all: no UTF-8, a multipart form that is cut off."""

    code = "kernel.request.unreadable"
    kind = Kind.INVALID
    message = "请求内容无法读取"


class DependencyAway(DomainError):
    """A server or service that is needed right now does not answer; nothing was done."""

    code = "kernel.dependency.away"
    kind = Kind.UNAVAILABLE
    message = "系统暂时繁忙，请稍后再试"

    def __init__(self, dependency: str, *, retry_after: int = 5) -> None:
        """``dependency`` goes to the log and to readiness, not to people."""
        super().__init__(retry_after=retry_after)
        self.dependency = dependency
