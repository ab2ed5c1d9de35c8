"""Accounts of the centre's staff."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from kernel.errors import DomainError, Kind

from identity.domain.password import WeakPassword, check_strength


class Role(StrEnum):
    """What a member of staff may do; admin may do all of it."""

    REVIEWER = "reviewer"
    CLERK = "clerk"
    AUDITOR = "auditor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """The member of staff who is at it; `own_index` is the blind index of their own ID number, in hexadecimal."""

    username: str
    own_index: str | None = None


SANDBOX_ACCOUNTS = (
    ("reviewer", "Sandbox-Reviewer-1", Role.REVIEWER),
    ("clerk", "Sandbox-Clerk-1", Role.CLERK),
    ("admin", "Sandbox-Admin-1", Role.ADMIN),
)
"""Made by the sandbox profile only; the production profile refuses to start while one of them exists."""


_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,31}", re.ASCII)
MIN_PASSWORD_LENGTH = 10
"""Longer than persons' passwords: behind one of these lie everybody's data."""


class StaffLoginFailed(DomainError):
    """Name or password: unlike with persons, not said which."""

    code = "identity.staff.login_failed"
    kind = Kind.UNAUTHENTICATED
    message = "用户名或密码错误，请重新输入"
    keep = True


class StaffAccountNotFound(DomainError):
    """Nobody has this name."""

    code = "identity.staff.not_found"
    kind = Kind.NOT_FOUND
    message = "该工作人员账户不存在"


class UsernameInvalid(DomainError):
    """Small letters, digits and a few marks, three to 32, beginning with a letter."""

    code = "identity.staff.username_invalid"
    kind = Kind.INVALID
    message = "用户名须以小写字母开头，由3至32位小写字母、数字或._-组成"


class UsernameTaken(DomainError):
    """Names are never given twice, as the audit log names people by them."""

    code = "identity.staff.username_taken"
    kind = Kind.CONFLICT
    message = "该用户名已被使用"


class RolesMissing(DomainError):
    """An account without a role could do nothing."""

    code = "identity.staff.roles_missing"
    kind = Kind.INVALID
    message = "请至少选择一个角色"


class StaffPasswordWeak(DomainError):
    """Ten characters or more, letters and digits, no common one."""

    code = "identity.staff.password_weak"
    kind = Kind.INVALID
    message = "密码过于简单，请设置字母和数字混合的10位以上密码"


class OwnStaffAccount(DomainError):
    """Nobody gives themselves roles or shuts themselves out."""

    code = "identity.staff.own_account"
    kind = Kind.FORBIDDEN
    message = "不能修改本人账户的角色或状态，请由其他管理员操作"


class LastAdministrator(DomainError):
    """Somebody must be left who can manage accounts."""

    code = "identity.staff.last_administrator"
    kind = Kind.CONFLICT
    message = "至少需要保留一名可用的管理员"


def staff_id(username: str) -> UUID:
    """The id by which the audit log knows an account."""
    return uuid5(NAMESPACE_URL, f"urn:zhengxin:staff:{username}")


def check_username(username: str) -> None:
    """Refuse names that could be taken for another or are no names.

    Raises:
        UsernameInvalid: it is one.
    """
    if not _USERNAME.fullmatch(username):
        raise UsernameInvalid(field="username")


def check_staff_password(password: str, *, field: str = "password") -> None:
    """Refuse what is short or common.

    Raises:
        StaffPasswordWeak: it is.
    """
    try:
        check_strength(password)
    except WeakPassword:
        raise StaffPasswordWeak(field=field) from None
    if len(password) < MIN_PASSWORD_LENGTH:
        raise StaffPasswordWeak(field=field)


def clean_roles(roles: Iterable[Role]) -> list[str]:
    """Each role once, in the order of their declaration.

    Raises:
        RolesMissing: there is none.
    """
    wanted = set(roles)
    if not wanted:
        raise RolesMissing(field="roles")
    return [role.value for role in Role if role in wanted]
