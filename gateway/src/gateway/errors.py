"""What the gateway itself refuses; everything else is the services' own answer, passed through."""

from kernel.errors import DomainError, Kind


class BodyTooLarge(DomainError):
    """More bytes than the route takes."""

    code = "gateway.body.too_large"
    kind = Kind.TOO_LARGE
    message = "提交的内容过大，请缩小后再试"


class BodyTooSlow(DomainError):
    """The client's body stopped coming."""

    code = "gateway.body.too_slow"
    kind = Kind.TOO_SLOW
    message = "上传中断或过慢，请检查网络后再试"


class TokenMissing(DomainError):
    """The route asks for a token and the request has none, or more than one."""

    code = "gateway.token.missing"
    kind = Kind.UNAUTHENTICATED
    message = "请先登录"


class TokenInvalid(DomainError):
    """Forged, expired, or made for others (a member of staff on a person's route and the other way round)."""

    code = "gateway.token.invalid"
    kind = Kind.UNAUTHENTICATED
    message = "登录已失效，请重新登录"


class SessionRevoked(DomainError):
    """A valid token of a session that has been ended."""

    code = "gateway.session.revoked"
    kind = Kind.UNAUTHENTICATED
    message = "登录已失效，请重新登录"


class OriginForeign(DomainError):
    """An unsafe request with a cookie that does not come from our own pages."""

    code = "gateway.origin.foreign"
    kind = Kind.FORBIDDEN
    message = "请求来自其他网站，已拒绝"


class TooManyRequests(DomainError):
    """The address has used up its share of the time window."""

    code = "gateway.rate.exceeded"
    kind = Kind.TOO_MANY
    message = "操作过于频繁，请稍后再试"


class Overloaded(DomainError):
    """More requests in flight than this copy takes."""

    code = "gateway.load.exceeded"
    kind = Kind.UNAVAILABLE
    message = "系统繁忙，请稍后再试"


class KeysAway(DomainError):
    """No token can be checked, as identity's keys have not been read yet."""

    code = "gateway.keys.away"
    kind = Kind.UNAVAILABLE
    message = "系统暂时繁忙，请稍后再试"


class UpstreamAway(DomainError):
    """The service behind the path does not take connections, or broke off."""

    code = "gateway.upstream.away"
    kind = Kind.UNAVAILABLE
    message = "服务暂时不可用，请稍后再试"


class UpstreamTimedOut(DomainError):
    """The service behind the path took longer than the route allows."""

    code = "gateway.upstream.timed_out"
    kind = Kind.TIMED_OUT
    message = "服务响应超时，请稍后再试"
