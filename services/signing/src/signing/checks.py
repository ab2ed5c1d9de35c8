"""Checks a finished letter from its bytes alone; nothing here is shared with what wrote and signed it.

Byte range, digest, signed attributes, signature and certificate are each taken from the file and compared with what was
meant, so that a fault in the writer, the signer or the key never leaves the house as a certificate.

Taking a CMS container apart costs a hundred times what signing costs. It is done once for each length of a signature,
and for each letter that is time stamped: the container is compared with one that asn1crypto makes of the same parts.
What stands around digest and signature is remembered, and from then on must be there to the byte.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from signing.signature.reference import reference_container

if TYPE_CHECKING:
    from hashlib import _Hash

BYTE_RANGE = re.compile(rb"/ByteRange\[(\d+) +(\d+) +(\d+) +(\d+) *\]/Contents<")
CERTIFICATION = re.compile(
    rb"/SubFilter/ETSI\.CAdES\.detached/M\(D:\d{14}\+08'00'\).*"
    rb"/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1\.2>>>>\]\Z",
    re.DOTALL,
)
CATALOG = re.compile(rb"/AcroForm<</Fields\[(\d+) 0 R\]/SigFlags 3>>/Perms<</DocMDP (\d+) 0 R>>")
SET_TAG = b"\x31"
"""Signed attributes are hashed as a SET although they stand in the file as [0] (RFC 5652, 5.4)."""
REMEMBERED = 64
"""Beginnings: a few are in use on a day."""
PREHASHED = Prehashed(SHA256())


class SignatureWrong(Exception):
    """The file is not a letter that the pinned key has certified; says the first thing found wrong."""


class Frame(NamedTuple):
    """What stands around digest and signature in containers of one length, and what is signed around the digest."""

    before: bytes
    between: bytes
    behind: bytes
    signed_before: bytes
    signed_behind: bytes

    def signature_in(self, container: bytes, digest: bytes) -> bytes:
        """The signature's value in another container of the same length; raises SignatureWrong if it differs else."""
        place = len(self.before)
        _require(container.startswith(self.before) and container.endswith(self.behind), "the container is another one")
        _require(container.startswith(digest + self.between, place), "the container is about another digest")
        return container[place + len(digest) + len(self.between) : len(container) - len(self.behind)]


class Beginning(NamedTuple):
    """What all letters of a type begin with, as far as it matters here.

    ``field`` and ``signature`` are the numbers that the catalog gives to the signature's field and to its dictionary,
    ``state`` is SHA-256 after the beginning.
    """

    field: bytes
    signature: bytes
    state: "_Hash"


class Parts(NamedTuple):
    """A signed file's container (DER), the digest of what it signs, and the SHA-256 of the whole."""

    container: bytes
    digest: bytes
    sha256: bytes


class LetterCheck:
    """Checks letters that one key signs."""

    def __init__(self, chain: Sequence[x509.Certificate], oracle: Callable[[bytes], None]) -> None:
        """``chain`` begins with the pinned certificate.

        ``oracle`` validates wholly the first letter of each beginning and of each length of signature, before these
        are trusted.
        """
        self._chain = chain
        self._key = chain[0].public_key()
        self._oracle = oracle
        self._frames: dict[int, Frame] = {}
        self._beginnings: dict[bytes, Beginning] = {}

    def check(self, pdf: bytes, digest: bytes, beginning: bytes, token: bytes | None = None) -> bytes:
        """Check that ``pdf`` is whole, and signed over ``digest``, which was put on record before.

        ``beginning`` is what all letters of the type begin with; it is looked through when it comes for the first time.
        The container carries ``token``, the time stamp, and no other. Returns the file's SHA-256.

        Raises:
            SignatureWrong: it is not.
        """
        known = self._beginnings.get(beginning)
        is_new = known is None
        if known is None:
            known = _read_beginning(beginning)
        _require(pdf.startswith(beginning), "the beginning is not that of its type")
        found = _split(pdf, len(beginning), known)
        _require(found.digest == digest, "the digest is not the one that was to be signed")
        frame = self._frames.get(len(found.container)) if token is None else None
        if frame is None:
            frame, signature = self._take_apart(found.container, digest, token)
            is_new = is_new or token is None  # a stamped container is taken apart each time
        else:
            signature = frame.signature_in(found.container, digest)
        signed = b"".join((frame.signed_before, digest, frame.signed_behind))
        _verify(self._key, signature, hashlib.sha256(signed).digest())
        if is_new:
            self._oracle(pdf)
            self._remember(beginning, known, frame if token is None else None, len(found.container))
        return found.sha256

    def _remember(self, beginning: bytes, known: Beginning, frame: Frame | None, length: int) -> None:
        if len(self._beginnings) >= REMEMBERED:
            self._beginnings.clear()
        self._beginnings[beginning] = known
        if frame is not None:
            self._frames[length] = frame

    def _take_apart(self, encoded: bytes, digest: bytes, token: bytes | None) -> tuple[Frame, bytes]:
        """Read the container, and compare it to the byte with the one that it must be."""
        try:
            content = cms.ContentInfo.load(encoded, strict=True)["content"]
            (signer,) = content["signer_infos"]
            signature = bytes(signer["signature"].native)
            signed = SET_TAG + signer["signed_attrs"].dump()[1:]
            certificates = {choice.dump() for choice in content["certificates"]}
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise SignatureWrong(f"the CMS container cannot be read: {error}") from error
        ours = {certificate.public_bytes(Encoding.DER) for certificate in self._chain}
        _require(certificates == ours, "the certificates are not ours")
        wanted = reference_container(self._chain, digest, signature, token)
        _require(encoded == wanted, "the container is not the one that it must be")
        before, _, rest = encoded.partition(digest)
        between, _, behind = rest.partition(signature)
        signed_before, _, signed_behind = signed.partition(digest)
        return Frame(before, between, behind, signed_before, signed_behind), signature


