"""Certification signatures on letters: PAdES B-B (EN 319 142-1), DocMDP P=1 (ISO 32000-1, 12.8.2.2).

pyHanko writes the letter anew with its signature field as one revision. Everything but the signature is settled first
(:meth:`LetterSigner.prepare`), so that the digest of what is to be signed can be recorded before it is signed.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, cast

from kernel.clock import CHINA
from pyhanko.pdf_utils.generic import IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest, SignatureObject

from signing.keys.signing_key import SigningKey
from signing.signature.cms import CmsWriter

DIGEST = "sha256"
FIELD_NAME = "Seal"
PDF_VERSION = (1, 4)
BYTES_RESERVED = 8192
"""Hexadecimal digits kept free for the CMS: constant, so that all letters of a kind are laid out alike."""


@dataclass(frozen=True, slots=True)
class PreparedLetter:
    """A letter in which nothing but the signature is missing."""

    buffer: BytesIO
    byte_range: PreparedByteRangeDigest
    embedder: Generator[Any, Any, None]

    @property
    def digest(self) -> bytes:
        """What the signature will cover: SHA-256 of the file but for the signature."""
        return bytes(self.byte_range.document_digest)


class LetterSigner:
    """Signs letters with one key. ``reason`` and ``location`` stand in the signature dictionary."""

    def __init__(self, key: SigningKey, *, reason: str, location: str) -> None:
        self.key = key
        self._cms = CmsWriter(key)
        self._reason = reason
        self._location = location

    def prepare(self, letter: PdfFileReader, *, signed_at: datetime) -> PreparedLetter:
        """Write the letter with everything but the signature; ``signed_at`` goes into ``/M``."""
        placeholder = SignatureObject(
            bytes_reserved=BYTES_RESERVED,
            subfilter=SigSeedSubFilter.PADES,
            timestamp=signed_at.astimezone(CHINA).replace(microsecond=0),
            reason=self._reason,
            location=self._location,
        )
        permissions = SigMDPSetup(md_algorithm=DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
        embedder = PdfCMSEmbedder().write_cms(field_name=FIELD_NAME, writer=LetterWriter(letter))
        next(embedder)  # the field is made
        embedder.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=permissions))
        byte_range, buffer = embedder.send(SigIOSetup(md_algorithm=DIGEST))
        return PreparedLetter(buffer, byte_range, embedder)

    def sign(self, letter: PreparedLetter) -> bytes:
        """Sign and return the finished file."""
        letter.embedder.send(self._cms.write(letter.digest))
        return letter.buffer.getvalue()


class LetterWriter(PdfFileWriter):
    """Writes a rendered letter anew: its pages, information and ID, and nothing of pyHanko's own."""

    output_version = PDF_VERSION

    def __init__(self, letter: PdfFileReader) -> None:
        super().__init__(stream_xrefs=False, init_page_tree=False)  # type: ignore[no-untyped-call]
        self.root["/Lang"] = letter.root["/Lang"]
        self.root["/Pages"] = self.import_object(letter.root.raw_get("/Pages"))
        information = self.import_object(letter.trailer.raw_get("/Info"))
        self.set_info(cast("IndirectObject", information))
        self._document_id = letter.trailer["/ID"]

    def _update_meta(self) -> None:
        """The information stays as rendered: pyHanko would write the present time and its own name."""
