"""A registered person's account, as far as people can get it wrong."""

from kernel.errors import DomainError, Kind


class AccountUnknown(DomainError):
    """Nobody registered with this ID number; the manual says so openly (3.1)."""

    code = "identity.account.unknown"
    kind = Kind.UNAUTHENTICATED
    message = "该用户名不存在"


class PersonNotFound(DomainError):
    """Asked for by another service with an id that no account has."""

    code = "identity.person.not_found"
    kind = Kind.NOT_FOUND
    message = "该账户不存在"


class NotInRegister(DomainError):
    """The archive register has no record of this ID number (manual 2.1)."""

    code = "identity.id_number.not_in_register"
    kind = Kind.NOT_FOUND
    message = "您的身份证号码系统没有记录，不能获取手机验证码"


class AlreadyRegistered(DomainError):
    """One account for each ID number (manual 2.1)."""

    code = "identity.id_number.already_registered"
    kind = Kind.CONFLICT
    message = "该身份证已注册，不能重复"


class ConfirmationRequired(DomainError):
    """Closing an account wants a fresh sign-in or the password."""

    code = "identity.account.confirmation_required"
    kind = Kind.FORBIDDEN
    message = "为保障账户安全，请输入登录密码，或重新登录后再注销账户"


class PhoneUnchanged(DomainError):
    """The new phone is the account's already."""

    code = "identity.phone.unchanged"
    kind = Kind.CONFLICT
    message = "新手机号码与当前号码相同"


class ServiceBusy(DomainError):
    """More passwords wait to be hashed than the machine takes in good time."""

    code = "identity.service.busy"
    kind = Kind.TOO_MANY
    message = "系统繁忙，请稍后再试"
