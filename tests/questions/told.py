"""An engine that keeps what it is asked, for tests of how much is asked and of whom."""

from __future__ import annotations

from kg_api.engine import Description, Engine, Request, Result


class Told:
    """An engine that keeps the texts it is asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.texts: list[str] = []

    def query(self, request: Request) -> Result:
        self.texts.append(request.text)
        return self._engine.query(request)

    def describe(self) -> Description:
        return self._engine.describe()

    def close(self) -> None:
        self._engine.close()
