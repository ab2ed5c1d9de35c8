"""The signature: what validators say of it, and that no altered file passes the check."""

import hashlib
from collections.abc import Callable

import pytest
from kernel.clock import CHINA
from samples import now
from signing.checks import LetterCheck, SignatureWrong
from signing.domain.facts import LetterFacts
from signing.pdf.draft import Draft
from signing.press import LetterPress, SignedLetter
from signing.signature.oracle import LetterOracle


def finished(press: LetterPress, draft: Draft) -> SignedLetter:
    return press.finish(draft, press.sign(draft))


def check_letter(pdf: bytes, press: LetterPress, draft: Draft, digest: bytes | None = None) -> None:
    """Check with an eye that has seen nothing yet, and with one that has seen the true letter."""
    LetterCheck(press.key.chain, lambda _: None).check(pdf, digest or draft.digest, draft.prefix)


def test_validators_agree(press: LetterPress, facts_of: Callable[..., LetterFacts], tool: Callable[..., str]) -> None:
    draft = press.draft(facts_of(), signed_at=now())
    letter = finished(press, draft)
    verdict = tool(letter.pdf, "pdfsig", "-nocert")
    assert "Signature is Valid" in verdict
    assert "Total document signed" in verdict
    assert "ETSI.CAdES.detached" in verdict
    assert verdict.count("Signature #") == 1
    assert "No syntax or stream encoding errors" in tool(letter.pdf, "qpdf", "--check")
    LetterOracle(press.key.chain).validate(letter.pdf)
    LetterOracle(press.key.chain).read(letter.pdf, draft.text)
    check_letter(letter.pdf, press, draft)
    assert letter.sha256 == hashlib.sha256(letter.pdf).digest()


def test_it_certifies_and_allows_no_change(press: LetterPress, facts_of: Callable[..., LetterFacts]) -> None:
    pdf = finished(press, press.draft(facts_of(), signed_at=now())).pdf
    assert pdf.startswith(b"%PDF-1.4")
    assert pdf.count(b"%%EOF") == 1
    assert pdf.count(b"/Perms") == 1
    assert b"/SigFlags 3" in pdf
    at = now().astimezone(CHINA).strftime("%Y%m%d%H%M%S").encode()
    assert b"/M(D:" + at + b"+08'00')" in pdf
    assert b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05".hex().upper().encode() not in pdf  # no signing-time attribute


def test_a_job_done_again_gives_the_same_file(press: LetterPress, facts_of: Callable[..., LetterFacts]) -> None:
    once, again = (finished(press, press.draft(facts_of(), signed_at=now())) for _ in range(2))
    assert once == again


def alterations(pdf: bytes) -> dict[str, bytes]:
    """Ways to tamper with a signed file."""
    range_at = pdf.index(b"/ByteRange")
    contents_at = pdf.index(b"/Contents<") + len("/Contents<")
    digits_end = pdf.index(b">", contents_at)
    length = 2 * (int(pdf[contents_at + 4 : contents_at + 8], 16) + 4)
    return {
        "a byte of the text": pdf[:3000] + bytes([pdf[3000] ^ 1]) + pdf[3001:],
        "a byte after the signature": pdf + b"\n%",
        "a second revision": pdf + pdf[pdf.rindex(b"xref") :],
        "a byte range that leaves out the end": pdf.replace(b"/ByteRange[0 ", b"/ByteRange[9 "),
        "two byte ranges": pdf[:range_at] + pdf[range_at : range_at + 40].replace(b"\n", b" ") + pdf[range_at:],
        "an empty signature": pdf[:contents_at] + b"0" * (digits_end - contents_at) + pdf[digits_end:],
        "small digits": pdf[:contents_at] + pdf[contents_at:digits_end].lower() + pdf[digits_end:],
        "something behind the signature": pdf[: digits_end - 2] + b"41" + pdf[digits_end:],
        "a bit of the signature": pdf[: contents_at + length - 4] + b"0000" + pdf[contents_at + length :],
        "no certification": pdf.replace(b"/Perms", b"/Perxs"),
        "changes allowed": pdf.replace(b"/P 1/", b"/P 2/"),
        "truncated": pdf[:-200],
    }


def test_no_altered_file_passes(press: LetterPress, facts_of: Callable[..., LetterFacts]) -> None:
    draft = press.draft(facts_of(), signed_at=now())
    pdf = finished(press, draft).pdf
    for name, altered in alterations(pdf).items():
        assert altered != pdf, name
        with pytest.raises(SignatureWrong):
            check_letter(altered, press, draft)
        with pytest.raises(SignatureWrong):
            press._check.check(altered, draft.digest, draft.prefix)


def test_another_key_or_digest_does_not_pass(
    press: LetterPress, plain_press: LetterPress, facts_of: Callable[..., LetterFacts]
) -> None:
    draft = press.draft(facts_of(), signed_at=now())
    pdf = finished(press, draft).pdf
    with pytest.raises(SignatureWrong, match="not ours"):
        check_letter(pdf, plain_press, draft)
    with pytest.raises(SignatureWrong, match="not the one that was to be signed"):
        check_letter(pdf, press, draft, bytes(32))
    with pytest.raises(SignatureWrong, match="pyHanko"):
        LetterOracle(plain_press.key.chain).validate(pdf)
    with pytest.raises(SignatureWrong, match="text"):
        LetterOracle(press.key.chain).read(pdf, [draft.text[0] + "添"])
