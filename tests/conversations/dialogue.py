"""A dialogue as its file tells it: what the parent says, and what the replies need to hold."""

from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

FOLDER = Path(__file__).parent
KNOWN_MISSES = FOLDER / "known_misses.yml"


class Shape(BaseModel):
    """Base: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Turn(Shape):
    """One message of the parent's (`says` or `chooses`), and what the reply to it needs to hold."""

    says: str | None = None
    chooses: str | None = None
    topic: str | None = Field(None, description="Topic of the reply; where it has none, what was understood.")
    any_of: list[str] = Field(default_factory=list, description="Topics of which one will do.")
    reason: str | None = Field(None, description="Why this reply came, as the record has it.")
    begins: str | None = Field(None, description="How the first message begins.")
    contains: list[str] = Field(default_factory=list, description="Phrases to be read in the replies.")
    never: list[str] = Field(default_factory=list, description="Phrases that no reply may hold.")
    cites: list[str] = Field(default_factory=list, description="Kinds or ids of sources: code, leaflet_kent.")
    section: str | None = Field(None, description="Section or paragraph of one of the citations.")
    notice: list[str] = Field(default_factory=list, description="Kinds of notices.")
    choices: list[str] = Field(default_factory=list, description="Ids of choices that are offered.")
    handoff: bool | None = None
    council: str | None = None

    @model_validator(mode="after")
    def one_way_to_speak(self) -> "Turn":
        if (self.says is None) == (self.chooses is None):
            raise ValueError("a turn either `says` or `chooses`")
        if not self.model_fields_set - {"says", "chooses"}:
            raise ValueError(f"nothing is expected of the reply to {self.parent!r}")
        return self

    @property
    def parent(self) -> str:
        """What the parent does, for a person to read."""
        return self.says if self.says is not None else f"[{self.chooses}]"


class Dialogue(Shape):
    """A whole conversation with one parent."""

    council: str | None
    turns: list[Turn] = Field(min_length=2)


class KnownMiss(Shape):
    """A fair message that the model of the day misunderstood. It is measured again, and may pass one day."""

    text: str
    expected: str
    got: str
    confidence: float
    council: str | None = None
    also: list[str] = Field(default_factory=list, description="Other topics that a sensible adviser would accept.")
    after: str | None = Field(None, description="What the parent said before.")


def dialogue_files(name: str = "all") -> Iterator[Path]:
    """The dialogues' files, in the order of their names; only the one that is named, unless "all"."""
    for path in sorted(FOLDER.glob("*.yml")):
        if path != KNOWN_MISSES and name in ("all", path.stem, path.name):
            yield path


def dialogue(path: Path) -> Dialogue:
    """The dialogue in that file. Raises ValueError, with the file's name, when it breaks the format."""
    try:
        return Dialogue.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error


def known_misses() -> list[KnownMiss]:
    """Every fair message that was misunderstood when it was written down."""
    return [KnownMiss.model_validate(row) for row in yaml.safe_load(KNOWN_MISSES.read_text(encoding="utf-8")) or []]
