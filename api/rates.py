"""How many requests one may send in a minute: a person, an address without anybody, a sign-in.

Counted in memory, in a window that moves. Who shows a token or a session is counted as the person
once it was found to be somebody's; until then, and where it is nobody's, as the address it comes
from, so that making up tokens gains nothing.
"""

import ipaddress
import math
import time
from collections import OrderedDict
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.problems import Problem
from api.settings import Settings

KNOWN_MAX = 10_000
"""So many tokens and sessions are remembered as somebody's."""
STRANGERS_SHARE = 10
NETWORK_BITS = 64
"""One home or office has that much of an IPv6 address to itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where somebody stands: so many requests a minute, so many left, all again in `reset` s."""

    fits: bool
    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """What every answer says of it."""
        named = {"Limit": self.limit, "Remaining": self.remaining, "Reset": self.reset}
        return {f"RateLimit-{name}": str(value) for name, value in named.items()}

    def refusal(self) -> Problem:
        """What one is told who sends too many."""
        detail = f"{self.limit} requests a minute are taken; wait {self.reset} seconds."
        headers = {"Retry-After": str(self.reset), "Connection": "close"}
        return Problem(kind="too-many-requests", detail=detail, headers=headers)


class Rates:
    """Counts the requests."""

    def __init__(self, settings: Settings) -> None:
        """Nobody has sent any yet."""
        self.windows = MovingWindowRateLimiter(MemoryStorage())
        self.own = RateLimitItemPerMinute(settings.requests_per_minute)
        share = max(1, settings.requests_per_minute // STRANGERS_SHARE)
        self.strangers = RateLimitItemPerMinute(share)
        self.sign_ins = RateLimitItemPerMinute(settings.sign_ins_per_minute)
        self.known: OrderedDict[str, str] = OrderedDict()

    def counted(self, credential: str, address: str, *, signs_in: bool) -> Standing:
        """Where one stands with this request; `credential` is the hash of what was shown."""
        place = network(address)
        if signs_in:
            first = self.hit(self.sign_ins, f"sign-in:{place}")
            return first if not first.fits else self.hit(self.strangers, f"address:{place}", first)
        person = self.known.get(credential)
        if person:
            return self.hit(self.own, f"person:{person}")
        return self.hit(self.strangers, f"address:{place}")

    def hit(self, item: RateLimitItem, who: str, other: Standing | None = None) -> Standing:
        """Where one stands in a window after this request, or in the other where less is left."""
        fits = self.windows.hit(item, who)
        stats = self.windows.get_window_stats(item, who)
        reset = max(1, math.ceil(stats.reset_time - time.time()))
        found = Standing(
            fits=fits, limit=item.amount, remaining=max(0, stats.remaining), reset=reset
        )
        return other if other and fits and other.remaining <= found.remaining else found

    def knew(self, credential: str) -> bool:
        """Whether the credential is known to be somebody's."""
        return credential in self.known

    def introduced(self, credential: str, person_id: str) -> Standing:
        """Where the person stands, with this first request of theirs that came as an address's."""
        self.knows(credential, person_id)
        return self.hit(self.own, f"person:{person_id}")

    def knows(self, credential: str, person_id: str) -> None:
        """From now on the credential is somebody's."""
        self.known[credential] = person_id
        self.known.move_to_end(credential)
        if len(self.known) > KNOWN_MAX:
            self.known.popitem(last=False)

    def forgets(self, credential: str) -> None:
        """The credential is nobody's any more: what is sent with it is no longer its owner's."""
        self.known.pop(credential, None)


def network(address: str) -> str:
    """The address, or the network it is in where one has many addresses.

    >>> network("192.0.2.7"), network("2001:db8:1:2:3:4:5:6"), network("")
    ('192.0.2.7', '2001:db8:1:2::', '')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, NETWORK_BITS), strict=False).network_address)
