"""A listener on loopback that counts who calls; no query must ever make the service call it."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType


class Listener:
    """Listens while inside; ``heard`` counts connections, and each is answered so that no caller waits."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/sparql"
        self.heard = 0

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):  # the socket has been shut down
            while True:
                channel = self._socket.accept()[0]
                self.heard += 1
                with contextlib.suppress(OSError), channel:
                    channel.sendall(
                        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    )
