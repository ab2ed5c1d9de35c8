"""What can be said about a file whose digest is not in the register, without parsing it."""

from typing import Final

from kernel.errors import DomainError, Kind

MAX_BYTES: Final = 5 * 1024 * 1024
_HEADER: Final = b"%PDF-"
_HEADER_WITHIN: Final = 1024  # readers look for the header in the first kilobyte

NOT_PDF: Final = ("certificate.verification.not_pdf", "所上传的文件不是PDF文件")


class FileTooLarge(DomainError):
    """More than any letter has."""

    code = "certificate.verification.too_large"
    kind = Kind.TOO_LARGE
    message = "待查验的文件不能超过5MB"


def looks_like_pdf(data: bytes) -> bool:
    """Whether a reader would try to open it as a PDF."""
    return _HEADER in data[:_HEADER_WITHIN]
