"""Every path of the public HTTP contract: who answers it, who may ask, and within which limits.

Nothing else is passed on; in particular no path below ``/internal`` of a service can be named here.
"""

from gateway.routing import Audience, Rate, Route, Upstream

_MIB = 1024 * 1024
_IDENTITY, _ARCHIVE, _CERTIFICATE = Upstream.IDENTITY, Upstream.ARCHIVE, Upstream.CERTIFICATE
_NOTIFICATION = Upstream.NOTIFICATION
_PUBLIC, _PERSON, _STAFF, _SIGNED_IN = Audience.PUBLIC, Audience.PERSON, Audience.STAFF, Audience.SIGNED_IN

# The services refuse what is larger than their own rule says, with their own codes; these leave room for that.
_PICTURE = 32 * _MIB
_VIDEO = 48 * _MIB
_REGISTER = 256 * _MIB

REGISTRATION = (
    Route("GET", "/api/agreements/current", _IDENTITY, _PUBLIC),
    Route("POST", "/api/captchas", _IDENTITY, _PUBLIC, rate=Rate.CAPTCHAS),
    Route("GET", "/api/captchas/{id}/audio", _IDENTITY, _PUBLIC, rate=Rate.CAPTCHAS),
    Route("POST", "/api/registrations", _IDENTITY, _PUBLIC, rate=Rate.MESSAGES),
    Route("GET", "/api/registrations/{id}", _IDENTITY, _PUBLIC),
    Route("POST", "/api/registrations/{id}/codes", _IDENTITY, _PUBLIC, rate=Rate.MESSAGES),
    Route("POST", "/api/registrations/{id}/phone-verification", _IDENTITY, _PUBLIC, rate=Rate.CREDENTIALS),
    Route("POST", "/api/registrations/{id}/face-sessions", _IDENTITY, _PUBLIC, rate=Rate.CREDENTIALS),
    Route("POST", "/api/registrations/{id}/manual-review", _IDENTITY, _PUBLIC, _PICTURE, seconds=60, rate=Rate.UPLOADS),
    Route("POST", "/api/registrations/{id}/password", _IDENTITY, _PUBLIC, rate=Rate.CREDENTIALS),
    Route("GET", "/api/face-sessions/{token}", _IDENTITY, _PUBLIC),
    Route("POST", "/api/face-sessions/{token}/consent", _IDENTITY, _PUBLIC),
    Route(
        "PUT", "/api/face-sessions/{token}/id-card/{side}", _IDENTITY, _PUBLIC, _PICTURE, seconds=60, rate=Rate.UPLOADS
    ),
    Route("PUT", "/api/face-sessions/{token}/video", _IDENTITY, _PUBLIC, _VIDEO, seconds=60, rate=Rate.UPLOADS),
    Route("POST", "/api/face-sessions/{token}/submission", _IDENTITY, _PUBLIC, seconds=60),
    Route("POST", "/api/face-sessions/{token}/retry", _IDENTITY, _PUBLIC, rate=Rate.CREDENTIALS),
    Route(
        "POST", "/api/face-sessions/{token}/manual-review", _IDENTITY, _PUBLIC, _PICTURE, seconds=60, rate=Rate.UPLOADS
    ),
    Route("POST", "/api/phone-recoveries", _IDENTITY, _PUBLIC, rate=Rate.MESSAGES),
    Route("GET", "/api/phone-recoveries/{id}", _IDENTITY, _PUBLIC),
    Route("POST", "/api/phone-recoveries/{id}/codes", _IDENTITY, _PUBLIC, rate=Rate.MESSAGES),
    Route("POST", "/api/phone-recoveries/{id}/phone-verification", _IDENTITY, _PUBLIC, rate=Rate.CREDENTIALS),
    Route("POST", "/api/phone-recoveries/{id}/face-sessions", _IDENTITY, _PUBLIC, rate=Rate.CREDENTIALS),
    Route(
        "POST", "/api/phone-recoveries/{id}/manual-review", _IDENTITY, _PUBLIC, _PICTURE, seconds=60, rate=Rate.UPLOADS
    ),
    Route("POST", "/api/phone-recoveries/{id}/password", _IDENTITY, _PUBLIC, rate=Rate.CREDENTIALS),
)

