"""Numbers, check codes, wording and validity."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from certificate.domain.archive_facts import ArchiveType, Facts
from certificate.domain.certificate import CertificateState, Status, last_valid_day, status_on
from certificate.domain.check_code import ALPHABET, LENGTH, new_check_code, read_check_code
from certificate.domain.letter import tidy_filename
from certificate.domain.number import CertificateNumber
from certificate.domain.wording import Wording, WordingTooLong, WordingUnprintable
from hypothesis import given
from hypothesis import strategies as st


def test_a_number_is_written_in_two_ways() -> None:
    number = CertificateNumber(2026, 123)
    assert str(number) == "ZX-2026-00000123"
    assert number.display == "证信〔2026〕00000123号"


def test_the_year_is_chinas() -> None:
    new_years_eve_in_greenwich = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert CertificateNumber.year_at(new_years_eve_in_greenwich) == 2027


@given(year=st.integers(2000, 9999), serial=st.integers(1, 10**12))
def test_a_number_reads_back(year: int, serial: int) -> None:
    number = CertificateNumber(year, serial)
    assert CertificateNumber.parse(f" {str(number).lower()} ") == number
    assert CertificateNumber.parse(number.display) == number


@pytest.mark.parametrize("text", ["", "ZX-2026-1", "ZX-2026-000000123", "XZ-2026-00000123", "ZX-２０２６-00000123"])
def test_what_is_no_number_of_ours_is_not_read(text: str) -> None:
    assert CertificateNumber.parse(text) is None


def test_check_codes_have_sixty_random_bits() -> None:
    codes = {new_check_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert all(len(code) == LENGTH == 12 and set(code) <= set(ALPHABET) for code in codes)


def test_a_check_code_is_read_as_people_type_it() -> None:
    assert read_check_code("7k3m-9qxz o1Il") == "7K3M9QXZ0111"
    assert read_check_code("７Ｋ３Ｍ９ＱＸＺ０１２３") == "7K3M9QXZ0123"


def test_wording_is_printed_or_refused() -> None:
    assert Wording.of(" 户口迁移 ", "") == Wording("户口迁移", None)
    assert Wording.of(None, "<img src=/etc/passwd> & =cmd").receiver == "<img src=/etc/passwd> & =cmd"
    Wording.of("长" * 60, None)
    with pytest.raises(WordingTooLong) as refusal:
        Wording.of(None, "长" * 61)
    assert refusal.value.field == "receiver"


@pytest.mark.parametrize("char", "\x00\n\x7f\u202e\u200b\ue000\u2028\ud800\u0301😀☆☎✓한ไབ")
def test_characters_that_no_letter_prints_are_refused_by_name(char: str) -> None:
    with pytest.raises(WordingUnprintable, match=f"U\\+{ord(char):04X}"):
        Wording.of(f"用{char}途", None)


def test_letters_and_signs_of_the_fonts_are_taken() -> None:
    wording = "𬭎县Ärzte＆Москва株式会社①Ⅳ号〔2026〕№7"
    assert Wording.of(wording, None).purpose == wording


def test_file_names_lose_folders_and_invisible_characters() -> None:
    assert tidy_filename("C:\\fake\\单位介绍信11.jpg") == "单位介绍信11.jpg"
    assert tidy_filename("../../etc/\x00pass\u202ewd") == "passwd"
    assert tidy_filename(None) == "单位介绍信.jpg"
    assert len(tidy_filename("a" * 1000 + ".jpg")) == 100


def test_differences_name_what_moved_on_in_the_register(facts_of: Callable[..., Facts]) -> None:
    then = facts_of()
    now = facts_of(archive_type=ArchiveType.UNIT, dismissed_on=date(2026, 1, 2), version=2)
    assert [(each.field, each.submitted, each.current) for each in then.differences(now)] == [
        ("archive_type", "individual", "unit"),
        ("dismissed_on", None, "2026-01-02"),
    ]
    assert then.differences(facts_of(version=9)) == []
    assert Facts.from_json(now.as_json() | {"record_id": "more than is needed"}) == now


def test_a_certificate_is_worth_what_its_state_and_date_say() -> None:
    until = last_valid_day(date(2026, 11, 22), 365)
    assert until == date(2027, 11, 22)
    assert status_on(until, CertificateState.ISSUED, until) is Status.VALID
    assert status_on(date(2027, 11, 23), CertificateState.ISSUED, until) is Status.EXPIRED
    assert status_on(until, CertificateState.APPROVED, until) is Status.NOT_FOUND
    for ended in (CertificateState.REVOKED, CertificateState.SUPERSEDED, CertificateState.EXPIRED):
        assert status_on(until, ended, until).value == ended.value
    assert last_valid_day(date(2026, 11, 22), None) is None
    assert status_on(date.max, CertificateState.ISSUED, None) is Status.VALID
