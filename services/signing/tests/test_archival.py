"""Real letters before every validator there is: both types, rare names that need each font, long ones, two pages."""

from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from itertools import product

import pypdfium2
import pytest
import validators
import zxingcpp
from altered import AlteredDraft
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pypdfium2 import PdfDocument
from samples import make_facts, make_settings, now
from signing.domain.facts import LetterFacts
from signing.keys.file_key import FileKey
from signing.letters import LETTER_TYPES
from signing.opening import open_press
from signing.pdf.draft import Draft
from signing.press import LetterPress
from signing.typesetting.qr import verify_address

NAMES = {
    "usual": "张三丰",
    "UMing": "王喆",
    "Extension A": "张㐂",
    "Extension B": "陈𠀁",
    "Extension B, a usual one": "𠮷野",
    "Extension C": "李𪜀",
    "Extension D": "赵𫝀",
    "Extension E": "张𬭎",
    "Extension F": "孙𬺰",
    "Extension G": "𰻞面",
    "all of them": "喆㐂𠀁𠮷𪜀𫝀𬭎𬺰𰻞",
    "50 characters": "阿卜杜热依木·麦麦提" * 5,
}
FONTS = {
    "UMing": "UMingCN",
    "Extension A": "HanaMinA",
    "Extension B": "HanaMinB",
    "Extension B, a usual one": "HanaMinA",
    "Extension C": "HanaMinB",
    "Extension D": "HanaMinB",
    "Extension E": "HanaMinA",
    "Extension F": "HanaMinB",
    "Extension G": "BabelStoneHan",
}
TWO_PAGES = "two pages"
PURPOSE = "用于办理跨省调动手续及人事档案转递等有关事宜，" * 18
LARGEST = 90_000
"""Bytes of a letter at the most."""
DPI = 150


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, and what it was made of."""

    facts: LetterFacts
    draft: Draft
    pdf: bytes
    press: LetterPress


Key = tuple[str, str, str]
KEYS: list[Key] = [
    *product(["ecdsa-p256"], LETTER_TYPES, [*NAMES, TWO_PAGES]),
    *product(["rsa-2048"], LETTER_TYPES, ["all of them", TWO_PAGES]),
]


@pytest.fixture(scope="module")
def letters(plain_press: LetterPress, tmp_path_factory: pytest.TempPathFactory) -> dict[Key, Letter]:
    """All of them."""
    settings = make_settings(tmp_path_factory.mktemp("rsa"), sandbox_key_algorithm="rsa-2048")
    presses = {"ecdsa-p256": plain_press, "rsa-2048": open_press(settings)}

    def made(algorithm: str, certificate_type: str, case: str) -> Letter:
        press = presses[algorithm]
        facts = make_facts(
            certificate_type=certificate_type,
            name=NAMES.get(case, "张𬭎"),
            purpose=PURPOSE if case == TWO_PAGES else "办理购房贷款手续",
        )
        draft = press.draft(facts, signed_at=now())
        return Letter(facts, draft, press.finish(draft, press.sign(draft)).pdf, press)

    return {key: made(*key) for key in KEYS}


@pytest.fixture(params=KEYS, ids="-".join)
def letter(request: pytest.FixtureRequest, letters: dict[Key, Letter]) -> Letter:
    """One of them."""
    return letters[request.param]


def test_all_are_archival(letters: dict[Key, Letter]) -> None:
    validators.pdf_a(*(letter.pdf for letter in letters.values()))
    assert {letter.draft.pages for key, letter in letters.items() if key[2] == TWO_PAGES} == {2}


def test_signature_and_structure_hold(letter: Letter) -> None:
    validators.qpdf(letter.pdf)
    root = letter.press.key.chain[-1]
    validators.openssl(letter.pdf, root)
    status = validators.pyhanko(letter.pdf, root)
    signature = validators.pdfsig(letter.pdf)
    assert status.signer_reported_dt == signature.at == now()
    assert (signature.field, signature.digest, signature.kind) == ("Seal", "SHA-256", "ETSI.CAdES.detached")
    assert len(letter.pdf) <= LARGEST


def test_every_font_is_embedded(letter: Letter) -> None:
    fonts = validators.pdffonts(letter.pdf)
    assert len({font.name for font in fonts}) == len(fonts)
    assert {font.kind for font in fonts} == {"CID TrueType"}


@pytest.mark.parametrize("case", FONTS)
def test_a_rare_name_brings_its_own_font(letters: dict[Key, Letter], case: str) -> None:
    usual, rare = (
        {font.name.partition("+")[2] for font in validators.pdffonts(letters["ecdsa-p256", "custody", each].pdf)}
        for each in ("usual", case)
    )
    assert FONTS[case] not in usual
    assert FONTS[case] in rare


def test_readers_copy_the_facts(letter: Letter) -> None:
    texts = {"pdftotext": validators.pdftotext(letter.pdf), "pdfium": extracted(letter.pdf)}
    printed = Counter("".join("".join(letter.draft.text).split()))
    for reader, text in texts.items():
        copied = "".join(text.split())
        assert Counter(copied) == printed, reader
        for fact in (letter.facts.name, letter.facts.id_number, letter.facts.display_number, letter.facts.check_code):
            assert fact in copied
        if letter.draft.pages == 1:
            for paragraph in LETTER_TYPES[letter.facts.certificate_type].template().fill(letter.facts.places()):
                assert "".join(paragraph.text.split()) in copied


def extracted(pdf: bytes) -> str:
    with closing(pdf) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_the_code_is_read_from_the_picture(letter: Letter) -> None:
    facts = letter.facts
    address = verify_address("https://zhengxin.example", facts.number, facts.check_code)
    with closing(letter.pdf) as document:
        pictures = [page.render(scale=DPI / 72).to_pil() for page in document]
    assert [[code.text for code in zxingcpp.read_barcodes(picture)] for picture in pictures] == [[address]] * len(
        pictures
    )


class closing:  # noqa: N801 - used like contextlib's
    """A document that is closed in the end, its pages before it."""

    def __init__(self, pdf: bytes) -> None:
        self._document = pypdfium2.PdfDocument(pdf)

    def __enter__(self) -> PdfDocument:
        return self._document

    def __exit__(self, *_: object) -> None:
        self._document.close()


def stock(letter: Letter) -> bytes:
    """The same letter without its signature, signed by pyHanko in its own way."""
    key = letter.press.key
    assert isinstance(key, FileKey)
    writer = IncrementalPdfFileWriter(BytesIO(AlteredDraft.of(letter.draft).unsigned()))
    signer = signers.SimpleSigner.load_pkcs12_data(key.to_pkcs12("secret"), (), b"secret")
    metadata = signers.PdfSignatureMetadata(
        field_name="Seal",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        reason="签发证明信",
        location="中国",
    )
    spec = fields.SigFieldSpec("Seal", on_page=-1)  # not to be seen: its stamp would bring a font of its own
    out: BytesIO = signers.PdfSigner(metadata, signer, new_field_spec=spec).sign_pdf(writer)
    return out.getvalue()


def said_of(pdf: bytes, letter: Letter) -> dict[str, object]:
    """What the validators say, but for the time."""
    root = letter.press.key.chain[-1]
    validators.qpdf(pdf)
    validators.openssl(pdf, root)
    status = validators.pyhanko(pdf, root)
    signature = validators.pdfsig(pdf)
    return {
        "pdfsig": (signature.field, signature.signer, signature.digest, signature.kind),
        "pyHanko": (
            *(status.bottom_line, status.docmdp_ok, status.coverage, status.modification_level),
            *(status.md_algorithm, status.pkcs7_signature_mechanism, status.signing_cert.dump()),
        ),
        "fonts": validators.pdffonts(pdf),
        "text": validators.pdftotext(pdf),
    }


@pytest.mark.parametrize("key", [key for key in KEYS if key[2] in ("all of them", TWO_PAGES)], ids="-".join)
def test_validators_say_of_it_what_they_say_of_one_signed_by_pyhanko(letters: dict[Key, Letter], key: Key) -> None:
    letter = letters[key]
    assert said_of(letter.pdf, letter) == said_of(stock(letter), letter)


def test_the_certificates_are_those_of_the_key(letter: Letter) -> None:
    _, container = validators.split(letter.pdf)
    (signature,) = PdfFileReader(BytesIO(letter.pdf)).embedded_signatures
    own, *others = letter.press.key.chain
    assert signature.signer_cert.dump() == own.public_bytes(Encoding.DER)
    for certificate in (own, *others):
        assert certificate.public_bytes(Encoding.DER) in container


def test_a_letter_is_made_without_what_is_optional(plain_press: LetterPress) -> None:
    facts = make_facts(purpose="", receiver="", archive_number="")
    draft = plain_press.draft(facts, signed_at=now())
    pdf = plain_press.finish(draft, plain_press.sign(draft)).pdf
    validators.pyhanko(pdf, plain_press.key.chain[-1])
    assert "本证明用途" not in validators.pdftotext(pdf)