SESSIONS = (
    Route("POST", "/api/sessions", _IDENTITY, _PUBLIC, rate=Rate.CREDENTIALS),
    Route("POST", "/api/sessions/codes", _IDENTITY, _PUBLIC, rate=Rate.MESSAGES),
    Route("POST", "/api/sessions/by-code", _IDENTITY, _PUBLIC, rate=Rate.CREDENTIALS),
    Route("POST", "/api/sessions/refresh", _IDENTITY, _PUBLIC, cookies=True),
    Route("DELETE", "/api/sessions/current", _IDENTITY, _SIGNED_IN, cookies=True),
    Route("POST", "/api/password-resets", _IDENTITY, _PUBLIC, rate=Rate.MESSAGES),
    Route("POST", "/api/password-resets/{id}/completion", _IDENTITY, _PUBLIC, rate=Rate.CREDENTIALS),
    Route("POST", "/api/staff/sessions", _IDENTITY, _PUBLIC, rate=Rate.CREDENTIALS),
)

PERSON = (
    Route("GET DELETE", "/api/me", _IDENTITY, _PERSON),
    Route("GET", "/api/me/export", _IDENTITY, _PERSON, seconds=60),
    Route("GET DELETE", "/api/me/sessions", _IDENTITY, _PERSON),
    Route("DELETE", "/api/me/sessions/{id}", _IDENTITY, _PERSON),
    Route("PUT", "/api/me/password", _IDENTITY, _PERSON, rate=Rate.CREDENTIALS),
    Route("PUT", "/api/me/phone", _IDENTITY, _PERSON, rate=Rate.CREDENTIALS),
    Route("POST", "/api/me/phone/codes", _IDENTITY, _PERSON, rate=Rate.MESSAGES),
    Route("GET", "/api/me/archive", _ARCHIVE, _PERSON),
    Route("GET POST", "/api/me/archive/disputes", _ARCHIVE, _PERSON),
    Route("GET", "/api/me/eligibility", _CERTIFICATE, _PERSON),
    Route("GET", "/api/me/applications", _CERTIFICATE, _PERSON),
    Route("POST", "/api/me/applications", _CERTIFICATE, _PERSON, _PICTURE, seconds=60, rate=Rate.UPLOADS),
    Route("GET", "/api/me/applications/{id}", _CERTIFICATE, _PERSON),
    Route(
        "POST", "/api/me/applications/{id}/resubmission", _CERTIFICATE, _PERSON, _PICTURE, seconds=60, rate=Rate.UPLOADS
    ),
    Route("POST", "/api/me/applications/{id}/withdrawal", _CERTIFICATE, _PERSON),
    Route("GET", "/api/me/certificates", _CERTIFICATE, _PERSON),
    Route("GET", "/api/me/certificates/{id}/pages/{n}.png", _CERTIFICATE, _PERSON, seconds=60),
    Route("GET", "/api/me/certificates/{id}/pdf", _CERTIFICATE, _PERSON, seconds=60),
    Route("GET", "/api/certificate-types", _CERTIFICATE, _PUBLIC),
    Route("GET", "/api/letter-template.xlsx", _CERTIFICATE, _PUBLIC),
    Route("GET", "/api/letter-template.xls", _CERTIFICATE, _PUBLIC),
)

