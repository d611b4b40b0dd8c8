"""English as parents type it: lemmas and sentences, from one pipeline."""

import pytest

from kb.english import lemma, pipeline, read, sentences


def test_the_pipeline_is_loaded_once_and_does_no_more_than_find_names():
    assert pipeline() is pipeline()
    assert pipeline().pipe_names == ["ner"]


def test_what_was_read_is_forgotten():
    with read("Zzyzxovna lives in Kent"):
        pass

    assert "Zzyzxovna" not in pipeline().vocab.strings


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("hitting", "hit"),
        ("took", "take"),
        ("knives", "knife"),
        ("bruises", "bruise"),
        ("things", "thing"),
        ("bus", "bus"),
    ],
)
def test_a_lemma_is_a_verb_if_it_can_be_one(word: str, base: str):
    assert lemma(word) == base


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my son is 7 no one helps", ["my son is 7 no one helps"]),
        ("He is 7. Who decides?", ["He is 7.", "Who decides?"]),
        ("no help at all.He is six", ["no help at all.", "He is six"]),
        ("he cant read at all... how do i ask for help", ["he cant read at all...", "how do i ask for help"]),
        ("I asked... and nothing", ["I asked... and nothing"]),
        ("hi\nwho decides\n\nhow long", ["hi", "who decides", "how long"]),
        ("two things\n- who decides\n2) how long", ["two things", "who decides", "how long"]),
        ("help 😭😭 what do i do", ["help 😭😭", "what do i do"]),
        ("Mr J. Quarmby said para. 9.15 applies. Does it?", ["Mr J. Quarmby said para. 9.15 applies.", "Does it?"]),
        ("It is in section F. What now?", ["It is in section F.", "What now?"]),
        ("They said no. Why", ["They said no.", "Why"]),
        ("see www.kent.gov.uk/send e.g. for help", ["see www.kent.gov.uk/send e.g. for help"]),
        ("!!! ... 👍", []),
        ("", []),
    ],
)
def test_a_message_falls_into_the_sentences_that_its_writer_meant(text: str, expected: list[str]):
    assert sentences(text) == expected
