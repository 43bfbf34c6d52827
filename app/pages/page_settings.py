"""What the pages need to know of where the service runs."""

from typing import Final, NamedTuple


class PageSettings(NamedTuple):
    """`public_url`: where browsers reach the service, if it is not where they ask.

    `trusted_header`: the header in which the proxies at `trusted_networks` state the e-mail address of a person who has
    signed in with them.
    """

    public_url: str | None = None
    trusted_header: str | None = None
    trusted_networks: tuple[str, ...] = ()


AS_IT_IS: Final = PageSettings()
