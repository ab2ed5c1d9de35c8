"""The public HTTP contract, written down field by field: what each call answers, and the codes a client relies on.

A field is written with its path: ``items[].state`` stands in each element of the list ``items``. Its type follows a
colon where it is no string: ``integer``, ``boolean``, ``array``, ``object``. A question mark says that it may be null.
"""

from dataclasses import dataclass

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Call:
    """One method of one path.

    Attributes:
        method: of HTTP.
        path: with places in braces, whatever they are called.
        status: of the success.
        fields: of the answer, separated by spaces.
        codes: error codes that must be documented, separated by spaces.
        media: the answer's media type; empty where it has no body.
        asks: fields of the JSON or form body, separated by spaces.
    """

    method: str
    path: str
    status: int = 200
    fields: str = ""
    codes: str = ""
    media: str = JSON
    asks: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


_FLOW = "identity.registration.not_found"
_FACE = "identity.face_session.not_found"
_SESSION = "access_token expires_in:integer person.person_id person.name"
_APPLICATION = "application_id certificate_type label submitted_at state state_label"
_APPLICATION_WHOLE = (
    f"{_APPLICATION} letter:object? letter.filename letter.size:integer rejection:object? rejection.reasons:array "
    "rejection.comment? rejection.rejected_at history:array certificate_id?"
)
_REVIEWED = f"{_APPLICATION} version:integer history:array snapshot:object record:object? differences:array"
_ELIGIBILITY = "certificate.application.fees_in_arrears certificate.application.dismissed_from_unit"
_LETTER = "certificate.letter.required certificate.letter.not_jpeg certificate.letter.too_large"
_MISSING = "certificate.application.not_found"
_DECISION = (
    "certificate.application.already_decided certificate.application.version_conflict certificate.application.claimed "
    "certificate.decision.reason_required certificate.decision.archive_not_checked"
)
_FACTS = "name id_number sex archive_type archive_number? dismissed_on? fees_paid_until?"


def _flow(prefix: str) -> tuple[Call, ...]:
    """The steps that a registration and the recovery of a phone have in common."""
    return (
        Call("POST", f"{prefix}/{{id}}/codes", 202, "resend_after:integer", "identity.code.throttled", asks="phone"),
        Call(
            "POST",
            f"{prefix}/{{id}}/phone-verification",
            200,
            "state face.token face.url face.expires_at",
            "identity.code.wrong identity.code.expired",
            asks="code",
        ),
        Call("GET", f"{prefix}/{{id}}", 200, "state face:object?"),
        Call("POST", f"{prefix}/{{id}}/face-sessions", 201, "token url expires_at"),
        Call("POST", f"{prefix}/{{id}}/manual-review", 202, "state", asks="id_card_front id_card_back"),
    )


REGISTRATION = (
    Call("GET", "/api/agreements/current", 200, "version title text"),
    Call("POST", "/api/captchas", 201, "captcha_id image expires_in:integer"),
    Call("GET", "/api/captchas/{id}/audio", 200, media="audio/wav"),
    Call(
        "POST",
        "/api/registrations",
        201,
        "registration_id state resend_after:integer",
        "identity.id_number.invalid identity.id_number.not_in_register identity.id_number.already_registered "
        "identity.phone.invalid identity.captcha.wrong identity.code.throttled",
        asks="id_number phone captcha_id captcha_answer agreement_version",
    ),
    *_flow("/api/registrations"),
    Call(
        "POST",
        "/api/registrations/{id}/password",
        201,
        "person_id detail",
        f"identity.registration.wrong_state identity.password.weak {_FLOW}",
        asks="password",
    ),
    Call("GET", "/api/face-sessions/{token}", 200, "state steps:array expires_at", _FACE),
    Call("POST", "/api/face-sessions/{token}/consent", 204, codes=_FACE, media="", asks="accepted"),
    Call("PUT", "/api/face-sessions/{token}/id-card/{side}", 204, codes=_FACE, media="", asks="file"),
    Call("PUT", "/api/face-sessions/{token}/video", 204, codes=_FACE, media="", asks="file"),
    Call(
        "POST",
        "/api/face-sessions/{token}/submission",
        200,
        "state reasons:array reasons[].code reasons[].message",
        _FACE,
    ),
    Call("POST", "/api/face-sessions/{token}/retry", 200, "state steps:array expires_at", _FACE),
    Call(
        "POST",
        "/api/face-sessions/{token}/manual-review",
        202,
        "state",
        _FACE,
        asks="id_card_front id_card_back",
    ),
)

