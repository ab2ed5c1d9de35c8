"""The rules by themselves: phones, passwords, codes, slow-down, captchas."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity.agreements import current_agreement
from identity.domain import captcha, throttle
from identity.domain.agreement import CURRENT_VERSION, AgreementOutdated, check_version
from identity.domain.code import LIFETIME, SENDING_LIMITS, Purpose, new_code, seconds_until_next
from identity.domain.password import WeakPassword, check_strength
from identity.domain.phone import InvalidPhone, Phone
from identity.domain.session import Audience, refresh_deadline

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["13800138000", " 138 0013 8000 ", "１３８００１３８０００"])
def test_a_phone_is_taken_as_people_type_it(typed: str) -> None:
    assert Phone.parse(typed) == "13800138000"


@pytest.mark.parametrize("typed", ["", "1380013800", "138001380000", "12800138000", "+8613800138000", "1380013800a"])
def test_a_wrong_phone_gets_the_manuals_words(typed: str) -> None:
    with pytest.raises(InvalidPhone, match=r"^获取验证码失败，请重新获取$") as refused:
        Phone.parse(typed)
    assert refused.value.field == "phone"


@pytest.mark.parametrize("password", ["Rn7vqp", "kaoyan2b", "Zhengxin-77x1", "证信a1b2x9", "q8!mz_4T"])
def test_letters_and_digits_make_a_password(password: str) -> None:
    check_strength(password)


@pytest.mark.parametrize(
    "password",
    [
        *("a1b2c", "abcdef", "123456", "......", "", "a1" * 100),
        *("123456a", "a123456", "abc123", "ABC123", "qwer1234", "1q2w3e4r", "1qaz2wsx", "q1w2e3r4", "a1b2c3"),
        *("woaini520", "woaini1314", "password1", "Password123", "asd123456", "zxc123", "qq123456", "aaa111", "111aaa"),
        *("abc123!", "admin2008", "wang1990", "123123a", "5201314a", "a147258369"),
    ],
)
def test_short_onesided_and_common_passwords_are_weak(password: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_strength(password, field="new_password")
    assert refused.value.field == "new_password"


def test_a_common_password_is_told_from_a_simple_one() -> None:
    for password, message in (
        ("abc12", "密码过于简单，请设置字母和数字混合的6位以上密码"),
        ("Password123", "密码过于常见，请更换一个"),
    ):
        with pytest.raises(WeakPassword, match=message) as refused:
            check_strength(password)
        assert refused.value.code == "identity.password.weak"


def test_codes_have_four_digits_for_registration_and_six_elsewhere() -> None:
    assert {len(new_code(Purpose.REGISTRATION)) for _ in range(200)} == {4}
    assert {len(new_code(Purpose.RESET)) for _ in range(200)} == {6}
    assert {len(new_code(Purpose.LOGIN)) for _ in range(200)} == {6}
    assert len({new_code(Purpose.REGISTRATION) for _ in range(200)}) > 100


@pytest.mark.parametrize(
    ("minutes_ago", "wait"),
    [
        ([], 0),
        ([0], 60),
        ([0.5], 30),
        ([1], 0),
        ([2, 10, 20, 30], 0),
        ([2, 10, 20, 30, 40], 20 * 60),
        ([90, 180, 270, 360, 450, 540, 630, 720, 810, 900], 9 * 3600),
    ],
)
def test_a_phone_waits_a_minute_an_hour_a_day(minutes_ago: list[float], wait: int) -> None:
    sent = [NOON - timedelta(minutes=minutes) for minutes in minutes_ago]
    assert seconds_until_next(sent, NOON) == wait


@given(st.lists(st.integers(0, 2 * 86_400), max_size=40))
def test_obeying_the_wait_never_breaks_a_limit(gaps: list[int]) -> None:
    """Ask whenever: what was sent keeps within each span's limit."""
    sent: list[datetime] = []
    now = NOON
    for gap in gaps:
        now += timedelta(seconds=gap)
        if seconds_until_next(sent, now) == 0:
            sent.append(now)
    for span, limit in SENDING_LIMITS:
        for start in sent:
            assert sum(start <= at < start + span for at in sent) <= limit


def test_five_wrong_passwords_are_not_slowed_and_then_the_wait_doubles_to_a_quarter_of_an_hour() -> None:
    waits = [throttle.seconds_to_wait(failures, NOON, NOON, free=5) for failures in range(14)]
    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900]
    assert throttle.seconds_to_wait(5, NOON, NOON + timedelta(seconds=31), free=5) == 0
    assert throttle.seconds_to_wait(99, NOON, NOON + timedelta(days=1), free=5) == 0
    assert throttle.seconds_to_wait(10_000, NOON, NOON, free=5) == 900


def test_a_captcha_answer_is_compared_as_people_see_it() -> None:
    answer = captcha.new_answer()
    assert len(answer) == captcha.LENGTH
    assert captcha.canonical(f" {answer.upper()} ") == answer
    assert captcha.canonical("ＡＢ２３") == "ab23"


def test_the_agreement_has_a_notice_on_faces_and_only_its_current_version_counts() -> None:
    agreement = current_agreement()
    assert agreement.version == CURRENT_VERSION
    assert agreement.title == "存档人员网上服务注册协议"
    assert "人脸信息处理告知（单独同意）" in agreement.text
    assert "人工核验" in agreement.text
    check_version(agreement.version)
    with pytest.raises(AgreementOutdated):
        check_version("2020-08-01")


def test_a_session_ends_after_idleness_and_after_twelve_hours_at_the_latest() -> None:
    assert refresh_deadline(NOON, NOON, Audience.PERSON) == NOON + timedelta(minutes=30)
    assert refresh_deadline(NOON, NOON, Audience.STAFF) == NOON + timedelta(minutes=15)
    late = NOON + timedelta(hours=11, minutes=50)
    assert refresh_deadline(NOON, late, Audience.PERSON) == NOON + timedelta(hours=12)


def test_codes_live_five_minutes() -> None:
    assert timedelta(minutes=5) == LIFETIME
