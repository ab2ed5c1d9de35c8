"""Who may apply (manual 3.3)."""

from collections.abc import Callable
from datetime import date

import pytest
from certificate.domain.application import Application
from certificate.domain.archive_facts import ArchiveType, Facts
from certificate.domain.certificate_type import CertificateType
from certificate.domain.letter import Letter, LetterRequired
from certificate.domain.rules import DismissedFromUnit, FeesInArrears, Policy, none_pending, notices
from certificate.domain.state import State
from certificate.domain.types import CERTIFICATE_TYPES, CUSTODY, UnknownCertificateType, certificate_type

POLICY = Policy(arrears_before="2014-12")
LETTER = Letter(key="somebody/0123", filename="单位介绍信11.jpg", size=1234)
every_type = pytest.mark.parametrize("kind", CERTIFICATE_TYPES.values(), ids=CERTIFICATE_TYPES.keys())


@every_type
def test_fees_paid_until_before_the_cut_off_are_refused(kind: CertificateType, facts_of: Callable[..., Facts]) -> None:
    with pytest.raises(FeesInArrears) as refusal:
        kind.refuse_unless_allowed(facts_of(fees_paid_until="2014-11"), POLICY)
    assert str(refusal.value) == "您的存档费处于欠费状态，不能开具证明信，需到人才中心缴纳后再申请开具！"


@every_type
@pytest.mark.parametrize("month", ["2014-12", "2015-01", "2026-11"])
def test_fees_paid_until_the_cut_off_or_later_are_no_arrears(
    kind: CertificateType, month: str, facts_of: Callable[..., Facts]
) -> None:
    kind.refuse_unless_allowed(facts_of(fees_paid_until=month), POLICY)


def test_the_cut_off_is_a_setting(facts_of: Callable[..., Facts]) -> None:
    with pytest.raises(FeesInArrears):
        CUSTODY.refuse_unless_allowed(facts_of(fees_paid_until="2026-11"), Policy(arrears_before="2026-12"))


def test_an_empty_month_is_no_arrears_but_the_reviewer_is_told(facts_of: Callable[..., Facts]) -> None:
    facts = facts_of(fees_paid_until=None)
    CUSTODY.refuse_unless_allowed(facts, POLICY)
    assert notices(facts) == ["缴费截止时间未登记"]
    assert notices(facts_of(archive_number=None)) == ["存档编号未登记"]
    assert notices(facts_of()) == []
    assert notices(facts_of(name="张𰻞")) == ["姓名中的“𰻞”（U+30EDE）可能没有字形，证明信可能无法签发"]


def test_old_fees_do_not_matter_to_an_archive_kept_for_a_unit(facts_of: Callable[..., Facts]) -> None:
    facts = facts_of(archive_type=ArchiveType.UNIT, fees_paid_until="2010-01")
    CUSTODY.refuse_unless_allowed(facts, POLICY)
    assert notices(facts_of(archive_type=ArchiveType.UNIT, fees_paid_until=None)) == []


@every_type
def test_a_person_dismissed_from_the_unit_is_refused(kind: CertificateType, facts_of: Callable[..., Facts]) -> None:
    facts = facts_of(archive_type=ArchiveType.UNIT, dismissed_on=date(2020, 8, 1))
    with pytest.raises(DismissedFromUnit) as refusal:
        kind.refuse_unless_allowed(facts, POLICY)
    assert str(refusal.value) == "您已经从该单位离职，不能申请开具证明信，请联系人才中心办理档案转接业务"


def test_a_dismissal_does_not_matter_to_an_individually_kept_archive(facts_of: Callable[..., Facts]) -> None:
    CUSTODY.refuse_unless_allowed(facts_of(dismissed_on=date(2020, 8, 1)), POLICY)


def test_a_unit_archive_needs_the_units_letter(
    facts_of: Callable[..., Facts], application_of: Callable[..., Application]
) -> None:
    facts = facts_of(archive_type=ArchiveType.UNIT)
    with pytest.raises(LetterRequired):
        application_of(facts=facts)
    assert application_of(facts=facts, letter=LETTER).state is State.SUBMITTED


def test_an_individual_archive_needs_no_letter(application_of: Callable[..., Application]) -> None:
    application = application_of()
    assert application.letter is None
    assert application.state.label == "待审核"


def test_checks_tell_the_remedy_before_the_form_is_shown(facts_of: Callable[..., Facts]) -> None:
    checks = {check.code: check for check in CUSTODY.checks(facts_of(fees_paid_until="2014-11"), POLICY)}
    arrears = checks["certificate.application.fees_in_arrears"]
    assert not arrears.ok
    assert "缴纳后再申请" in arrears.message
    assert checks["certificate.application.dismissed_from_unit"].ok
    assert none_pending(pending=True).message == "相同类别的证明申请正在审核中，请等待审核完成后再申请"


def test_two_types_are_issued() -> None:
    assert {code: kind.label for code, kind in CERTIFICATE_TYPES.items()} == {
        "custody": "存档证明",
        "political_review": "政审证明",
    }
    with pytest.raises(UnknownCertificateType):
        certificate_type("experience")