SESSIONS = (
    Call(
        "POST",
        "/api/sessions",
        201,
        _SESSION,
        "identity.account.unknown identity.password.wrong identity.captcha.wrong identity.login.throttled",
        asks="id_number password captcha_id captcha_answer",
    ),
    Call(
        "POST",
        "/api/sessions/codes",
        202,
        "resend_after:integer",
        "identity.captcha.wrong",
        asks="id_number phone captcha_id captcha_answer",
    ),
    Call(
        "POST",
        "/api/sessions/by-code",
        201,
        _SESSION,
        "identity.code.wrong identity.code.expired",
        asks="id_number phone code",
    ),
    Call("POST", "/api/sessions/refresh", 200, _SESSION),
    Call("GET", "/api/me/sessions", 200),
    Call("DELETE", "/api/me/sessions", 204, media=""),
    Call("DELETE", "/api/me/sessions/{id}", 204, media=""),
    Call("DELETE", "/api/sessions/current", 204, media=""),
    Call(
        "POST",
        "/api/password-resets",
        201,
        "reset_id resend_after:integer",
        "identity.captcha.wrong",
        asks="id_number phone captcha_id captcha_answer",
    ),
    Call(
        "POST",
        "/api/password-resets/{id}/completion",
        200,
        "detail",
        "identity.code.wrong identity.code.expired identity.password.weak",
        asks="code new_password",
    ),
)

ACCOUNT = (
    Call("GET", "/api/me", 200, "person_id name id_number_masked phone_masked"),
    Call("PUT", "/api/me/phone", 200, codes="identity.code.wrong", asks="phone code password"),
    Call("POST", "/api/me/phone/codes", 202, "resend_after:integer", "identity.phone.invalid", asks="phone"),
    Call("POST", "/api/phone-recoveries", 201),
    *_flow("/api/phone-recoveries"),
    Call("GET", "/api/me/export", 200),
    Call("DELETE", "/api/me", 204, media=""),
    Call("POST", "/api/me/archive/disputes", 201, asks="field stated_value comment"),
    Call("GET", "/api/me/archive", 200, f"{_FACTS} archive_type_label"),
)

