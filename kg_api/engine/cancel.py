"""A handle to end a query under way, for whoever asked it and no longer wants the answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Cancel:
    """Cancelled once, by any thread; what is to be done then is registered by the engine at work."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._action: Callable[[], object] | None = None

    @property
    def cancelled(self) -> bool:
        """Whether nobody wants the answer any more."""
        return self._cancelled

    def cancel(self) -> None:
        """Has the query ended if it runs, or as soon as it begins; a second call does nothing."""
        with self._lock:
            done, self._cancelled = self._cancelled, True
            if self._action is not None and not done:
                self._action()

    @contextmanager
    def calling(self, action: Callable[[], object]) -> Iterator[None]:
        """While inside, cancelling calls ``action``, which must not block; at once where it has been cancelled.

        After leaving it is never called, so it may name what is gone by then.
        """
        with self._lock:
            self._action = action
            if self._cancelled:
                action()
        try:
            yield
        finally:
            with self._lock:
                self._action = None


CURRENT: ContextVar[Cancel | None] = ContextVar("cancel", default=None)


def current() -> Cancel:
    """The handle of whoever waits for this thread's work, or one that nobody holds."""
    return CURRENT.get() or Cancel()
