"""The answer book: whose words come first, what is cited, and what is filled in."""

from datetime import date

import pytest

from kb.answers import fill
from kb.errors import UnknownTopic
from tests.kb.knowledge import CODE, a_council, a_leaflet, a_topic, an_answer_book, local, national

TODAY = date(2026, 11, 22)


def test_a_council_without_words_of_its_own_gets_the_national_answer():
    book = an_answer_book(
        national("who_decides", "The school decides."), local("who_decides", "islington", "Here too.")
    )

    assert book.answer("who_decides", "kent").text == "The school decides."


def test_a_councils_own_words_are_added_after_the_national_answer():
    book = an_answer_book(
        national("who_decides", "The school decides."), local("who_decides", "kent", "In Kent, write.")
    )

    assert book.answer("who_decides", "kent").text == "The school decides.\n\nIn Kent, write."


def test_a_councils_own_words_can_stand_in_place_of_the_national_answer():
    own = local("who_decides", "kent", "In Kent it is so.", mode="replace")
    book = an_answer_book(national("who_decides", "The school decides."), own)

    assert book.answer("who_decides", "kent").text == "In Kent it is so."


def test_a_part_that_a_replacing_council_is_silent_on_stays_national():
    own = local("who_decides", "kent", "In Kent it is so.", mode="replace")
    book = an_answer_book(national("who_decides", more="More for all."), own)

    assert book.answer("who_decides", "kent", part="more").text == "More for all."


def test_one_councils_words_are_never_given_to_another():
    book = an_answer_book(national("who_decides"), local("who_decides", "kent", "Only in Kent."))

    answers = [book.answer("who_decides", council).text for council in ("islington", "medway", None)]

    assert all("Only in Kent." not in text for text in answers)


def test_no_national_answer_means_no_answer():
    book = an_answer_book(local("who_decides", "kent"))

    assert not book.has("who_decides")
    with pytest.raises(UnknownTopic):
        book.answer("who_decides", "kent")


@pytest.mark.parametrize(
    ("topic", "part"), [("nonsense", "answer"), ("who_decides", "more"), ("who_decides", "nonsense")]
)
def test_what_the_book_does_not_hold_is_an_unknown_topic(topic, part):
    with pytest.raises(UnknownTopic):
        an_answer_book(national("who_decides")).answer(topic, "kent", part)


def test_markers_are_numbered_in_order_and_a_repeated_one_keeps_its_number():
    text = "One. [code:6.17] Two. [code:6.39] Three. [code:6.17]"
    book = an_answer_book(national("who_decides", text))

    answer = book.answer("who_decides", None)

    assert answer.text == "One. [1] Two. [2] Three. [1]"
    assert [(c.marker, c.paragraph) for c in answer.citations] == [(1, "paragraph 6.17"), (2, "paragraph 6.39")]


def test_a_citation_says_what_where_and_how_old():
    cited = an_answer_book(national("who_decides", "So it is. [code:6.17]")).answer("who_decides", None).citations[0]

    assert (cited.kind, cited.title, cited.publisher) == ("code", CODE.title, CODE.publisher)
    assert (cited.section, cited.paragraph) == ("Identifying SEN in schools", "paragraph 6.17")
    assert (cited.url, cited.dated) == ("https://example.org/code#6.17", "January 2015")


def test_a_part_without_an_address_of_its_own_links_to_its_source():
    cited = an_answer_book(national("who_decides", "So. [code:9.99]")).answer("who_decides", None).citations[0]

    assert cited.url == CODE.url


def test_the_leaflet_marker_means_the_asking_councils_own_leaflet():
    topic = a_topic("who_decides", leaflet={"kent": "Who decides?"})
    book = an_answer_book(national("who_decides", "The school. [leaflet] [code:6.17]"), topics=(topic,))

    kent, islington = book.answer("who_decides", "kent"), book.answer("who_decides", "islington")

    assert (kent.citations[0].source, kent.citations[0].section) == ("leaflet_kent", "Who decides?")
    assert islington.text == "The school. [1]"
    assert [c.source for c in islington.citations] == ["code"]


def test_a_leaflet_that_deals_with_the_topic_stands_below_the_answer_cited_or_not():
    topic = a_topic("who_decides", leaflet={"kent": "Who decides?"})
    book = an_answer_book(national("who_decides", "The school.", more="More."), topics=(topic,))

    assert [c.source for c in book.answer("who_decides", "kent").citations] == ["leaflet_kent"]
    assert book.answer("who_decides", "kent", part="more").citations == ()


def test_a_leaflets_exact_words_come_with_its_citation():
    topic = a_topic("who_decides", leaflet={"kent": "Who decides?"})
    quotes = {("leaflet_kent", "Who decides?", "who_decides"): "It is the school."}
    book = an_answer_book(national("who_decides", "The school. [leaflet]"), topics=(topic,), quotes=quotes)

    assert book.answer("who_decides", "kent").citations[0].quote == "It is the school."


def test_what_comes_next_leaves_out_topics_that_are_not_there():
    topic = a_topic("who_decides", next=("review_meetings", "long_gone"))
    book = an_answer_book(national("who_decides"), national("review_meetings"), topics=(topic,))

    assert [t.name for t in book.answer("who_decides", None).next] == ["review_meetings"]


def test_more_is_offered_where_there_is_more_for_that_council():
    book = an_answer_book(national("who_decides"), local("who_decides", "kent", more="More in Kent."))

    assert book.answer("who_decides", "kent").has_more
    assert not book.answer("who_decides", "islington").has_more
    assert not book.answer("who_decides", "kent", part="more").has_more


def test_the_version_names_both_answers_that_were_used():
    book = an_answer_book(national("who_decides"), local("who_decides", "kent"))

    assert book.answer("who_decides", "kent").version == "1.1"
    assert book.answer("who_decides", "islington").version == "1.0"
    assert book.answer("who_decides", None).version == "1.0"


def test_parts_are_those_that_somebody_wrote_for_that_council():
    book = an_answer_book(
        national("who_decides", how_long="Soon.", more=""), local("who_decides", "kent", more="More.")
    )

    assert book.parts("who_decides", "kent") == {"answer", "how_long", "more"}
    assert book.parts("who_decides", None) == {"answer", "how_long"}


def test_cited_sources_are_listed_once_each():
    book = an_answer_book(national("who_decides", "A. [code:6.17] B. [code:6.39]"))

    assert book.cited_sources(book.answer("who_decides", None).citations) == [CODE]


def test_an_old_leaflet_brings_its_notice():
    topic = a_topic("who_decides", leaflet={"kent": "Who decides?"})
    old = a_leaflet("kent", date(2014, 10, 30))
    book = an_answer_book(national("who_decides"), topics=(topic,), sources=(CODE, old))

    assert [n.kind for n in book.answer("who_decides", "kent", today=TODAY).notices] == ["old_leaflet"]


def test_placeholders_become_the_councils_own_details():
    words = fill("{council}|{service}|{contact}|{local_offer}", a_council("kent", emails=[], site=None))

    assert words == (
        "Kent County Council|Kent SENDIASS|phone [01234 567890](tel:01234567890)"
        "|[Kent's Local Offer](https://offer.kent.example)"
    )


def test_placeholders_stay_readable_when_no_council_is_known():
    words = fill("{council}|{service}|{contact}|{local_offer}", None)

    assert "{" not in words
    assert words.startswith("Your council|your council's SEND advice service")
