"""The SMS providers by the names that the settings know. A new one is a file here and a line below."""

from collections.abc import Callable

from notification.adapters.needs import ProviderNeeds
from notification.adapters.sandbox import SandboxSmsProvider
from notification.domain.sms import SmsProvider

PROVIDERS: dict[str, Callable[[ProviderNeeds], SmsProvider]] = {
    "sandbox": SandboxSmsProvider,
}


class UnknownProvider(ValueError):
    """The settings name a provider that there is none of."""


def open_provider(name: str, needs: ProviderNeeds) -> SmsProvider:
    """The provider of that name.

    Raises:
        UnknownProvider: there is none.
    """
    if name not in PROVIDERS:
        raise UnknownProvider(f"ZHENGXIN_SMS_PROVIDER: one of {', '.join(sorted(PROVIDERS))}")
    return PROVIDERS[name](needs)
