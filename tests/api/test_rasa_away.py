"""While Rasa is away the parent is answered from search: what is said then, without the real processes."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from api.models import Conversation
from api.rasa import RasaAway
from kb.replies import Choice, Reply
from tests.api.apps import RasaIsAway, ScriptedRasa, Served, serving
from tests.kb.models import SAID, a_model, learnt, said_as
from tests.stack import Parent


@pytest.fixture(scope="module")
def alone(settings) -> Iterator[Served]:
    """The application whose Rasa never answers."""
    with serving(settings(), RasaIsAway()) as served:
        yield served


@pytest.fixture
def parent(alone):
    with alone.client() as http:
        yield Parent(http, "kent")


def kinds(message) -> list[str]:
    return [notice["kind"] for notice in message["notices"]]


def ids(message) -> list[str]:
    return [choice["id"] for choice in message["choices"]]


def test_a_question_gets_the_nearest_answer_said_to_be_searched(parent):
    turn = parent.says("Where does the money for SEN support come from?")
    message = turn["messages"][0]

    assert message["topic"] == "sen_funding"
    assert message["text"].startswith("Part of Askline is not working right now")
    assert kinds(message)[0] == "searched"
    assert message["citations"]
    assert turn["understood"] == {"topic": None, "confidence": 0.0, "ranking": []}


def test_it_comes_with_the_lines_details_and_a_person(parent):
    message = parent.says("Where does the money for SEN support come from?")["messages"][0]

    assert message["handoff"]["phones"][0]["number"] == "03000 41 3000"
    assert message["handoff"]["line"]["reason"] == "hours_unknown"
    assert ids(message)[-1] == "person"


def test_what_else_was_near_is_offered_and_can_be_chosen(parent):
    first = parent.says("Where does the money for SEN support come from?")["messages"][0]
    other = next(i for i in ids(first) if i.startswith("topic:"))

    assert parent.chooses(other)["messages"][0]["topic"] == other.removeprefix("topic:")


@pytest.mark.parametrize("words", ["is it not?", "no", "xqzt wvbk pllm", "the and of"])
def test_where_nothing_is_near_the_line_is_given(parent, words):
    message = parent.says(words)["messages"][0]

    assert message["topic"] is None
    assert "03000 41 3000" in message["text"]
    assert message["handoff"]["service"] == "Information, Advice and Support Kent"


def test_a_council_that_is_chosen_meanwhile_is_remembered_and_answered_for(settings):
    """Rasa asks for the council, goes away, and the parent then chooses."""
    rasa = ScriptedRasa(lambda _text, _state: asks_for_the_council())
    with serving(settings(), rasa) as served, served.client() as http:
        parent = Parent(http)
        parent.says("Who decides?")
        rasa.script = goes_away

        message = parent.chooses("council:kent")["messages"][0]
        begun = http.get(f"{parent.path}/transcript", headers=parent.headers).json()

    assert (message["topic"], message["council"]) == ("who_decides", "kent")
    assert begun["council"] == "kent"


def asks_for_the_council():
    return Reply("Which council?", "asked_council", "who_decides", choices=(Choice("council:kent", "Kent"),))


def goes_away(_text, _state):
    raise RasaAway("ConnectError")


@pytest.mark.parametrize(
    ("choice", "says"),
    [("person", "You can talk to a person"), ("topic:contact_helpline", "03000 41 3000")],
)
def test_a_choice_is_obeyed_without_rasa(parent, choice, says):
    offered = parent.says("Where does the money for SEN support come from?")["messages"][0]
    begun = parent.begun["messages"][0]
    assert choice in ids(offered) + ids(begun)

    assert says in parent.chooses(choice)["messages"][0]["text"]


def test_without_a_council_a_chosen_topic_asks_for_it_as_ever(alone):
    with alone.client() as http:
        parent = Parent(http)

        message = parent.chooses("topic:child_may_have_sen")["messages"][0]

    assert "council:kent" in ids(message)


def test_danger_is_answered_first_without_rasa(parent):
    messages = parent.says("I want to kill myself, nobody helps my son at school")["messages"]

    assert messages[0]["topic"] == "crisis"
    assert "999" in messages[0]["text"]
    assert len(messages) == 2


# with a trained model


@pytest.fixture
def model(tmp_path):
    return tmp_path / "models/askline.tar.gz"


def test_a_model_that_is_trained_while_the_application_runs_is_used_at_once(settings, model):
    with (
        serving(settings(model=str(model), book_check_seconds=0), RasaIsAway()) as served,
        served.client() as http,
    ):
        parent = Parent(http, "kent")
        before = parent.says("many thanks for that")["messages"][0]
        a_model(model, **learnt())

        after = parent.says("many thanks for that")["messages"][0]

    assert "You're welcome" not in before["text"]
    assert after["text"].startswith("You're welcome")


def test_danger_that_only_the_model_understands_is_answered_with_the_card_and_recorded(settings, model):
    # Not what the patterns of kb/safety know: they come first, with Rasa or without.
    a_model(model, **learnt(said_as(SAID | {"crisis": ["it is all dark and far away", "everything is dark now"]})))
    with serving(settings(model=str(model)), RasaIsAway()) as served, served.client() as http:
        parent = Parent(http, "kent")

        messages = parent.says("it is all dark now")["messages"]
        with Session(served.engine) as session:
            recorded = session.get(Conversation, parent.begun["id"])

    assert [m["topic"] for m in messages] == ["crisis"]
    assert recorded is not None
    assert recorded.crisis is True


def test_danger_that_the_words_show_gets_one_card_and_the_rest_of_the_message_an_answer(settings, model):
    a_model(model, **learnt())
    with serving(settings(model=str(model)), RasaIsAway()) as served, served.client() as http:
        messages = Parent(http, "kent").says("I want to kill myself, they excluded my son again")["messages"]

    assert messages[0]["topic"] == "crisis"
    assert "crisis" not in [m["topic"] for m in messages[1:]]
