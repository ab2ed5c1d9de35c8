"""Manual identity reviews (人工核验, B1): staff compare an ID card with the register."""

from enum import StrEnum

from kernel.errors import DomainError, Kind

MAX_REVIEWS = 3
"""Reviews that a person can ask for within one registration; each costs a reviewer's time."""


class ReviewState(StrEnum):
    """Where a review stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class AskedBy(StrEnum):
    """Who wanted the review: the person, as the way round the face check, or the provider, who was not sure."""

    PERSON = "person"
    PROVIDER = "provider"


class ReviewNotFound(DomainError):
    """Unknown, or its registration has run out."""

    code = "identity.review.not_found"
    kind = Kind.NOT_FOUND
    message = "该人工核验申请不存在或已过期"


class ReviewAlreadyDecided(DomainError):
    """Another reviewer was quicker."""

    code = "identity.review.already_decided"
    kind = Kind.CONFLICT
    message = "该人工核验申请已有结果，请刷新列表"


class ReviewReasonRequired(DomainError):
    """Who is refused is told why."""

    code = "identity.review.reason_required"
    kind = Kind.INVALID
    message = "核验不通过时请填写原因"


class OwnReview(DomainError):
    """Nobody decides about themselves (B9)."""

    code = "identity.review.own"
    kind = Kind.FORBIDDEN
    message = "不能核验本人的申请"


class EvidenceNotFound(DomainError):
    """Not handed in, or deleted since."""

    code = "identity.evidence.not_found"
    kind = Kind.NOT_FOUND
    message = "该照片不存在或已删除"


class TooManyReviews(DomainError):
    """The registration has had all its manual reviews."""

    code = "identity.review.too_many"
    kind = Kind.TOO_MANY
    message = "人工核验次数过多，请稍后重新注册或联系人才中心"
