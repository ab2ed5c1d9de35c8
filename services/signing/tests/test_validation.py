"""Letters that carry what a validator needs besides (PAdES B-LT): CRLs and OCSP responses, in the one revision."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import validators
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from revocations import WEEK, Authority, as_pem, written
from samples import make_facts, make_settings, now
from signing.app import open_resources
from signing.opening import open_press
from signing.press import LetterPress
from signing.settings import SigningSettings
from signing.signature.revocation import AGAIN, ValidationFiles, ValidationUnusable
from structlog.testing import capture_logs

from kernel import clock

REQUIRED: dict[str, Any] = {"revocation_mode": "require", "allow_fetching": False}


@pytest.fixture
def settings(tmp_path: Path) -> SigningSettings:
    """A sandbox whose CA said that its certificates are good."""
    usual = make_settings(tmp_path)
    crl = written(tmp_path, "ca.crl", Authority(usual).crl(now()))
    return make_settings(tmp_path, validation_files=(crl,))


def letter(press: LetterPress) -> bytes:
    draft = press.draft(make_facts(), signed_at=now())
    return press.finish(draft, press.sign(draft)).pdf


def validated(pdf: bytes, root: x509.Certificate, *, by_what_it_carries: bool) -> PdfSignatureStatus:
    """PyHanko's opinion when it wants to know whether certificates were revoked, and asks nobody."""
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    trusted = REQUIRED | {"trust_roots": [asn1.Certificate.load(root.public_bytes(Encoding.DER))]}
    context = (
        DocumentSecurityStore.read_dss(reader).as_validation_context(trusted)
        if by_what_it_carries
        else ValidationContext(crls=[], ocsps=[], **trusted)
    )
    return validate_pdf_signature(reader.embedded_signatures[0], context)


@pytest.mark.parametrize("kind", ["CRL", "CRL in PEM", "OCSP response", "both"])
def test_a_letter_proves_by_itself_that_its_certificates_are_good(tmp_path: Path, kind: str) -> None:
    authority = Authority(make_settings(tmp_path))
    key = written(tmp_path, "key.pem", authority.named_responder())
    crl, response = authority.crl(now()), authority.ocsp_response(now())
    files = {
        "CRL": [crl],
        "CRL in PEM": [as_pem(crl)],
        "OCSP response": [response],
        "both": [as_pem(crl), response],
    }[kind]
    paths = tuple(written(tmp_path, f"{number}", content) for number, content in enumerate(files))
    pdf = letter(open_press(make_settings(tmp_path, validation_files=paths, key_file=key)))
    assert not validated(pdf, authority.root, by_what_it_carries=False).bottom_line
    status = validated(pdf, authority.root, by_what_it_carries=True)
    assert status.bottom_line
    assert status.docmdp_ok
    validators.pdf_a(pdf)
    validators.qpdf(pdf)
    validators.pdfsig(pdf)
    validators.openssl(pdf, authority.root)
    assert pdf.count(b"%%EOF") == 1, "in the one revision"
    store = DocumentSecurityStore.read_dss(PdfFileReader(BytesIO(pdf)))
    assert {each.dump() for each in store.load_certs()} == {
        each.public_bytes(Encoding.DER) for each in (authority.root, authority.signer)
    }
    assert (len(store.crls), len(store.ocsps)) == ("CRL" in kind or kind == "both", "CRL" not in kind)


def test_without_files_there_is_no_store(plain_press: LetterPress) -> None:
    assert b"/DSS" not in letter(plain_press)


UNUSABLE: dict[str, tuple[Callable[[Authority], bytes], str]] = {
    "rubbish": (lambda _: b"rubbish", "file: ValueError"),
    "empty": (lambda _: b"", "file: "),
    "cut off": (lambda ca: ca.crl(now())[:-9], "file: ValueError"),
    "a certificate": (lambda ca: ca.root.public_bytes(Encoding.DER), "file: "),
    "expired CRL": (lambda ca: ca.crl(now() - 2 * WEEK), "file: expired on"),
    "expired response": (lambda ca: ca.ocsp_response(now() - 2 * WEEK), "file: expired on"),
    "response without end": (lambda ca: ca.ocsp_response(now(), life=None), "does not say when the next one comes"),
    "by somebody else": (lambda ca: ca.crl(now(), forged=True), "do not prove the chain good"),
    "revoked": (lambda ca: ca.crl(now(), revoked=True), "was revoked at"),
}


@pytest.mark.parametrize("case", UNUSABLE)
async def test_a_worker_whose_files_prove_nothing_does_not_start(tmp_path: Path, case: str) -> None:
    content, complaint = UNUSABLE[case]
    file = written(tmp_path, "file", content(Authority(make_settings(tmp_path))))
    with pytest.raises(SystemExit, match=complaint):
        async with open_resources(make_settings(tmp_path, validation_files=(file,))):
            pass


async def test_a_worker_whose_files_are_missing_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="nowhere: FileNotFoundError"):
        async with open_resources(make_settings(tmp_path, validation_files=(Path("/nowhere"),))):
            pass


def test_another_authority_proves_nothing(tmp_path: Path, settings: SigningSettings) -> None:
    (other := tmp_path / "other").mkdir()
    stranger = Authority(make_settings(other, issuer="另一家中心"))
    with pytest.raises(ValidationUnusable, match="do not prove"):
        ValidationFiles(settings.validation_files, (stranger.signer, stranger.root))


def test_files_are_read_anew_and_a_bad_one_raises_the_alarm(
    settings: SigningSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(settings)
    (file,) = settings.validation_files
    files = ValidationFiles(settings.validation_files, (authority.signer, authority.root))
    first = files.material()
    assert first is not None
    assert first.crls == (file.read_bytes(),)

    file.write_bytes(authority.crl(now(), life=2 * WEEK))
    second = files.material()
    assert second is not None
    assert second.crls == (file.read_bytes(),) != first.crls

    file.write_bytes(b"half a fi")
    with capture_logs() as logs:
        assert files.material() is second, "it still holds"
    assert [(each["event"], each["log_level"]) for each in logs] == [("validation.unusable", "error")]

    later = now() + 2 * WEEK + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    nothing = files.material()
    assert nothing is not None
    assert (nothing.certificates, nothing.crls, nothing.ocsps) == ((), (), ())
    assert nothing.expires_at == later + AGAIN

    file.write_bytes(authority.crl(later))
    again = files.material()
    assert again is not None
    assert again.crls == (file.read_bytes(),)


def test_a_form_is_made_anew_when_its_list_has_expired(
    settings: SigningSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    press = open_press(settings)
    authority = Authority(settings)
    (file,) = settings.validation_files
    prefix = press.draft(make_facts(), signed_at=now()).prefix
    file.write_bytes(authority.crl(now(), life=2 * WEEK))
    assert press.draft(make_facts(), signed_at=now()).prefix is prefix
    monkeypatch.setattr(clock, "now", lambda: now() + WEEK)
    anew = press.draft(make_facts(), signed_at=now()).prefix
    assert anew != prefix
    assert press.draft(make_facts(), signed_at=now()).prefix is anew
    file.unlink()
    monkeypatch.setattr(clock, "now", lambda: now() + 2 * WEEK)
    assert b"/DSS" not in press.draft(make_facts(), signed_at=now()).prefix, "letters go on without"
