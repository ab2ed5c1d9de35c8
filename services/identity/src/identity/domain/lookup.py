"""How many different ID numbers one address may ask about: the manual's messages tell who has an archive."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from kernel.errors import DomainError, Kind

SPAN = timedelta(hours=1)
SANDBOX_FACTOR = 1000
"""The sandbox's tests come from one address."""


class LookupsThrottled(DomainError):
    """The address has asked about as many ID numbers as it may."""

    code = "identity.lookup.throttled"
    kind = Kind.TOO_MANY
    message = "查询的身份证号码过多，请稍后再试"


def counted_as(address: str) -> str:
    """What an address is counted as: of an IPv6 address its /64, which one household or attacker holds whole."""
    try:
        number = ip_address(address.split("%", 1)[0])
    except ValueError:
        return address
    if not isinstance(number, IPv6Address):
        return str(number)
    return str(number.ipv4_mapped or ip_network(f"{number}/64", strict=False))


def shown_as(address: str) -> str:
    """An address without the part that names one machine: enough to recognise a place by."""
    counted = counted_as(address)
    return counted if "/" in counted or "." not in counted else f"{counted.rpartition('.')[0]}.*"
