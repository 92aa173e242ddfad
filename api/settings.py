"""What the service is told by its environment: `TREASURY_...`, each with a value that works.

`shown` is the effective configuration for an operator's eyes: passwords are hidden.
"""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "TREASURY_"
PASSWORD_IN_URL = re.compile(r"(?<=//)([^:/@]*:).+(?=@)|(password=)[^&]+")
HIDDEN = r"\1\2(hidden)"
MEGABYTE = 1024 * 1024

AtLeastOne = Annotated[int, Field(ge=1)]


class Settings(BaseSettings):
    """The service's settings. Times in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data: Path = Path("data")
    """The folder for the SQLite database and what a run writes meanwhile."""
    database_url: str = ""
    """PostgreSQL (`postgresql+psycopg://...`) or SQLite; empty: `treasury.db` in the folder."""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    public_url: str = ""
    """Where people reach the service; empty: http://HOST:PORT. With https, cookies ask for it."""
    workers: Annotated[int, Field(ge=0, le=64)] = 1
    """Processes that execute jobs beside the server; 0 where `treasury worker` runs elsewhere."""
    trusted_proxies: str = ""
    """Addresses of proxies whose X-Forwarded-For is believed, with commas between them."""
    metrics_token: SecretStr = SecretStr("")
    """Who shows it may read /metrics from another machine; empty: only this machine may."""
    stop_seconds: AtLeastOne = 10
    """How long requests and jobs may take to end when the service stops."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    session_hours: AtLeastOne = 12
    session_idle_minutes: AtLeastOne = 60
    token_days_max: AtLeastOne = 366
    invitation_hours: AtLeastOne = 72
    lock_after_failures: AtLeastOne = 5
    lock_minutes: AtLeastOne = 15
    requests_per_minute: AtLeastOne = 1200
    """Of one person; from one address without a sign-in a tenth of it."""
    sign_ins_per_minute: AtLeastOne = 20
    """From one address; raise it where many sign in through one proxy that is not trusted."""
    body_bytes_max: AtLeastOne = 8 * MEGABYTE
    upload_bytes_max: AtLeastOne = 256 * MEGABYTE
    request_seconds_max: AtLeastOne = 120
    """A request whose body takes longer to arrive is ended."""
    lease_seconds: AtLeastOne = 30
    job_attempts_max: AtLeastOne = 3

    @property
    def store_url(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'treasury.db'}"

    @property
    def reached_at(self) -> str:
        """The address people type."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    def shown(self) -> dict[str, str]:
        """The effective configuration by the names of the environment, passwords hidden.

        >>> Settings(database_url="postgresql+psycopg://bank:s:e/cr@t@db/bank").shown()[
        ...     "TREASURY_DATABASE_URL"]
        'postgresql+psycopg://bank:(hidden)@db/bank'
        """
        values = self.model_dump() | {"database_url": self.store_url}
        shown = "(hidden)" if self.metrics_token.get_secret_value() else ""
        values |= {"metrics_token": shown}
        named = {f"{PREFIX}{name.upper()}": str(value) for name, value in values.items()}
        return {name: PASSWORD_IN_URL.sub(HIDDEN, value) for name, value in named.items()}
