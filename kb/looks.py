"""How the widget looks and greets for each council, and what it says around the chat. Pure data, read once."""

from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from kb.shipped import CONTENT, read_yaml

CATALOGUES = {"en": "widget_en.yml", "cy": "widget_cy.yml"}
DEFAULT = "default"  # for parents whose council is not known, or has no look of its own


@dataclass(frozen=True)
class Look:
    """Accent colour, the colour of text on it, and what stands at the head of the chat."""

    accent: str
    on_accent: str
    title: str
    greeting: str

    def public(self) -> dict[str, str]:
        """The look as the HTTP contract gives it."""
        return asdict(self)


@lru_cache
def looks(content: Path = CONTENT) -> dict[str, Look]:
    """Every look by the council's slug, and the default one."""
    found = read_yaml(content / "looks.yml")
    return {slug: Look(**{key: text.strip() for key, text in look.items()}) for slug, look in found.items()}


def look_of(council: str | None) -> Look:
    """The look of a council; the default one where it has none."""
    return looks().get(council or DEFAULT) or looks()[DEFAULT]


@lru_cache
def catalogue(language: str, content: Path = CONTENT) -> dict[str, str]:
    """What the widget says around the chat in that language, by key."""
    return {str(key): str(text).strip() for key, text in read_yaml(content / CATALOGUES[language]).items()}
