"""What a client may use a minute: seconds of queries and answers, and errors, as two token buckets by its address."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg_api.settings import Settings

Clock = Callable[[], float]

_MINUTE: Final = 60.0
_MOST_CLIENTS: Final = 10_000
_NETWORK: Final = 64  # bits: an IPv6 client has all addresses of its network (RFC 6177)


@dataclass
class _Level:
    tokens: float
    at: float


class Buckets:
    """One bucket of ``capacity`` tokens a client, refilled in a minute; a debt is carried over.

    It remembers at most ``most`` clients: those who owe nothing are forgotten first, then the longest unseen.
    Every method may be called from any thread.
    """

    def __init__(self, capacity: float, clock: Clock = time.monotonic, most: int = _MOST_CLIENTS) -> None:
        self._capacity, self._clock, self._most = capacity, clock, most
        self._levels: dict[str, _Level] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._levels)

    def wait(self, client: str) -> float:
        """Seconds until the client has one token (or a full bucket, where that is less); 0 where it has."""
        with self._lock:
            missing = min(1.0, self._capacity) - self._tokens(client)
        return max(0.0, missing * _MINUTE / self._capacity)

    def spend(self, client: str, tokens: float) -> None:
        """Takes tokens, more than there are where need be."""
        with self._lock:
            left = self._tokens(client) - tokens
            self._levels.pop(client, None)
            self._levels[client] = _Level(left, self._clock())
            if len(self._levels) > self._most:
                self._forget()

    def _tokens(self, client: str) -> float:
        level = self._levels.get(client)
        return self._capacity if level is None else self._now(level)

    def _now(self, level: _Level) -> float:
        refilled = (self._clock() - level.at) * self._capacity / _MINUTE
        return min(self._capacity, level.tokens + refilled)

    def _forget(self) -> None:
        owing = [(key, level) for key, level in self._levels.items() if self._now(level) < self._capacity]
        self._levels = dict(owing[-(self._most // 2 or 1) :])


class Budget:
    """The two budgets of every client; a budget of 0 in the settings is none."""

    def __init__(self, settings: Settings, clock: Clock = time.monotonic) -> None:
        self._loopback = settings.budget_loopback
        self._seconds = Buckets(settings.budget_seconds, clock) if settings.budget_seconds else None
        self._errors = Buckets(settings.budget_errors, clock) if settings.budget_errors else None

    def refusal(self, address: str | None) -> tuple[int, str] | None:
        """How many whole seconds a client has to wait, and a sentence why; None where it may go on."""
        client = self._key(address)
        if client is None:
            return None
        for buckets, what in ((self._seconds, "time for queries"), (self._errors, "number of errors")):
            if buckets is not None and (wait := buckets.wait(client)) > 0:
                seconds = math.ceil(wait)
                return seconds, f"The {what} for one client in a minute is used up; ask again in {seconds} s."
        return None

    def charge(self, address: str | None, seconds: float, status: int) -> None:
        """Books a request: the seconds that it cost, and an error where its status is one of the client's."""
        client = self._key(address)
        if client is None:
            return
        if self._seconds is not None and seconds > 0:
            self._seconds.spend(client, seconds)
        if self._errors is not None and is_error(status):
            self._errors.spend(client, 1)

    def _key(self, address: str | None) -> str | None:
        return client_key(address, self._loopback)


def is_error(status: int) -> bool:
    """Whether a status is the client's doing: 4xx but 429, which would never end, and a query too slow (504)."""
    return (400 <= status < 500 and status != 429) or status == 504


@lru_cache(maxsize=1024)
def client_key(address: str | None, loopback: bool = False) -> str | None:
    """Whose budget it is: an IPv4 address, an IPv6 network; None for one without, such as a client of this machine.

    A proxy of this machine that names no client would make all its clients one, who could lock each other out.
    """
    if address is None:
        return None
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_loopback and not loopback:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(found), _NETWORK), strict=False))
    return str(found)