STAFF = (
    Route("GET", "/api/staff/applications", _CERTIFICATE, _STAFF),
    Route("POST", "/api/staff/applications/decisions", _CERTIFICATE, _STAFF, _MIB, seconds=60),
    Route("GET", "/api/staff/applications/{id}", _CERTIFICATE, _STAFF),
    Route("GET", "/api/staff/applications/{id}/letter", _CERTIFICATE, _STAFF, seconds=60),
    Route("POST DELETE", "/api/staff/applications/{id}/claim", _CERTIFICATE, _STAFF),
    Route("POST", "/api/staff/applications/{id}/decision", _CERTIFICATE, _STAFF),
    Route("GET", "/api/staff/rejection-reasons", _CERTIFICATE, _STAFF),
    Route("GET", "/api/staff/certificates", _CERTIFICATE, _STAFF),
    Route("POST DELETE", "/api/staff/certificates/{id}/revocation", _CERTIFICATE, _STAFF),
    Route("POST", "/api/staff/certificates/{id}/revocation/confirmation", _CERTIFICATE, _STAFF),
    Route("POST", "/api/staff/certificates/{id}/reissue", _CERTIFICATE, _STAFF),
    Route("GET", "/api/staff/statistics", _CERTIFICATE, _STAFF, seconds=30),
    Route("GET", "/api/staff/audit", _CERTIFICATE, _STAFF, seconds=30),
    Route("GET", "/api/staff/identity-reviews", _IDENTITY, _STAFF),
    Route("GET", "/api/staff/identity-reviews/{id}", _IDENTITY, _STAFF),
    Route("GET", "/api/staff/identity-reviews/{id}/evidence/{kind}", _IDENTITY, _STAFF, seconds=60),
    Route("POST", "/api/staff/identity-reviews/{id}/decision", _IDENTITY, _STAFF),
    Route("GET POST", "/api/staff/accounts", _IDENTITY, _STAFF),
    Route("PATCH", "/api/staff/accounts/{username}", _IDENTITY, _STAFF),
    Route("PUT", "/api/staff/password", _IDENTITY, _STAFF, rate=Rate.CREDENTIALS),
    Route("PUT", "/api/staff/accounts/{username}/password", _IDENTITY, _STAFF, rate=Rate.CREDENTIALS),
    Route("GET", "/api/staff/messages", _NOTIFICATION, _STAFF),
    Route("POST", "/api/staff/archive/imports", _ARCHIVE, _STAFF, _REGISTER, seconds=120, rate=Rate.UPLOADS),
    Route("GET", "/api/staff/archive/imports", _ARCHIVE, _STAFF),
    Route("GET", "/api/staff/archive/imports/{id}", _ARCHIVE, _STAFF),
    Route("POST", "/api/staff/archive/imports/{id}/cancellation", _ARCHIVE, _STAFF),
    Route("GET", "/api/staff/archive/imports/{id}/errors.csv", _ARCHIVE, _STAFF, seconds=60),
    Route("GET", "/api/staff/archive/accesses", _ARCHIVE, _STAFF),
    Route("GET", "/api/staff/archive/records", _ARCHIVE, _STAFF),
    Route("GET", "/api/staff/archive/records/{id}", _ARCHIVE, _STAFF),
    Route("POST", "/api/staff/archive/records/{id}/removal", _ARCHIVE, _STAFF),
    Route("GET", "/api/staff/archive/disputes", _ARCHIVE, _STAFF),
    Route("POST", "/api/staff/archive/disputes/{id}/resolution", _ARCHIVE, _STAFF),
)

VERIFICATION = (
    Route("GET", "/api/verifications/{number}", _CERTIFICATE, _PUBLIC, rate=Rate.VERIFICATIONS),
    Route("POST", "/api/verifications", _CERTIFICATE, _PUBLIC, _PICTURE, seconds=30, rate=Rate.VERIFICATIONS),
)

SANDBOX = (
    Route(
        "GET",
        "/sandbox/captchas/{captcha_id}",
        _IDENTITY,
        Audience.SANDBOX,
        target="/internal/sandbox/captchas/{captcha_id}",
    ),
    Route("GET", "/sandbox/sms", _NOTIFICATION, Audience.SANDBOX, target="/internal/sandbox/sms"),
    Route(
        "PUT",
        "/sandbox/face-sessions/{token}/outcome",
        _IDENTITY,
        Audience.SANDBOX,
        target="/internal/sandbox/face-sessions/{token}/outcome",
    ),
)

ROUTES = (*REGISTRATION, *SESSIONS, *PERSON, *STAFF, *VERIFICATION)
