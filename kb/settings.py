"""Every setting of the application, read from the environment with the prefix ASKLINE_."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def origins_in(listed: str) -> list[str]:
    """The origins of a list with commas."""
    return [origin.strip() for origin in listed.split(",") if origin.strip()]


def is_safe_address(address: str) -> bool:
    """Whether what is sent there is kept secret on the way: by https, or because it stays on this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and local))


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
    model: str = Field("", description="The trained model, for search too; empty: models/askline.tar.gz in `var`.")
    training_data: Path = Field(Path("data"), description="What Rasa's model is trained from: examples and rules.")
    test_questions: Path = Field(
        Path("data/test/questions.csv"), description="Labelled messages on which a new model is compared."
    )
    rasa_python: Path = Field(
        Path("bot/.venv/bin/python"), description="Python of Rasa's environment, in which new models are trained."
    )
    training_minutes: float = Field(30, gt=0, description="A training that takes longer is given up.")
    models_kept: int = Field(5, ge=1, description="So many tried models, and so many that ran before, are kept.")
    book_check_seconds: float = Field(2.0, description="How often a process asks whether answers have changed.")

    max_characters: int = Field(1000, description="Longest message that is accepted.")
    turns_per_minute: int = Field(30, description="Messages one conversation may send in a minute.")
    starts_per_minute: int = Field(60, description="Conversations one address may start in a minute.")
    max_body_bytes: int = Field(65_536, description="Largest request body that is accepted.")
    allowed_origins: str = Field(
        "", description="Websites that may carry the widget, like https://www.kent.gov.uk, with commas between them."
    )
    secure_cookies: bool = Field(False, description="Set to true behind HTTPS: the chat page's cookie is then Secure.")
    redis_url: str = Field("", description="Redis for the fan-out of events; needed only with several API processes.")
    stream_check_seconds: float = Field(2.0, description="How often open event streams look at the database unasked.")
    wait_seconds: float = Field(
        300, description="How long a parent waits for an adviser before a call-back is offered."
    )
    duty_seconds: float = Field(180, description="An adviser is off duty when their page was not seen for so long.")
    adviser_gone_seconds: float = Field(300, description="A live chat ends when its adviser was not seen for so long.")
    adviser_session_hours: float = Field(12, description="An adviser's log-in ends after so many hours.")
    adviser_idle_minutes: float = Field(120, description="An adviser's log-in ends when they did nothing for so long.")

    secret_key: SecretStr = Field(
        SecretStr(""), description="Seals second factors in the database; empty: a key file in `var` does."
    )
    second_factor_for: Literal["administrators", "everybody", "nobody"] = Field(
        "administrators", description="Who has to have a second factor beside a password."
    )
    oidc_issuer: str = Field(
        "", description="The council's single sign-on (OpenID Connect): the address of its issuer. Empty: none."
    )
    oidc_client_id: str = Field("", description="What Askline is called there.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Askline's secret there.")
    oidc_back: str = Field(
        "", description="Where browsers come back to, as it is registered there: /adviser/login/council/back."
    )
    oidc_scope: str = Field("openid email profile", description="What Askline asks for there.")
    oidc_name_claim: str = Field(
        "email", description="The claim by which people are first recognised; email counts when it is verified."
    )
    oidc_groups_claim: str = Field("groups", description="The claim that lists a person's groups.")
    oidc_rights: str = Field(
        "", description="GROUP=ROLE@COUNCIL, with commas between: groups then make accounts and say what they may do."
    )
    oidc_second_factor: bool = Field(
        True, description="Whether the second factor of the council's log-in counts; if not, ours is asked for too."
    )
    oidc_timeout: float = Field(5.0, gt=0, le=60, description="Seconds that the council's log-in has to answer.")

    smtp_host: str = Field("", description="The mail server for call-back requests; empty: mails are files in `var`.")
    smtp_port: int = Field(587, description="Its port.")
    smtp_user: str = Field("", description="Who logs in there; empty: nobody does.")
    smtp_password: SecretStr = Field(SecretStr(""), description="The password of that user.")
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How mails are kept secret on the way."
    )
    smtp_timeout: float = Field(30.0, gt=0, le=100, description="Seconds that sending one mail may take.")
    mail_from: str = Field("", description="Who mails come from: an address that the mail server lets us use.")
    mail_to: str = Field(
        "", description="Send every call-back request here, not to the services: for trying things out."
    )
    outbox_seconds: float = Field(5.0, description="How often the outbox looks for mails that are due.")
    callback_days: int = Field(30, ge=1, description="Call-back requests are deleted after so many days.")
    callbacks_per_hour: int = Field(20, description="Call-back requests that one address may make in an hour.")

    # How long things are kept: api/privacy deletes what is older, every day. Parents read these on /privacy.
    conversation_days: int = Field(
        180, ge=1, le=3650, description="A chat is deleted so many days after its last word."
    )
    note_days: int = Field(180, ge=1, le=3650, description="Advisers' notes on chats are deleted after so many days.")
    feedback_days: int = Field(180, ge=1, le=3650, description="What parents thought of an answer: after so many days.")
    correction_days: int = Field(
        730, ge=1, le=3650, description="Corrections that the model learns from: after so many."
    )
    login_days: int = Field(1, ge=1, le=365, description="Log-ins that have ended, and waits after wrong passwords.")
    erasure_days: int = Field(2190, ge=1, le=36500, description="Records of what was erased, and of retention's runs.")
    privacy_contact: str = Field("", description="Whom parents ask about their data: an e-mail or web address.")

    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @model_validator(mode="after")
    def mail_is_whole(self) -> "Settings":
        """A mail server needs a sender, and a user a password: better no start than requests that nobody gets."""
        if self.smtp_host and not self.mail_from:
            raise ValueError("ASKLINE_SMTP_HOST is set: set ASKLINE_MAIL_FROM too")
        if self.smtp_user and not self.smtp_password.get_secret_value():
            raise ValueError("ASKLINE_SMTP_USER is set: set ASKLINE_SMTP_PASSWORD too")
        return self

    @field_validator("secret_key")
    @classmethod
    def secret_key_is_long(cls, key: SecretStr) -> SecretStr:
        """A short one could be guessed by whoever has the database."""
        if 0 < len(key.get_secret_value()) < 32:
            raise ValueError("ASKLINE_SECRET_KEY is too short: 32 characters or more, from `openssl rand -base64 32`")
        return key

    @model_validator(mode="after")
    def sign_on_is_whole(self) -> "Settings":
        """Single sign-on needs all its parts, and a way there that nobody else can listen to."""
        if not self.oidc_issuer:
            return self
        if not self.oidc_client_id or not self.oidc_client_secret.get_secret_value():
            raise ValueError(
                "ASKLINE_OIDC_ISSUER is set: set ASKLINE_OIDC_CLIENT_ID and ASKLINE_OIDC_CLIENT_SECRET too"
            )
        if not is_safe_address(self.oidc_issuer):
            raise ValueError("ASKLINE_OIDC_ISSUER: write the issuer's https:// address, as the council's IT gave it")
        return self

    @field_validator("allowed_origins")
    @classmethod
    def origins_are_origins(cls, listed: str) -> str:
        """Each is a scheme and a host, as browsers send them: a slip would only be noticed by parents."""
        for origin in origins_in(listed):
            if not re.fullmatch(r"https?://[a-z0-9.-]+(:\d+)?", origin):
                raise ValueError(
                    f"ASKLINE_ALLOWED_ORIGINS: {origin!r} is no origin; write https://www.kent.gov.uk, without a path"
                )
        return listed

    @property
    def origins(self) -> list[str]:
        """The websites that may carry the widget."""
        return origins_in(self.allowed_origins)

    @property
    def trained_model(self) -> Path:
        """Where Rasa's trained model lies, if there is one yet."""
        return Path(self.model) if self.model else self.var / "models/askline.tar.gz"

    @property
    def learnt_corrections(self) -> Path:
        """What the running model has learnt from approved corrections: `make train` learns from it too."""
        return self.var / "learnt.yml"

    @property
    def database(self) -> str:
        """The SQLAlchemy address in force."""
        return self.database_url or f"sqlite:///{(self.var / 'askline.db').as_posix()}"


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
