"""Makes a press ready: fonts, texts, forms, key, and a letter of each type for a trial."""

import re
from functools import partial
from string import digits

from kernel import clock
from signing.checks import LetterCheck
from signing.domain.facts import ARCHIVE_TYPES, LetterFacts
from signing.fonts.letter_fonts import LetterFonts, open_fonts
from signing.keys.configured import open_key
from signing.letters import LETTER_TYPES
from signing.letters.template import Template
from signing.pdf.content import FixedFonts
from signing.pdf.draft import DraftWriter
from signing.pdf.form import LetterForm, make_form
from signing.press import Layout, LetterPress
from signing.settings import SigningSettings
from signing.signature.cms import CmsWriter
from signing.signature.oracle import LetterOracle
from signing.signature.revocation import ValidationFiles
from signing.signature.timestamp import TOKEN_LIMIT, load_trust
from signing.typesetting.qr import QrWriter, verify_address
from signing.typesetting.seal import seal_operators, stamped_operators
from signing.typesetting.sheet import Text
from signing.typesetting.typesetter import CODE_LABEL, FOLIO, HINT, Typesetter
from signing.typesetting.watermark import watermark_operators

NUMBER_LIKE = "ZX-2026-00000000"
CHECK_CODE_LIKE = "A" * 12
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
"""Of check codes (Crockford's base 32)."""
PLACES_LEFT_OUT = re.compile(r"\{\w+\}")
COMMON = PLACES_LEFT_OUT.sub("", f"{CODE_LABEL}{HINT}{FOLIO}证信〔〕号年月日男女{digits}{LETTERS}")
"""What every letter may need, besides its text."""


def open_press(settings: SigningSettings) -> LetterPress:
    """Open fonts, texts and key, and make a letter of each type for a trial; 0.6 s.

    Raises:
        KeyUnusable, KeyAway: see ``open_key``.
        TrustUnusable: the certificates of the time-stamp authority cannot be read.
        ValidationUnusable: a CRL or OCSP response cannot be used.
        FontUnusable: a font is not prepared or damaged.
        TemplateError: a letter's text cannot be used.
        LetterImpossible: a character of the issuer's name or of the texts has no glyph.
        SignatureWrong: a letter made for a trial does not pass the checks.
    """
    fonts = open_fonts(settings.fonts_dir)
    public_url = settings.public_url.rstrip("/")
    templates = {code: letter_type.template(settings.texts_dir) for code, letter_type in LETTER_TYPES.items()}
    key = open_key(settings)
    validation = ValidationFiles(settings.validation_files, key.chain)
    cms = CmsWriter(key.chain)
    authorities = load_trust(settings.tsa_ca_file) if settings.tsa_ca_file else ()
    oracle = LetterOracle(key.chain, authorities)
    press = LetterPress(
        layouts={code: _layout(template, fonts, settings, validation) for code, template in templates.items()},
        typesetter=Typesetter(width=fonts.body.width, title_width=fonts.title.width, public_url=public_url),
        qr=QrWriter(verify_address(public_url, NUMBER_LIKE, CHECK_CODE_LIKE)),
        public_url=public_url,
        writer=DraftWriter(
            chain=fonts.body,
            author=settings.issuer,
            reason=settings.reason,
            location=settings.location,
            room=cms.room(token=TOKEN_LIMIT if settings.tsa_url else 0),
        ),
        cms=cms,
        key=key,
        check=LetterCheck(key.chain, oracle.validate),
        oracle=oracle,
    )
    press.rehearse(rehearsal_facts(settings))
    return press


def rehearsal_facts(settings: SigningSettings) -> LetterFacts:
    """A letter to nobody, with every passage of the texts in it."""
    today = clock.china_date(clock.now())
    return LetterFacts(
        certificate_type="custody",
        name="张三",
        id_number="000000000000000000",
        sex="男",
        archive_type="unit",
        archive_number="0",
        number=NUMBER_LIKE,
        display_number="证信〔0000〕00000000号",
        check_code=CHECK_CODE_LIKE,
        issued_on=today,
        issuer=settings.issuer,
        sandbox=settings.sandbox,
        purpose="试签",
        receiver="试签",
        archived_since=today,
        valid_until=today,
    )


def _layout(template: Template, fonts: LetterFonts, settings: SigningSettings, validation: ValidationFiles) -> Layout:
    """The form of a type: its fixed font holds what its letters have in common."""
    address = f"{settings.public_url}/verify"
    common = (template.literals(), COMMON, *ARCHIVE_TYPES.values(), settings.issuer, address)
    body = FixedFonts(sorted(set("".join(common))), fonts.body, place=0)
    seal = seal_operators(settings.issuer, fonts.title, number=settings.seal_number)
    form = partial(
        make_form,
        title=template.title,
        body=body,
        heading=FixedFonts(template.title, fonts.title, place=len(body.subsets)),
        watermark=watermark_operators(fonts.body) if settings.sandbox else None,
    )

    def form_of_day(stamped: tuple[Text, ...]) -> LetterForm:
        return form(seal=seal + stamped_operators(stamped, fonts.body), validation=validation.material())

    return Layout(template, form_of_day)
