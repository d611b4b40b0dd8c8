"""The shipped knowledge: reads `kb/content/` (YAML) and checks its shape. What breaks a rule names its file."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import ContentError

CONTENT = Path(__file__).parent / "content"

S = TypeVar("S", bound="Shape")
SourceKind = Literal["leaflet", "code", "law", "guidance"]
FollowUp = Literal["how_long", "who_to", "if_no", "at_college"]


class Shape(BaseModel):
    """Base of the content's shapes: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(Shape):
    """One citable part of a source: a paragraph, a section, a heading."""

    title: str
    says: str = ""
    must: bool = False
    url: str | None = None
    evidence: str = ""
    read_at: str = ""


class SourceFile(Shape):
    """A document that can be cited."""

    id: str
    kind: SourceKind
    title: str
    publisher: str
    url: str | None = None
    dated: date | None = None
    dated_text: str = ""
    as_of: date | None = None
    part_word: str = "section"
    says: str = ""
    read_at: str = ""
    evidence: str = ""
    council: str | None = None
    chapters: dict[str, str] = Field(default_factory=dict)
    parts: dict[str, Part] = Field(default_factory=dict)


class LocalAnswer(Shape):
    """A council's own words on a topic: added to the national answer, or in its place."""

    mode: Literal["add", "replace"] = "add"
    answer: str
    more: str = ""
    follow_ups: dict[FollowUp, str] = Field(default_factory=dict)
    # When it is reviewed apart from the topic.
    reviewed: date | None = None
    review_by: date | None = None


class TopicFile(Shape):
    """One thing that parents ask about, with its answers."""

    topic: str
    title: str
    question: str
    group: str
    reviewed: date
    review_by: date
    next: list[str] = Field(default_factory=list)
    notices: list[str] = Field(default_factory=list)
    answer: str
    more: str = ""
    follow_ups: dict[FollowUp, str] = Field(default_factory=dict)
    leaflet: dict[str, str] = Field(default_factory=dict)
    councils: dict[str, LocalAnswer] = Field(default_factory=dict)


class Phone(Shape):
    """A phone number of a service, with where it was read and how old that is."""

    number: str
    label: str = ""
    use: str = ""
    source: str = ""
    dated: str | date | None = None


class Email(Shape):
    """An e-mail address of a service."""

    address: str
    label: str = ""
    use: str = ""
    source: str = ""
    dated: str | date | None = None


class ServiceFile(Shape):
    """A council's SEND information, advice and support service."""

    name: str
    short_name: str
    line_name: str = "Helpline"
    phones: list[Phone] = Field(default_factory=list)
    emails: list[Email] = Field(default_factory=list)
    site: dict[str, Any] | None = None
    social: dict[str, Any] | None = None
    address: dict[str, Any] | None = None
    formats: dict[str, Any] | None = None
    hours: dict[str, Any] | None = None
    status: str = "to_check"
    check: list[str] = Field(default_factory=list)


class CouncilSite(Shape):
    """The council's own website, for what is not about SEN. `districts`: others collect bins and council tax there."""

    url: str
    districts: bool = False


class CouncilFile(Shape):
    """A council with a leaflet."""

    slug: str
    name: str
    short_name: str
    aliases: list[str] = Field(default_factory=list)
    places: list[str] = Field(default_factory=list)
    not_here: list[Any] = Field(default_factory=list)
    service: ServiceFile
    site: CouncilSite | None = None
    local_offer: dict[str, Any] | None = None
    parent_forum: dict[str, Any] | None = None
    safeguarding: dict[str, Any] | None = None
    term_dates: dict[str, Any] = Field(default_factory=dict)
    notes: list[str] = Field(default_factory=list)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; ContentError with its name when it cannot be read."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ContentError(f"{path}: cannot be read as YAML: {error}") from error


def _shaped(shape: type[S], data: Any, path: Path) -> S:
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise ContentError(f"{path}: {error}") from error


@lru_cache
def sources(content: Path = CONTENT) -> dict[str, SourceFile]:
    """Every source by its id."""
    found: dict[str, SourceFile] = {}
    for path in sorted((content / "sources").glob("*.yml")):
        for row in read_yaml(path):
            source = _shaped(SourceFile, row, path)
            if source.id in found:
                raise ContentError(f"{path}: the source id “{source.id}” is used twice.")
            found[source.id] = source
    return found


@lru_cache
def topics(content: Path = CONTENT) -> dict[str, TopicFile]:
    """Every topic by its name. The file name is law: `who_decides.yml` holds `who_decides`."""
    found: dict[str, TopicFile] = {}
    for path in sorted((content / "topics").glob("*.yml")):
        topic = _shaped(TopicFile, read_yaml(path), path)
        if topic.topic != path.stem:
            raise ContentError(f"{path}: holds the topic “{topic.topic}”; rename one of the two.")
        found[topic.topic] = topic
    return found


@lru_cache
def councils(content: Path = CONTENT) -> dict[str, CouncilFile]:
    """Every council with a leaflet by its slug."""
    found: dict[str, CouncilFile] = {}
    for path in sorted((content / "councils").glob("*.yml")):
        council = _shaped(CouncilFile, read_yaml(path), path)
        if council.slug != path.stem:
            raise ContentError(f"{path}: holds the council “{council.slug}”; rename one of the two.")
        found[council.slug] = council
    return found
