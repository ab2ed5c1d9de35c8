"""Makes letters: draws, looks through, certifies and checks them. All that takes the processor is in here.

A press belongs to one thread or process (the worker's lane). Between :meth:`LetterPress.draft` and
:meth:`LetterPress.sign` the digest of what is to be signed is put on record; between :meth:`LetterPress.sign` and
:meth:`LetterPress.finish` a time-stamp authority may be asked.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from kernel import clock
from signing.checks import LetterCheck
from signing.domain.errors import LetterTypeUnknown
from signing.domain.facts import LetterFacts
from signing.keys.signing_key import SigningKey, check_validity
from signing.letters.template import Template
from signing.lint import LetterLint
from signing.pdf.draft import Draft, DraftWriter
from signing.pdf.form import LetterForm
from signing.signature.cms import CmsWriter
from signing.signature.oracle import LetterOracle
from signing.typesetting.qr import QrWriter, verify_address
from signing.typesetting.seal import stamped
from signing.typesetting.sheet import Sheet, Text
from signing.typesetting.typesetter import Typesetter

SAMPLE = 1000
"""One in so many letters, and the first of each type after a start, is validated wholly."""


REMEMBERED = 64
"""Forms: one for each type and day of issue."""


@dataclass(frozen=True, slots=True)
class SignedLetter:
    """A finished letter, checked."""

    pdf: bytes = field(repr=False)
    sha256: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A letter type, ready for use. ``form`` makes the form of a day from what stands beneath its seal."""

    template: Template
    form: Callable[[tuple[Text, ...]], LetterForm]


class LetterPress:
    """Everything prepared once: texts, forms, key."""

    def __init__(
        self,
        *,
        layouts: Mapping[str, Layout],
        typesetter: Typesetter,
        qr: QrWriter,
        public_url: str,
        writer: DraftWriter,
        cms: CmsWriter,
        key: SigningKey,
        check: LetterCheck,
        oracle: LetterOracle,
    ) -> None:
        """``layouts`` by certificate type."""
        self.key = key
        self._layouts = layouts
        self._typesetter = typesetter
        self._qr = qr
        self._public_url = public_url
        self._writer = writer
        self._cms = cms
        self._lint = LetterLint()
        self._valid_from = max(certificate.not_valid_before_utc for certificate in key.chain)
        self._valid_until = min(certificate.not_valid_after_utc for certificate in key.chain)
        self._oracle = oracle
        self._check = check
        self._forms: dict[tuple[str, date], LetterForm] = {}
        self._finished: Counter[str] = Counter()

    def rehearse(self, facts: LetterFacts) -> None:
        """Make a letter of each type, for nobody: fonts, texts, key and checks are proved before the first real one."""
        for certificate_type in self._layouts:
            draft = self.draft(replace(facts, certificate_type=certificate_type), signed_at=clock.now())
            self.finish(draft, self.sign(draft))
        self._finished.clear()

    def draft(self, facts: LetterFacts, *, signed_at: datetime) -> Draft:
        """Draw and look through a letter. The same facts and time give the same bytes.

        Raises:
            LetterImpossible: the letter cannot be made; the subclass says why.
            KeyUnusable: the certificate expired while the worker ran.
        """
        for moment in (signed_at, clock.now()):  # a job taken up late keeps its time, an expired key must not sign
            if not self._valid_from <= moment < self._valid_until:
                check_validity(self.key, now=moment)
        layout = self._layouts.get(facts.certificate_type)
        if layout is None:
            raise LetterTypeUnknown(certificate_type=facts.certificate_type)
        sheets = self._typesetter.typeset(facts, layout.template)
        code = self._qr.modules(verify_address(self._public_url, facts.number, facts.check_code))
        form = self._form_of_day(layout, facts, sheets[-1])
        draft = self._writer.write(
            form, facts.certificate_type, sheets, code, subject=facts.display_number, at=signed_at
        )
        self._lint.check(draft.prefix, draft.own, draft.tail, pages=draft.pages, room=draft.room)
        return draft

    def sign(self, draft: Draft) -> bytes:
        """Sign the draft; the bare signature, over which a time-stamp authority may be asked."""
        return self.key.sign(self._cms.to_be_signed(draft.digest))

    def finish(self, draft: Draft, signature: bytes, *, token: bytes | None = None) -> SignedLetter:
        """Put the signature in its place and check the finished bytes.

        Raises:
            SignatureWrong: what came out is not what was meant; it must not leave the house.
        """
        pdf = draft.with_signature(self._cms.container(draft.digest, signature, token=token))
        sha256 = self._check.check(pdf, draft.digest, draft.prefix, token)
        if self._finished[draft.certificate_type] % SAMPLE == 0:
            self._oracle.validate(pdf)
            self._oracle.read(pdf, draft.text)
        self._finished[draft.certificate_type] += 1
        return SignedLetter(pdf, sha256, draft.pages)

    def _form_of_day(self, layout: Layout, facts: LetterFacts, last: Sheet) -> LetterForm:
        """The seal lies upon issuer and date, so there is another form each day, and when CRLs in it have expired."""
        key = facts.certificate_type, facts.issued_on
        form = self._forms.get(key)
        if form is None or (form.expires_at is not None and form.expires_at <= clock.now()):
            if len(self._forms) >= REMEMBERED:
                self._forms.clear()
            form = self._forms[key] = layout.form(stamped(last))
        return form
