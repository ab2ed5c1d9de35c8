"""What notification refuses."""

from kernel.errors import DomainError, Kind


class SandboxOnly(DomainError):
    """The path exists in the sandbox profile alone."""

    code = "notification.sandbox.only"
    kind = Kind.NOT_FOUND
    message = "仅在演示环境中提供"
