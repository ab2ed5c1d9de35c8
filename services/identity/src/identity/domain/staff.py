"""Accounts of the centre's staff."""

from enum import StrEnum

from kernel.errors import DomainError, Kind


class Role(StrEnum):
    """What a member of staff may do; admin may do all of it."""

    REVIEWER = "reviewer"
    CLERK = "clerk"
    AUDITOR = "auditor"
    ADMIN = "admin"


SANDBOX_ACCOUNTS = (
    ("reviewer", "Sandbox-Reviewer-1", Role.REVIEWER),
    ("clerk", "Sandbox-Clerk-1", Role.CLERK),
    ("admin", "Sandbox-Admin-1", Role.ADMIN),
)
"""Made by the sandbox profile only; the production profile refuses to start while one of them exists."""


class StaffLoginFailed(DomainError):
    """Name or password: unlike with persons, not said which."""

    code = "identity.staff.login_failed"
    kind = Kind.UNAUTHENTICATED
    message = "用户名或密码错误，请重新输入"
    keep = True
