"""Which addresses belong to the public internet.

Our own list, because `is_global` of Python 3.11 is true for multicast and for several networks of special use, and for
addresses that wrap a private one.
"""

import ipaddress
from collections.abc import Iterator
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SPECIAL: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
    )
)
# Of IPv6 only this is given out, and everything else is refused, but for the translation of IPv4.
_GIVEN_OUT: Final = ipaddress.ip_network("2000::/3")
_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")
_LOW: Final = (1 << 32) - 1


def is_public(address: Address) -> bool:
    """Whether an address, and every address that it wraps, can be reached by anybody."""
    return _is_public(address) and all(_is_public(inner) for inner in _wrapped(address))


def _is_public(address: Address) -> bool:
    if any(address in network for network in _SPECIAL if network.version == address.version):
        return False
    return address.version == 4 or address in _GIVEN_OUT or address in _TRANSLATED


def _wrapped(address: Address) -> Iterator[Address]:
    if not isinstance(address, ipaddress.IPv6Address):
        return
    if address in _TRANSLATED:
        yield ipaddress.IPv4Address(int(address) & _LOW)
    yield from (one for one in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())) if one)
    if (int(address) >> 32) & 0xFDFFFFFF == 0x5EFE:  # ISATAP, of either kind of identifier
        yield ipaddress.IPv4Address(int(address) & _LOW)
