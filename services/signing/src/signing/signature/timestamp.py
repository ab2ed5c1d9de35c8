"""Time stamps by an RFC 3161 authority, checked before they are believed.

Whatever goes wrong is one and the same to a letter: it waits, as no time of our own may stand in the stamp's place. The
log says what went wrong.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Self

import aiohttp
import structlog
from asn1crypto import cms, core, pem, tsp, x509
from kernel.errors import DependencyAway
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from kernel import clock

log = structlog.get_logger()

SKEW = timedelta(minutes=5)
NONCE_BITS = 64
ANSWER_LIMIT = 64 * 1024
TOKEN_LIMIT = 8192
"""Bytes of a token at the most: room is kept for it in the letter before it is asked for. Usual are 1 to 6 kB."""
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
GRANTED = frozenset({"granted", "granted_with_mods"})


class TrustUnusable(Exception):
    """The file of the authority's trusted certificates cannot be read."""


class AuthorityAway(DependencyAway):
    """No good time stamp right now: no answer, a refusal, or an answer that does not stand up to the checks."""

    def __init__(self, reason: str) -> None:
        """``reason`` goes to the log."""
        super().__init__("time-stamp authority")
        self.reason = reason


class TimeStampAuthority:
    """Asks one authority for time stamps. ``trust`` holds the roots that its certificate must come from."""

    def __init__(
        self, url: str, *, trust: Sequence[x509.Certificate], policy: str | None = None, timeout: float = 10
    ) -> None:
        """``policy`` is the OID that stamps must be made by, any if None; ``timeout`` in seconds for a stamp."""
        self._url = url
        self._trust = tuple(trust)
        self._policy = policy
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def stamp(self, signature: bytes) -> bytes:
        """A time stamp of the signature: DER of the TimeStampToken (RFC 3161, 2.4.2), at most ``TOKEN_LIMIT`` bytes.

        Raises:
            AuthorityAway: there is none to be had right now.
        """
        imprint = hashlib.sha256(signature).digest()
        nonce = secrets.randbits(NONCE_BITS) | 1 << NONCE_BITS  # of constant length
        try:
            token = _granted(await self._asked(self._request(imprint, nonce)))
            await self._check(token, imprint, nonce)
            encoded = bytes(token.dump())
            if len(encoded) > TOKEN_LIMIT:
                raise AuthorityAway(f"the token is {len(encoded)} bytes long")
        except AuthorityAway as error:
            log.warning("timestamp.missing", reason=error.reason)
            raise
        return encoded

    def _request(self, imprint: bytes, nonce: int) -> bytes:
        fields = {
            "version": "v1",
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": imprint},
            "nonce": nonce,
            "cert_req": True,
        }
        if self._policy is not None:
            fields["req_policy"] = self._policy
        return bytes(tsp.TimeStampReq(fields).dump())

    async def _asked(self, request: bytes) -> bytes:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout, trust_env=False)
        headers = {"Content-Type": QUERY, "Accept": REPLY}
        try:
            async with self._session.post(self._url, data=request, headers=headers, allow_redirects=False) as response:
                if response.status != 200 or response.content_type != REPLY:
                    raise AuthorityAway(f"it answers {response.status} {response.content_type}")
                return await _limited(response.content)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AuthorityAway(f"{type(error).__name__} {error}".strip()) from error

    async def _check(self, token: cms.ContentInfo, imprint: bytes, nonce: int) -> None:
        """Nonce, imprint, policy and time as asked for; signed by one whom the pinned roots trust to stamp."""
        try:
            signed = token["content"]
            stamped = signed["encap_content_info"]["content"].parsed
            if not isinstance(stamped, tsp.TSTInfo):
                raise AuthorityAway("the token holds no time")
            self._compare(stamped, imprint, nonce)
            kwargs = await validate_tst_signed_data(
                signed, ValidationContext(trust_roots=self._trust, allow_fetching=False), lambda _: imprint
            )
            status = TimestampSignatureStatus(**kwargs)
        except (ValueError, TypeError, KeyError, AttributeError, SignatureValidationError) as error:
            raise AuthorityAway(f"the token cannot be checked: {type(error).__name__} {error}") from error
        if not (status.intact and status.valid):
            raise AuthorityAway("the token's signature does not verify")
        if not status.trusted:
            raise AuthorityAway("the token is signed by somebody else")

    def _compare(self, stamped: tsp.TSTInfo, imprint: bytes, nonce: int) -> None:
        if stamped["nonce"].native != nonce:
            raise AuthorityAway("the token is the answer to another question")
        algorithm = stamped["message_imprint"]["hash_algorithm"]["algorithm"].native
        if algorithm != "sha256" or stamped["message_imprint"]["hashed_message"].native != imprint:
            raise AuthorityAway("the token stamps something else")
        if self._policy is not None and stamped["policy"].dotted != self._policy:
            raise AuthorityAway(f"the token was made by the policy {stamped['policy'].dotted}")
        if abs(stamped["gen_time"].native - clock.now()) > SKEW:
            raise AuthorityAway("the token's time is more than five minutes from ours")


def load_trust(path: Path) -> tuple[x509.Certificate, ...]:
    """Read a PEM file of trusted certificates; raises TrustUnusable."""
    try:
        certificates = tuple(
            x509.Certificate.load(der, strict=True) for _, _, der in pem.unarmor(path.read_bytes(), multiple=True)
        )
        for certificate in certificates:
            certificate.native  # noqa: B018 - asn1crypto reads what is inside only when it is asked for
    except (OSError, ValueError, TypeError) as error:
        raise TrustUnusable(f"{path}: {type(error).__name__}: {error}") from error
    if not certificates:
        raise TrustUnusable(f"{path}: holds no certificate")
    return certificates


async def _limited(content: aiohttp.StreamReader) -> bytes:
    received = bytearray()
    async for chunk in content.iter_any():
        received += chunk
        if len(received) > ANSWER_LIMIT:
            raise AuthorityAway("the answer is too long")
    return bytes(received)


def _granted(answer: bytes) -> cms.ContentInfo:
    """The token in an answer. Read piece by piece, as asn1crypto wants a token in a refusal, too."""
    try:
        pieces = core.Sequence.load(answer, strict=True)
        status = tsp.PKIStatusInfo.load(pieces[0].dump())
        if status["status"].native not in GRANTED:
            raise AuthorityAway(_refusal(status))
        if len(pieces) == 1:
            raise AuthorityAway("the answer holds no token")
        token = cms.ContentInfo.load(pieces[1].dump())
        if token["content_type"].native != "signed_data" or len(token["content"]["signer_infos"]) != 1:
            raise AuthorityAway("the token has not exactly one signature")
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise AuthorityAway(f"the answer cannot be read: {error}") from error
    return token


def _refusal(status: tsp.PKIStatusInfo) -> str:
    causes = sorted(status["fail_info"].native or ())
    return " ".join(["it refuses:", status["status"].native, *causes])
