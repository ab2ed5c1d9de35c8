"""The check of finished letters: no byte may be another one, be it signed or not."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from asn1crypto import algos, cms
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from samples import make_facts, now
from signing.checks import LetterCheck, SignatureWrong
from signing.pdf.draft import Draft
from signing.press import LetterPress

SAMPLE = 300


@dataclass(frozen=True, slots=True)
class Case:
    """A letter, and two eyes: one that has seen letters like it, and each time a new one that has seen nothing."""

    press: LetterPress
    draft: Draft
    pdf: bytes
    seasoned: LetterCheck

    def refused(self, pdf: bytes, what: object = "") -> str:
        """Why neither eye lets it pass; what the new one says."""
        said = []
        for eye in (self.seasoned, LetterCheck(self.press.key.chain, lambda _: None)):
            try:
                eye.check(pdf, self.draft.digest, self.draft.prefix)
            except SignatureWrong as refusal:
                said.append(str(refusal))
        assert len(said) == 2, f"passed: {what}"
        return said[-1]

    @property
    def contents(self) -> tuple[int, int]:
        """Where the digits of the signature begin and end."""
        start = self.pdf.index(b"/Contents<") + len(b"/Contents<")
        return start, self.pdf.index(b">", start)

    @property
    def container(self) -> bytes:
        """The CMS without the zeroes behind it."""
        start, end = self.contents
        padded = bytes.fromhex(self.pdf[start:end].decode())
        return padded[: int.from_bytes(padded[2:4]) + 4]

    def holding(self, container: bytes) -> bytes:
        """The letter with another container."""
        start, end = self.contents
        return self.pdf[:start] + container.hex().upper().encode().ljust(end - start, b"0") + self.pdf[end:]


@pytest.fixture(scope="module")
def case(press: LetterPress) -> Case:
    """A letter by each kind of key."""
    check = LetterCheck(press.key.chain, lambda _: None)
    for number in range(20):  # ECDSA's signatures have several lengths
        draft = press.draft(make_facts(number=f"2026000001{number:02}"), signed_at=now())
        pdf = press.finish(draft, press.sign(draft)).pdf
        check.check(pdf, draft.digest, draft.prefix)
    return Case(press, draft, pdf, check)


def flipped(pdf: bytes, place: int, bit: int) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1 << bit]) + pdf[place + 1 :]


def test_no_flipped_bit_passes(case: Case) -> None:
    chance = random.Random(20261122)
    for place in sorted(chance.sample(range(len(case.pdf)), SAMPLE)):
        case.refused(flipped(case.pdf, place, chance.randrange(8)), place)


def test_no_flipped_bit_of_the_container_passes(case: Case) -> None:
    """Also of what no signature covers: versions, algorithms, certificates."""
    chance = random.Random(7)
    for place in range(0, len(case.container), 3):
        case.refused(case.holding(flipped(case.container, place, chance.randrange(8))), place)


def test_no_flipped_digit_of_the_container_passes(case: Case) -> None:
    """The file's digits themselves, with those of the zeroes behind the container."""
    start, end = case.contents
    chance = random.Random(8)
    for place in chance.sample(range(start, end), SAMPLE // 3):
        for other in b"0aF ":
            if case.pdf[place] != other:
                case.refused(case.pdf[:place] + bytes([other]) + case.pdf[place + 1 :], place)


def test_the_case_of_digits_and_what_pads_them_is_settled(case: Case) -> None:
    start, end = case.contents
    digits = case.pdf[start:end]
    letter = next(place for place, digit in enumerate(digits) if digit in b"ABCDEF")
    one_small = digits[:letter] + digits[letter : letter + 1].lower() + digits[letter + 1 :]
    for name, other in (
        ("one small digit", one_small),
        ("small digits", digits.lower()),
        ("a space", digits[:-1] + b" "),
        ("a line feed", digits[:-2] + b"\n0"),
        ("a byte behind", digits[:-2] + b"01"),
        ("no digit", digits[:-1] + b"G"),
        ("nothing", b"0" * len(digits)),
    ):
        case.refused(case.pdf[:start] + other + case.pdf[end:], name)


def changed(case: Case, change: Callable[[cms.SignedData], None]) -> bytes:
    """The letter with its container written anew by asn1crypto."""
    info = cms.ContentInfo.load(case.container)
    change(info["content"])
    return case.holding(info.dump(force=True))


def add_certificate(content: cms.SignedData) -> None:
    content["certificates"].append(content["certificates"][0])


def drop_certificate(content: cms.SignedData) -> None:
    content["certificates"] = cms.CertificateSet([content["certificates"][0]])


def add_crl(content: cms.SignedData) -> None:
    content["crls"] = cms.RevocationInfoChoices([])


def add_digest_algorithm(content: cms.SignedData) -> None:
    content["digest_algorithms"].append(algos.DigestAlgorithm({"algorithm": "sha1"}))


def add_signer(content: cms.SignedData) -> None:
    content["signer_infos"].append(content["signer_infos"][0])


def add_unsigned(content: cms.SignedData) -> None:
    stamp = cms.CMSAttribute({"type": "counter_signature", "values": []})
    content["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([stamp])


def other_version(content: cms.SignedData) -> None:
    content["version"] = "v3"


def other_digest(content: cms.SignedData) -> None:
    content["signer_infos"][0]["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": "sha512"})


def long_length(case: Case) -> bytes:
    """The same container with a length that takes one byte more than it needs."""
    return case.holding(b"\x30\x83\x00" + case.container[2:])


@pytest.mark.parametrize(
    "change",
    [
        *(add_certificate, drop_certificate, add_crl, add_digest_algorithm),
        *(add_signer, add_unsigned, other_version, other_digest),
    ],
    ids=lambda change: change.__name__,
)
def test_unsigned_parts_of_the_container_are_pinned(case: Case, change: Callable[[cms.SignedData], None]) -> None:
    case.refused(changed(case, change), change.__name__)


def test_there_is_one_way_to_write_a_length(case: Case) -> None:
    case.refused(long_length(case))


def test_a_signature_of_another_length_is_looked_at_as_well(case: Case) -> None:
    for length in (8, 40, 63, 64, 66, 73, 255, 257):
        container = case.press._cms.container(case.draft.digest, b"7" * length)
        start, end = case.contents
        if 2 * len(container) <= end - start:
            case.refused(case.holding(container), length)
    if case.press.key.algorithm.startswith("ecdsa"):
        forged = encode_dss_signature(1, 1)
        case.refused(case.holding(case.press._cms.container(case.draft.digest, forged)), "a forged one")


def test_bytes_before_between_and_behind(case: Case) -> None:
    pdf, eof = case.pdf, b"%%EOF\n"
    range_at = pdf.index(b"/ByteRange[0 ")
    start, end = case.contents
    for name, altered in {
        "a byte before": b"\n" + pdf,
        "a byte behind": pdf + b"\n",
        "a zero behind": pdf + b"\0",
        "another end": pdf + eof,
        "a revision behind": pdf + b"1 0 obj\nnull\nendobj\nstartxref\n0\n" + eof,
        "a byte less": pdf[:-1],
        "a digit more": pdf[:end] + b"00" + pdf[end:],
        "a digit less": pdf[: end - 2] + pdf[end:],
        "a gap that is wider": pdf[:range_at] + pdf[range_at:].replace(b" ", b"  ", 1),
        "a range of nothing": pdf[: range_at + 12] + b"0 0 0 0".ljust(28) + pdf[range_at + 40 :],
        "a range that overlaps": pdf.replace(b"/ByteRange[0 ", b"/ByteRange[00 "),
        "a gap without brackets": pdf[: start - 1] + b"(" + pdf[start:end] + b")" + pdf[end + 1 :],
        "two letters": pdf + pdf,
        "nothing": b"",
        "only the beginning": case.draft.prefix,
    }.items():
        assert altered != pdf, name
        case.refused(altered, name)


def test_a_letter_does_not_pass_for_another(case: Case) -> None:
    other = case.press.draft(make_facts(name="李四"), signed_at=now())
    pdf = case.press.finish(other, case.press.sign(other)).pdf
    assert "digest" in case.refused(pdf)
    with pytest.raises(SignatureWrong, match="catalog"):
        case.seasoned.check(case.pdf, case.draft.digest, b"%PDF-1.4\nanother")


def test_an_eye_that_saw_a_letter_that_the_oracle_refuses_trusts_none_like_it(case: Case) -> None:
    asked = []

    def refuse(pdf: bytes) -> None:
        asked.append(pdf)
        raise SignatureWrong("the oracle says no")

    check = LetterCheck(case.press.key.chain, refuse)
    for _ in range(2):
        with pytest.raises(SignatureWrong, match="oracle"):
            check.check(case.pdf, case.draft.digest, case.draft.prefix)
    assert asked == [case.pdf] * 2


def test_the_oracle_is_asked_once_for_each_length(case: Case) -> None:
    asked: list[bytes] = []
    check = LetterCheck(case.press.key.chain, asked.append)
    lengths = set()
    for number in range(12):
        draft = case.press.draft(make_facts(number=f"2026000002{number:02}"), signed_at=now())
        signature = case.press.sign(draft)
        lengths.add(len(signature))
        check.check(case.press.finish(draft, signature).pdf, draft.digest, draft.prefix)
    assert len(asked) == len(lengths)
