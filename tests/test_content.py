"""The shipped knowledge: whole, cited, filled in, reviewed, in our own words."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime

import pytest

from kb import shipped
from kb.answers import ANSWER, AnswerBook, Composed
from kb.book import read_book
from kb.database import connect, migrate
from kb.hours import LONDON
from kb.loading import load
from kb.markers import markers
from kb.places import council_names, nlu_yaml
from kb.proof import texts_of
from kb.replies import words
from kb.shipped import TopicFile
from tests.kb.content import a_topic_file
from tests.project import GENERATED, NEVER_TYPED, ROOT, TOPICS, read, relative, repository_files, rules, words_of

COUNCILS = ["bexley", "cambridgeshire", "islington", "kent", "northumberland"]
ELSEWHERE = [None, "leeds"]  # council not known; a council without a leaflet
TODAY = datetime.now(LONDON).date()
# Leaflets are not ours to put on the web; of Bexley Voice only an e-mail address could be read.
WITHOUT_ADDRESS = {*(f"leaflet_{council}" for council in COUNCILS), "bexley_voice"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> AnswerBook:
    """The answer book as it runs: migrated, loaded from the shipped content, read back."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('book') / 'askline.db'}")
    migrate(engine)
    load(engine)
    read_back = read_book(engine)
    engine.dispose()
    return read_back


def composed(book: AnswerBook, topic: str, council: str | None) -> list[Composed]:
    """Every part of an answer as a parent of that council reads it."""
    return [book.answer(topic, council, part, TODAY) for part in sorted(book.parts(topic, council))]


# --- whole ---


def test_every_topic_of_the_domain_has_its_file_and_no_other_file_is_there() -> None:
    assert sorted(shipped.topics()) == TOPICS
    assert sorted(path.stem for path in (shipped.CONTENT / "topics").iterdir()) == TOPICS


def test_every_council_with_a_leaflet_has_its_file_and_its_leaflet() -> None:
    assert sorted(shipped.councils()) == COUNCILS
    assert {source.council for source in shipped.sources().values() if source.kind == "leaflet"} == set(COUNCILS)


def test_every_topic_leads_to_its_answer_or_to_the_line() -> None:
    led = {topic: rules().get(topic) for topic in TOPICS}

    assert led.pop("contact_helpline") == ["action_hand_off"]
    assert {topic: actions for topic, actions in led.items() if actions != ["action_answer"]} == {}


@pytest.mark.parametrize("council", [*COUNCILS, *ELSEWHERE])
@pytest.mark.parametrize("topic", TOPICS)
def test_an_answer_is_composed_and_cited_for_every_parent(topic: str, council: str | None, book: AnswerBook) -> None:
    answer = book.answer(topic, council, ANSWER, TODAY)

    assert len(words_of(answer.text)) > 20
    assert answer.citations, f"a parent of {council} could not see where this comes from"
    assert any(cited.kind != "leaflet" for cited in answer.citations)
    assert len(answer.next) >= 2


@pytest.mark.parametrize("council", [*COUNCILS, *ELSEWHERE])
@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_is_left_to_fill_in_and_every_number_has_its_citation(
    topic: str, council: str | None, book: AnswerBook
) -> None:
    for part in composed(book, topic, council):
        numbers = {int(n) for n in re.findall(r"\[(\d+)\](?!\()", part.text)}
        listed = [cited.marker for cited in part.citations]

        assert re.findall(r"\{\w*\}?|\[[a-z][^\]]*\](?!\()", part.text) == [], part.part
        assert listed == list(range(1, len(listed) + 1))
        assert numbers <= set(listed)
        # Only the council's own leaflet may stand below an answer that does not point at it.
        assert {c.kind for c in part.citations if c.marker not in numbers} <= {"leaflet"}
        assert {c.source for c in part.citations if not str(c.url).startswith("http")} <= WITHOUT_ADDRESS
        assert all(cited.title and cited.publisher for cited in part.citations)


