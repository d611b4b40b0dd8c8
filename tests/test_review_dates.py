"""The watchdog: an answer whose review date nears fails here, and the failure says what to do."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest

from kb import shipped
from kb.hours import LONDON
from kb.shipped import TopicFile
from tests.kb.content import a_topic_file
from tests.project import TOPICS

TODAY = datetime.now(LONDON).date()
WARN_BEFORE = timedelta(days=14)
LONGEST_REVIEW = timedelta(days=184)  # six months


def due(topics: Iterable[TopicFile], today: date) -> list[str]:
    """What has to be reviewed now, each with the remedy."""
    return [
        f"“{topic.title}” {'passed' if topic.review_by < today else 'reaches'} its review date on {topic.review_by}: "
        f"review kb/content/topics/{topic.topic}.yml, then set `reviewed` and `review_by`"
        for topic in topics
        if topic.review_by <= today + WARN_BEFORE
    ]


def test_no_answer_is_due_for_review() -> None:
    late = due(shipped.topics().values(), TODAY)

    assert late == [], "\n".join(late)


@pytest.mark.parametrize(
    ("review_by", "word"),
    [
        (date(2027, 5, 1), "passed"),
        (date(2027, 5, 21), "passed"),
        (date(2027, 5, 22), "reaches"),
        (date(2027, 6, 5), "reaches"),
        (date(2027, 6, 6), None),
    ],
)
def test_the_watchdog_barks_fourteen_days_before_and_says_the_remedy(review_by: date, word: str | None) -> None:
    topic = TopicFile.model_validate(a_topic_file("sen_funding") | {"review_by": review_by})

    said = due([topic], date(2027, 5, 22))

    assert len(said) == (1 if word else 0)
    assert all(f" {word} " in line and "review kb/content/topics/sen_funding.yml" in line for line in said)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_review_lies_behind_us_and_the_next_within_six_months(topic: str) -> None:
    file = shipped.topics()[topic]

    assert file.reviewed <= TODAY
    assert file.reviewed < file.review_by <= file.reviewed + LONGEST_REVIEW
