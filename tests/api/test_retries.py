"""A message with a `client_id` may be sent again without harm: after a lost reply, and also at the same moment."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

from api.models import Message
from tests.api.apps import ScriptedRasa, a_reply, serving
from tests.stack import Parent


def test_the_same_message_again_gets_the_same_answer_and_is_stored_once(http, app):
    parent = Parent(http, "kent")
    message = {"text": "Who decides?", "client_id": str(uuid.uuid4())}

    first, second = parent.post(**message), parent.post(**message)

    assert first.json() == second.json()
    assert [m.sender for m in app.stored(parent.begun["id"])] == ["assistant", "parent", "assistant"]


def test_a_retry_asks_rasa_nothing(http, app):
    parent = Parent(http, "kent")
    parent.post(text="Who decides?", client_id="once")
    asked = len(app.rasa.asked)

    parent.post(text="Who decides?", client_id="once")

    assert len(app.rasa.asked) == asked


def test_a_choice_may_be_retried_too(http, app):
    parent = Parent(http, "kent")
    parent.says("Who decides?")
    message = {"choice": "more:who_decides", "client_id": "chosen"}

    assert parent.post(**message).json() == parent.post(**message).json()
    assert len(app.stored(parent.begun["id"])) == 5


def test_the_same_client_id_in_another_conversation_is_another_message(http):
    answers = [Parent(http, council).post(text="Hi", client_id="same").json() for council in ("kent", "islington")]

    assert answers[0]["messages"][0]["id"] != answers[1]["messages"][0]["id"]


def test_messages_without_client_id_are_never_taken_for_retries(http, app):
    parent = Parent(http, "kent")

    parent.says("Who decides?")
    parent.says("Who decides?")

    assert len(app.stored(parent.begun["id"])) == 5


def test_a_refused_message_can_be_sent_again_in_better_shape_with_the_same_client_id(http):
    parent = Parent(http, "kent")
    assert parent.post(text="x" * 1001, client_id="same").status_code == 422

    assert parent.post(text="Who decides?", client_id="same").status_code == 200


def at_once(*posts):
    with ThreadPoolExecutor(len(posts)) as pool:
        return [future.result() for future in [pool.submit(post) for post in posts]]


def test_two_that_arrive_at_once_are_one(http, app):
    parent = Parent(http, "kent")
    asked = len(app.rasa.asked)

    both = at_once(*[lambda: parent.post(text="Who decides?", client_id="twin")] * 2)

    assert both[0].json() == both[1].json()
    assert len(app.stored(parent.begun["id"])) == 3
    assert len(app.rasa.asked) == asked + 1


def test_two_that_arrive_at_once_at_two_processes_are_one(settings):
    together = threading.Barrier(2, timeout=20)

    def script(_text, _state):
        together.wait()  # both have looked for an earlier answer, and neither has stored one
        return a_reply()

    first_rasa, second_rasa = ScriptedRasa(script), ScriptedRasa(script)
    with serving(settings(), first_rasa) as one, serving(settings(), second_rasa) as two:
        with one.client() as at_one, two.client() as at_two:
            parent = Parent(at_one, "kent")
            same_parent = Parent(at_two, "kent")
            same_parent.path, same_parent.headers = parent.path, parent.headers
            message = {"text": "Who decides?", "client_id": "twin"}

            both = at_once(lambda: parent.post(**message), lambda: same_parent.post(**message))

        assert [response.status_code for response in both] == [200, 200]
        assert both[0].json() == both[1].json()
        assert len(one.stored(parent.begun["id"])) == 3


def test_different_messages_at_once_are_all_answered_and_kept_in_pairs(http, app):
    parent = Parent(http, "kent")

    answers = at_once(*[lambda n=n: parent.post(text=f"Question {n}") for n in range(6)])

    assert {response.status_code for response in answers} == {200}
    stored: list[Message] = app.stored(parent.begun["id"])[1:]
    assert [m.sender for m in stored] == ["parent", "assistant"] * 6
    assert all(answer.reply_to == question.id for question, answer in zip(stored[::2], stored[1::2], strict=True))
