"""One table of settings: name, default, why. Each is read from ``PRIVACY_KG_<NAME>`` in the environment.

There is no global settings object: whoever makes an application makes a :class:`Settings` and hands it down.
``docs/settings.md`` is written from this table; a test compares the two.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from kg_api.errors import ParameterError


def _cache_folder() -> Path:
    return Path.home() / ".cache" / "privacy-kg"


class Settings(BaseSettings):
    """Every setting of the program; sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix="PRIVACY_KG_", extra="forbid", frozen=True)

    cache: Path = Field(
        default_factory=_cache_folder,
        description="Folder for snapshots; outside the checkout, safe to delete.",
    )
    workers: int = Field(
        default=2,
        ge=1,
        le=64,
        description="Worker processes that run queries; one a core is enough, since a query uses one thread.",
    )
    query_seconds: float = Field(
        default=10.0,
        gt=0,
        description="Wall-clock deadline of one query; the worker is killed and replaced when it passes.",
    )
    query_bytes: int = Field(
        default=16 * 1024,
        gt=0,
        description="Longest query text admitted; the longest honest one measured has 6 kB.",
    )
    query_nesting: int = Field(
        default=32,
        gt=0,
        description="Deepest nesting of braces and parentheses admitted; 2,200 crash the parser.",
    )
    query_patterns: int = Field(
        default=128,
        gt=0,
        description="Most triple patterns and groups admitted; planning 128 takes 2 s at worst, 256 over 20 s.",
    )
    query_operators: int = Field(
        default=512,
        gt=0,
        description="Most operators of expressions and paths admitted; 7,000 end the parser with a segmentation fault.",
    )
    worker_memory: int = Field(
        default=2 * 1024**3,
        gt=0,
        description="Address space a worker may add to what it shares with its parent; more ends the query.",
    )
    result_bytes: int = Field(
        default=64 * 1024**2,
        gt=0,
        description="Longest result of one query; more ends the query.",
    )
    build_processes: int = Field(
        default=0,
        ge=0,
        le=256,
        description="Processes that validate and assess policies side by side; 0 for one a core.",
    )
    disk_quads: int = Field(
        default=20_000_000,
        gt=0,
        description="Quads from which on a snapshot is kept on disk, opened read-only; below, it is held in memory.",
    )
    result_rows: int = Field(
        default=100_000,
        gt=0,
        description="Most rows in the answer of /sparql; it says then that it is truncated, and how to get the rest.",
    )
    kept_bytes: int = Field(
        default=24 * 1024**2,
        ge=0,
        description="Memory for results that may be asked for again; 0 keeps none.",
    )
    queue_seconds: float = Field(
        default=2.0,
        gt=0,
        description="How long a request waits for a free worker before it is told 503.",
    )
    queue_places: int = Field(
        default=32,
        gt=0,
        description="Most requests that wait for a worker; the web process has 40 threads, and some must stay free.",
    )
    budget_seconds: float = Field(
        default=60.0,
        ge=0,
        description="Seconds of work a client has a minute: 60 is a processor all the time; 0 for no budget.",
    )
    budget_errors: int = Field(
        default=300,
        ge=0,
        description="Errors a client may cause a minute; a person makes ten, a scanner thousands; 0 for no budget.",
    )
    budget_loopback: bool = Field(
        default=False,
        description="Whether clients of this machine have budgets too; a proxy that names no client is one of them.",
    )
    compress_bytes: int = Field(
        default=1024,
        gt=0,
        description="Shortest answer that is compressed; a shorter one fits a packet as it is.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="How much is logged; only debug shows what was asked and by whom.",
    )
    samples: bool = Field(
        default=False,
        description="Whether commands show the invented samples instead of the policies; --samples says it for one.",
    )
    editor: Path | None = Field(
        default=None,
        description="CodeMirror as `make editor` bundles it, for /query; without it our own small editor is there.",
    )
    rows: int = Field(
        default=1000,
        gt=0,
        description="Most rows in one answer of a question; `truncated` says that there are more.",
    )


def read_settings() -> Settings:
    """The settings of this process's environment; :class:`ParameterError` names each that is out of order."""
    try:
        return Settings()
    except ValidationError as fault:
        wrong = (f"PRIVACY_KG_{str(error['loc'][0]).upper()}: {error['msg']}" for error in fault.errors())
        raise ParameterError(f"Settings out of order: {'; '.join(wrong)}.") from fault
