"""The texts."""

import pytest
from notification.adapters.providers import PROVIDERS, UnknownProvider, open_provider
from notification.domain.templates import TEMPLATES, TemplateName
from notification.settings import Settings
from pydantic import ValidationError

CONTRACT = {
    "registration_code",
    "login_code",
    "reset_code",
    "password_changed",
    "phone_changed",
    "application_rejected",
    "certificate_issued",
    "certificate_revoked",
    "identity_review_decided",
    "application_received",
}
SETTINGS = {
    "event_keys": "k:" + "A" * 43 + "=",
    "seal_keys": "k:" + "A" * 43 + "=",
    "index_key": "A" * 43 + "=",
    "internal_token": "t",
    "database_url": "postgresql://u:p@127.0.0.1:1/d",
    "broker_url": "amqp://u:p@127.0.0.1:1/v",
    "identity_url": "http://127.0.0.1:1",
}


def test_the_templates_are_those_of_the_contract() -> None:
    assert {name.value for name in TemplateName} == CONTRACT
    assert set(TEMPLATES) == set(TemplateName)


@pytest.mark.parametrize("name", TemplateName)
def test_nothing_but_a_code_stands_in_a_text(name: TemplateName) -> None:
    template = TEMPLATES[name]
    assert template.places == ({"code", "minutes"} if name.value.endswith("_code") else frozenset())
    longest = {"code": "123456", "minutes": "10"}
    text = template.fill("示" * 16, **{place: longest[place] for place in template.places})
    assert text.endswith(f"。【{'示' * 16}】")
    assert len(text) <= 70, "more than one message long"


def test_a_place_left_open_is_an_error() -> None:
    with pytest.raises(ValueError, match="places"):
        TEMPLATES[TemplateName.LOGIN_CODE].fill("示例", code="123456")
    with pytest.raises(ValueError, match="places"):
        TEMPLATES[TemplateName.CERTIFICATE_ISSUED].fill("示例", name="张三")


def test_the_stand_in_is_refused_in_production() -> None:
    with pytest.raises(ValidationError, match="ZHENGXIN_SMS_PROVIDER"):
        Settings(**SETTINGS, profile="production")
    with pytest.raises(ValidationError, match="ZHENGXIN_SMS_PROVIDER"):
        Settings(**SETTINGS, profile="production", sms_provider="sandbox")
    assert Settings(**SETTINGS, profile="sandbox").provider == "sandbox"


def test_the_centre_of_the_sandbox_signs_nothing_in_production() -> None:
    production = {**SETTINGS, "profile": "production", "sms_provider": "some"}
    with pytest.raises(ValidationError, match="ZHENGXIN_SMS_SIGNATURE"):
        Settings(**production)
    assert Settings(**production, sms_signature="某某人才中心").provider == "some"


def test_an_unknown_provider_is_named() -> None:
    with pytest.raises(UnknownProvider, match=", ".join(sorted(PROVIDERS))):
        open_provider("carrier-pigeon", None)  # type: ignore[arg-type]
