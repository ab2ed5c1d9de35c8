"""Makes letters: draws, looks through, certifies and checks them. All that takes the processor is in here.

A press belongs to one thread (the worker's lane): reportlab's fonts keep state while a letter is drawn. Between
:meth:`LetterPress.draft` and :meth:`LetterPress.certify` the digest of what is to be signed is put on record.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

from kernel import clock
from signing.checks import check_letter
from signing.domain.errors import LetterTypeUnknown
from signing.domain.facts import LetterFacts
from signing.keys.signing_key import SigningKey, check_validity
from signing.letters.template import Template
from signing.rendering.lint import lint
from signing.rendering.renderer import Renderer
from signing.signature.letter_signer import LetterSigner, PreparedLetter
from signing.signature.oracle import validate_wholly

SAMPLE = 1000
"""One in so many letters, and the first of each type after a start, is validated wholly."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that lacks nothing but its signature."""

    prepared: PreparedLetter
    pages: int
    certificate_type: str

    @property
    def digest(self) -> bytes:
        """SHA-256 of what the signature will cover."""
        return self.prepared.digest


@dataclass(frozen=True, slots=True)
class SignedLetter:
    """A finished letter, checked."""

    pdf: bytes = field(repr=False)
    sha256: bytes
    pages: int


class LetterPress:
    """Everything prepared once: renderer, texts, key."""

    def __init__(self, renderer: Renderer, texts: Mapping[str, Template], signer: LetterSigner) -> None:
        """``texts`` by certificate type."""
        self._renderer = renderer
        self._texts = texts
        self._signer = signer
        self._certified = 0
        self._seen: set[str] = set()

    @property
    def key(self) -> SigningKey:
        """The key that signs."""
        return self._signer.key

    def rehearse(self, facts: LetterFacts) -> None:
        """Make a letter of each type, for nobody: fonts, texts, key and checks are proved before the first real one."""
        for certificate_type in self._texts:
            sample = replace(facts, certificate_type=certificate_type)
            self.certify(self.draft(sample, signed_at=clock.now()))
        self._seen.clear()

    def draft(self, facts: LetterFacts, *, signed_at: datetime) -> Draft:
        """Draw and look through a letter. The same facts and time give the same bytes.

        Raises:
            LetterImpossible: the letter cannot be made; the subclass says why.
            KeyUnusable: the certificate expired while the worker ran.
        """
        for moment in (signed_at, clock.now()):  # a job taken up late keeps its time, an expired key must not sign
            check_validity(self.key, now=moment)
        template = self._texts.get(facts.certificate_type)
        if template is None:
            raise LetterTypeUnknown(certificate_type=facts.certificate_type)
        rendered = self._renderer.render(facts, template)
        letter = PdfFileReader(BytesIO(rendered.pdf))
        lint(letter, pages=rendered.pages)
        return Draft(self._signer.prepare(letter, signed_at=signed_at), rendered.pages, facts.certificate_type)

    def certify(self, draft: Draft) -> SignedLetter:
        """Sign a draft and check the finished bytes.

        Raises:
            SignatureWrong: what came out is not what was meant; it must not leave the house.
        """
        pdf = self._signer.sign(draft.prepared)
        check_letter(pdf, self.key.chain, draft.digest)
        if draft.certificate_type not in self._seen or self._certified % SAMPLE == 0:
            validate_wholly(pdf, self.key.chain)
            self._seen.add(draft.certificate_type)
        self._certified += 1
        return SignedLetter(pdf, hashlib.sha256(pdf).digest(), draft.pages)
