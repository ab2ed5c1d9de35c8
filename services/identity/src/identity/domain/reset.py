"""Setting a new password by SMS (manual 2.3)."""

from datetime import timedelta

from kernel.errors import DomainError, Kind

LIFETIME = timedelta(minutes=30)


class ResetNotFound(DomainError):
    """Unknown, run out or done."""

    code = "identity.password_reset.not_found"
    kind = Kind.NOT_FOUND
    message = "重置密码申请不存在或已过期，请重新获取验证码"
