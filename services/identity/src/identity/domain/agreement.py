"""The agreement that a person accepts before registering (manual 2.1, R1)."""

from dataclasses import dataclass

from kernel.errors import DomainError, Kind

CURRENT_VERSION = "2026-11-22"
"""The newest text's file name in `identity/agreements/`; older texts stay there, as accounts name them."""


class AgreementOutdated(DomainError):
    """The page showed a text that is no longer the current one."""

    code = "identity.agreement.outdated"
    kind = Kind.INVALID
    message = "注册协议已更新，请重新阅读并同意"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of the text; `title` is the file's first line."""

    version: str
    title: str
    text: str


def check_version(accepted: str) -> None:
    """Only the current text can be accepted.

    Raises:
        AgreementOutdated: for any other.
    """
    if accepted != CURRENT_VERSION:
        raise AgreementOutdated(field="agreement_version")
