"""The address a request comes from, and the key by which its requests are counted."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


class ClientAddress:
    """Reads forwarded addresses, but only from proxies that are configured; others could write anything."""

    def __init__(self, trusted: Iterable[str]) -> None:
        """``trusted``: addresses or networks of the proxies in front of the gateway."""
        self._trusted = [ip_network(entry, strict=False) for entry in trusted]

    def of(self, peer: str, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """The last address in ``X-Forwarded-For`` that is no trusted proxy, if the peer is one; else the peer."""
        if not self._trusted or not self._is_trusted(peer):
            return peer
        listed = ",".join(value.decode("latin-1") for name, value in headers if name == b"x-forwarded-for")
        address = peer
        for entry in reversed([entry.strip() for entry in listed.split(",") if entry.strip()]):
            if not _is_address(entry):
                break
            address = entry
            if not self._is_trusted(entry):
                break
        return address

    def _is_trusted(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self._trusted)


def counting_key(address: str) -> str:
    """An IPv4 address itself; of an IPv6 address the /64, as one household or attacker holds all of that."""
    if ":" not in address or not _is_address(address):
        return address
    number = ip_address(address)
    if isinstance(number, IPv6Address) and number.ipv4_mapped:
        return str(number.ipv4_mapped)
    return str(ip_network(f"{address.split('%', 1)[0]}/64", strict=False))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