def _read_beginning(beginning: bytes) -> Beginning:
    """Look for what must not be in a beginning, and for what must."""
    _require(beginning.startswith(b"%PDF-1.4\n"), "this is no PDF 1.4")
    _require(b"/ByteRange" not in beginning and b"%%EOF" not in beginning, "the beginning holds a signature or an end")
    found = CATALOG.findall(beginning)
    _require(len(found) == 1, "the catalog names no certification signature")
    ((field, signature),) = found
    return Beginning(field, signature, hashlib.sha256(beginning))


def _split(pdf: bytes, own: int, beginning: Beginning) -> Parts:
    """Take a file apart; what is its own begins at the offset ``own``."""
    at = pdf.find(b"/ByteRange", own)
    match = BYTE_RANGE.match(pdf, max(at, 0))
    if match is None:
        raise SignatureWrong("the byte range cannot be read")
    _require(pdf.find(b"/ByteRange", at + 1) < 0, "there is another byte range")
    start, length, rest, rest_length = map(int, match.groups())
    _require(start == 0 and length == match.end() - 1 < rest, "the byte range does not begin with the file")
    _require(rest + rest_length == len(pdf), "the byte range does not cover the file")
    _require(pdf.find(b"%%EOF", own) == len(pdf) - 6 and pdf.endswith(b"\n"), "there is another revision")
    _require(pdf[length : length + 1] == b"<" and pdf[rest - 1 : rest] == b">", "the byte range leaves out more")
    _check_certification(pdf, own, at, beginning)
    whole = memoryview(pdf)
    signed = beginning.state.copy()
    signed.update(whole[own:length])
    everything = signed.copy()
    everything.update(whole[length:])
    signed.update(whole[rest:])
    return Parts(_container(pdf[length + 1 : rest - 1]), signed.digest(), everything.digest())


def _container(digits: bytes) -> bytes:
    """The DER between the angle brackets."""
    try:
        padded = bytes.fromhex(digits.decode("ascii"))
    except ValueError as error:
        raise SignatureWrong("the signature is not hexadecimal") from error
    _require(padded.hex().upper().encode("ascii") == digits, "the signature is not written in capital digits")
    size = _der_size(padded)
    _require(padded.count(0, size) == len(padded) - size, "something hides behind the signature")
    return padded[:size]


def _der_size(encoded: bytes) -> int:
    """The length of the DER element at the beginning, its head included."""
    _require(len(encoded) > 4 and encoded[0] == 0x30, "the signature is no CMS container")
    first = encoded[1]
    if first < 0x80:
        return 2 + first
    digits = first & 0x7F
    size = 2 + digits + int.from_bytes(encoded[2 : 2 + digits])
    _require(1 <= digits <= 3 and size <= len(encoded), "the signature's length is wrong")
    return size


def _check_certification(pdf: bytes, own: int, byte_range: int, beginning: Beginning) -> None:
    """The signature's dictionary and its field are those that the catalog names, and it allows no change."""
    begins = pdf.rfind(b"\n%b 0 obj\n<</Type/Sig/" % beginning.signature, own, byte_range)
    _require(begins > 0, "the certification signature is missing")
    _require(CERTIFICATION.search(pdf, begins, byte_range) is not None, "the signature is no certification")
    field = b"\n%b 0 obj\n<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/V %b 0 R/" % beginning[:2]
    place = pdf.find(field, own)
    _require(place > 0 and pdf.find(b"/FT/Sig", place + len(field)) < 0, "the signature field names another signature")


def _verify(public: object, signature: bytes, digest: bytes) -> None:
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, digest, ec.ECDSA(PREHASHED))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, digest, padding.PKCS1v15(), PREHASHED)
        else:
            raise SignatureWrong("the pinned certificate is of another kind")
    except InvalidSignature as error:
        raise SignatureWrong("the signature does not verify") from error


def _require(holds: bool, wrong: str) -> None:
    if not holds:
        raise SignatureWrong(wrong)
