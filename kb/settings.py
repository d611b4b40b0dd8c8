"""Every setting of the application, read from the environment with the prefix ASKLINE_."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings, with defaults that run everything on one machine."""

    model_config = SettingsConfigDict(env_prefix="ASKLINE_", env_file=None)

    var: Path = Field(Path("var"), description="Where the embedded default keeps its state.")
    database_url: str = Field("", description="SQLAlchemy address; empty: SQLite in `var`.")
    leaflets_dir: Path | None = Field(None, description="Folder with the councils' leaflets, to import at load.")

    host: str = Field("127.0.0.1", description="Where the API listens.")
    port: int = Field(8000, description="Port of the API.")
    rasa_url: str = Field("http://127.0.0.1:5005", description="Where Rasa listens (loopback).")
    actions_url: str = Field("http://127.0.0.1:5055", description="Where the action server listens (loopback).")
    rasa_timeout: float = Field(8.0, description="Seconds to wait for Rasa before answering from search.")
    book_check_seconds: float = Field(2.0, description="How often a process asks whether answers have changed.")

    max_characters: int = Field(1000, description="Longest message that is accepted.")
    turns_per_minute: int = Field(30, description="Messages one conversation may send in a minute.")
    starts_per_minute: int = Field(60, description="Conversations one address may start in a minute.")
    secure_cookies: bool = Field(False, description="Set to true behind HTTPS: the chat page's cookie is then Secure.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @property
    def database(self) -> str:
        """The SQLAlchemy address in force."""
        return self.database_url or f"sqlite:///{(self.var / 'askline.db').as_posix()}"


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
