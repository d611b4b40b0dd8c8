"""Builders: small answer books, councils and sources, in which a test names only what it is about."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kb.answers import AnswerBook, AnswerText
from kb.facts import CouncilFacts, SourceFacts, TopicFacts
from kb.hours import LONDON

NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)  # a Monday in term time
CHECKED = date(2026, 11, 22)
CODE = SourceFacts(
    id="code",
    kind="code",
    title="SEND Code of Practice",
    publisher="Department for Education",
    url="https://example.org/code",
    dated=date(2015, 1, 1),
    dated_text="January 2015",
    as_of=date(2026, 10, 1),
    part_word="paragraph",
    parts={"6.17": {"title": "Identifying SEN in schools", "url": "https://example.org/code#6.17"}},
)


def a_topic(name: str, **facts: Any) -> TopicFacts:
    """A topic that nothing leads on from and no leaflet deals with, unless `facts` say so."""
    words = name.replace("_", " ")
    asked: dict[str, Any] = {"title": words.title(), "question": f"What about {words}?", "group": "any"}
    return TopicFacts(name=name, **({**asked, "next": (), "notices": (), "leaflet": {}} | facts))


def national(topic: str, answer: str = "What holds in all England.", **texts: str) -> AnswerText:
    """An answer for all England; `texts` are its other parts (more, how_long, ...)."""
    return AnswerText(topic, "", "national", 1, {"answer": answer, **texts}, CHECKED)


def local(topic: str, council: str, answer: str = "What holds here.", mode: str = "add", **texts: str) -> AnswerText:
    """A council's own answer: added to the national one, or in its place (mode "replace")."""
    return AnswerText(topic, council, mode, 1, {"answer": answer, **texts}, CHECKED)


def a_leaflet(council: str, dated: date | None = date(2025, 10, 1)) -> SourceFacts:
    """A council's leaflet."""
    return SourceFacts(
        id=f"leaflet_{council}",
        kind="leaflet",
        title=f"SEN support in {council.title()}",
        publisher=f"{council.title()} SENDIASS",
        url=None,
        dated=dated,
        dated_text="",
        as_of=None,
        part_word="section",
        parts={},
    )


def a_council(slug: str = "kent", term_dates: Mapping[str, Any] | None = None, **service: Any) -> CouncilFacts:
    """A council whose service has a phone and an e-mail address; `service` changes its details."""
    name = slug.title()
    details = {
        "name": f"{name} Advice and Support",
        "short_name": f"{name} SENDIASS",
        "line_name": "Helpline",
        "phones": [{"label": "Helpline", "number": "01234 567890"}],
        "emails": [{"label": "Advice", "address": f"advice@{slug}.example"}],
        "site": {"url": f"https://www.{slug}.example/"},
        "hours": None,
    }
    return CouncilFacts(
        slug=slug,
        name=f"{name} County Council",
        short_name=name,
        aliases=(),
        places=(),
        service=details | service,
        local_offer={"name": f"{name}'s Local Offer", "url": f"https://offer.{slug}.example"},
        parent_forum=None,
        safeguarding={
            "name": f"{name} Front Door",
            "phones": [{"number": "01234 999", "label": "Worried about a child"}],
        },
        term_dates=term_dates or {},
    )


def an_answer_book(
    *answers: AnswerText,
    topics: tuple[TopicFacts, ...] = (),
    councils: tuple[CouncilFacts, ...] = (a_council("kent"), a_council("islington")),
    sources: tuple[SourceFacts, ...] = (CODE, a_leaflet("kent")),
    quotes: Mapping[tuple[str, str, str], str] | None = None,
    version: int = 1,
) -> AnswerBook:
    """A book of these answers. Topics that are not described are made up from their names."""
    described = {t.name: t for t in topics}
    return AnswerBook(
        version=version,
        topics={a.topic: described.get(a.topic) or a_topic(a.topic) for a in answers} | described,
        answers={(a.topic, a.council): a for a in answers},
        sources={s.id: s for s in sources},
        councils={c.slug: c for c in councils},
        quotes=quotes or {},
    )