APPLICATIONS = (
    Call("GET", "/api/certificate-types", 200, "items:array items[].certificate_type items[].label"),
    Call(
        "GET",
        "/api/me/eligibility",
        200,
        "eligible:boolean letter_required:boolean checks:array checks[].code checks[].ok:boolean checks[].message",
    ),
    Call(
        "GET",
        "/api/letter-template.xlsx",
        200,
        media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    Call("GET", "/api/letter-template.xls", 200, media="application/vnd.ms-excel"),
    Call(
        "POST",
        "/api/me/applications",
        201,
        _APPLICATION,
        f"{_ELIGIBILITY} {_LETTER} certificate.application.already_pending",
        asks="certificate_type letter purpose receiver",
    ),
    Call("GET", "/api/me/applications", 200, " ".join(f"items[].{name}" for name in _APPLICATION.split())),
    Call("GET", "/api/me/applications/{id}", 200, _APPLICATION_WHOLE, _MISSING),
    Call(
        "POST",
        "/api/me/applications/{id}/resubmission",
        200,
        _APPLICATION,
        f"{_MISSING} {_ELIGIBILITY} certificate.letter.not_jpeg certificate.letter.too_large",
        asks="letter purpose receiver",
    ),
    Call("POST", "/api/me/applications/{id}/withdrawal", 200, _APPLICATION, _MISSING),
    Call(
        "GET",
        "/api/me/certificates",
        200,
        "next_cursor? "
        + " ".join(
            f"items[].{name}"
            for name in (
                "certificate_id number display_number certificate_type label submitted_at issued_at? valid_until? state"
            ).split()
        ),
    ),
    Call("GET", "/api/me/certificates/{id}/pages/{n}.png", 200, media="image/png"),
    Call("GET", "/api/me/certificates/{id}/pdf", 200, media="application/pdf"),
)

REVIEW = (
    Call("POST", "/api/staff/sessions", 201, "access_token expires_in:integer staff.username staff.roles:array"),
    Call(
        "GET",
        "/api/staff/applications",
        200,
        "next_cursor? items[].version:integer items[].claimed_by? items[].waiting_since? "
        + " ".join(f"items[].{name}" for name in _APPLICATION.split()),
        "kernel.role.missing",
    ),
    Call("GET", "/api/staff/applications/{id}", 200, _REVIEWED, _MISSING),
    Call("GET", "/api/staff/applications/{id}/letter", 200, media="image/jpeg"),
    Call("POST", "/api/staff/applications/{id}/claim", 200, codes="certificate.application.claimed"),
    Call("DELETE", "/api/staff/applications/{id}/claim", 200, codes="certificate.application.claimed"),
    Call("GET", "/api/staff/rejection-reasons", 200, "items[].code items[].label items[].field"),
    Call(
        "POST",
        "/api/staff/applications/{id}/decision",
        200,
        _APPLICATION,
        f"{_MISSING} {_DECISION} kernel.role.missing",
        asks="decision version reasons comment archive_checked",
    ),
    Call(
        "POST",
        "/api/staff/applications/decisions",
        200,
        "items[].application_id items[].ok:boolean items[].problem:object?",
        "kernel.role.missing",
        asks="items",
    ),
    Call("POST", "/api/staff/certificates/{id}/revocation", 200, asks="reason"),
    Call("POST", "/api/staff/certificates/{id}/revocation/confirmation", 200),
    Call("POST", "/api/staff/certificates/{id}/reissue", 202, asks="reason"),
    Call("GET", "/api/staff/identity-reviews", 200, "items:array next_cursor?"),
    Call("POST", "/api/staff/identity-reviews/{id}/decision", 200, asks="decision reason"),
    Call("GET", "/api/staff/statistics", 200),
    Call("GET", "/api/staff/audit", 200, "items:array next_cursor?"),
)

REGISTER = (
    Call("POST", "/api/staff/archive/imports", 202, "import_id", asks="file"),
    Call(
        "GET",
        "/api/staff/archive/imports/{id}",
        200,
        "state rows:integer added:integer changed:integer unchanged:integer refused:integer errors:array "
        "errors[].row:integer errors[].column errors[].value errors[].code errors[].message",
    ),
    Call("GET", "/api/staff/archive/imports/{id}/errors.csv", 200, media="text/csv"),
    Call("GET", "/api/staff/archive/records", 200, "items:array next_cursor?"),
    Call("GET", "/api/staff/archive/disputes", 200, "items:array next_cursor?"),
    Call("POST", "/api/staff/archive/disputes/{id}/resolution", 200),
)

PUBLIC = (
    Call("GET", "/verify/{number}", 200, media="text/html"),
    Call(
        "GET",
        "/api/verifications/{number}",
        200,
        "status certificate_type? label? issuer? issued_on? valid_until? holder_masked? facts_still_hold:boolean? "
        "sha256?",
    ),
    Call("POST", "/api/verifications", 200, "issued:boolean status number? reasons[].code reasons[].message"),
    Call("GET", "/healthz", 200),
    Call("GET", "/readyz", 200),
    Call("GET", "/docs", 200, media="text/html"),
    Call("GET", "/openapi.json", 200),
)

SANDBOX = (
    Call("GET", "/sandbox/captchas/{id}", 200, "answer"),
    Call(
        "GET",
        "/sandbox/sms",
        200,
        "items[].phone items[].template items[].text items[].code? items[].sent_at",
    ),
    Call("PUT", "/sandbox/face-sessions/{token}/outcome", 204, media="", asks="outcome"),
)

CONTRACT = (*REGISTRATION, *SESSIONS, *ACCOUNT, *APPLICATIONS, *REVIEW, *REGISTER, *PUBLIC, *SANDBOX)
