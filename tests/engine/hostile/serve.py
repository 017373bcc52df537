"""A live server over one N-Quads file, on a socket that it is given: ``python serve.py DESCRIPTOR QUADS``."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.settings import read_settings
from kg_api.web import logs
from kg_api.web.app import create_app


def main(descriptor: int, quads: Path) -> None:
    settings = read_settings()
    logs.configure(settings)
    with EmbeddedEngine(quads, "hostile-1", settings) as engine:
        config = uvicorn.Config(create_app(engine, settings), log_level="error", access_log=False)
        uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