@pytest.mark.parametrize("council", ELSEWHERE)
@pytest.mark.parametrize("topic", TOPICS)
def test_no_parent_from_elsewhere_is_shown_another_councils_leaflet(
    topic: str, council: str | None, book: AnswerBook
) -> None:
    kinds = {cited.kind for part in composed(book, topic, council) for cited in part.citations}

    assert "leaflet" not in kinds


# --- cited ---


def unresolved(topic: TopicFile) -> Iterator[str]:
    """Every marker of a topic that points at nothing."""
    sources = shipped.sources()
    for place, text, slugs in texts_of(topic):
        for marker in markers(text):
            for source in [f"leaflet_{slug}" for slug in slugs] if marker.is_leaflet else [marker.source]:
                if source not in sources or (marker.part and marker.part not in sources[source].parts):
                    yield f"{place}: [{marker.source}:{marker.part}] is not in {source}"


@pytest.mark.parametrize("topic", TOPICS)
def test_every_citation_resolves(topic: str) -> None:
    assert list(unresolved(shipped.topics()[topic])) == []


def test_a_citation_that_points_at_nothing_is_noticed() -> None:
    answer = "One. [code:99.99] Two. [nothing] Three. [code:6.17] Four. [leaflet:No such heading]"
    fields = a_topic_file(
        "who_decides", answer, leaflet={"kent": "Any"}, councils={"kent": {"answer": "[leaflet:None]"}}
    )

    found = list(unresolved(TopicFile.model_validate(fields)))

    assert [problem.split(" ")[0] for problem in found] == ["answer:", "answer:", "answer:", "kent"]


@pytest.mark.parametrize("topic", TOPICS)
def test_each_councils_own_words_and_leaflet_section_exist(topic: str) -> None:
    file, sources = shipped.topics()[topic], shipped.sources()

    assert set(file.councils) | set(file.leaflet) <= set(COUNCILS)
    assert [s for slug, s in file.leaflet.items() if s not in sources[f"leaflet_{slug}"].parts] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_what_to_ask_next_exists_and_is_something_else(topic: str) -> None:
    following = shipped.topics()[topic].next

    assert set(following) <= set(TOPICS) - {topic}
    assert len(following) == len(set(following))


# --- words of our own ---


def strings_in_code() -> set[str]:
    """Every plain string in the code that speaks."""
    speaking = [
        p for p in repository_files() if p.suffix == ".py" and relative(p).split("/")[0] in ("kb", "actions", "api")
    ]
    nodes = (node for path in speaking for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_key_of_words_yml_is_used() -> None:
    small_talk = {intent for intent, actions in rules().items() if actions == ["action_talk"]}

    idle = set(words()) - strings_in_code() - small_talk

    assert idle == set(), "delete these keys from kb/content/words.yml"


def test_there_are_words_for_all_small_talk() -> None:
    small_talk = {intent for intent, actions in rules().items() if actions == ["action_talk"]}

    assert small_talk - {"greet"} <= set(words())
    assert {"greeting", "greeting_again"} <= set(words())
    assert not small_talk & NEVER_TYPED


def test_words_hold_no_placeholder_that_nobody_fills_in() -> None:
    used = {name for text in words().values() for name in re.findall(r"\{\w*\}?", text)}

    assert used <= strings_in_code()
    assert "{council}" in used


def test_rasas_list_of_councils_is_the_one_of_the_knowledge_base() -> None:
    written = GENERATED.read_text(encoding="utf-8")

    assert written == nlu_yaml(), "run `python -m kb places`"


def test_every_english_council_is_known_once() -> None:
    named = [other["name"] for other in read(shipped.CONTENT / "other_councils.yml")["councils"]]

    assert len(named) == len(set(named))
    assert len(council_names()) == len(named) + len(COUNCILS)


def test_the_content_folder_holds_nothing_that_is_not_read() -> None:
    """A file that no code names would be knowledge that no parent ever meets."""
    named = strings_in_code()
    single = {path.name for path in shipped.CONTENT.glob("*.yml")}

    assert {name for name in single if name not in named} == set()
    assert {p.name for p in (ROOT / "kb/content").iterdir() if p.is_dir()} == {"topics", "councils", "sources"}
