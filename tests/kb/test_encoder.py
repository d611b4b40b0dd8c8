"""The sentence encoder that Rasa and the knowledge base share."""

import numpy as np
import pytest

from kb.encoder import DIMENSIONS, LEFT_AT_MOST, EncoderMissing, encoder, model_files

HELP = "Who decides what help my child gets?"


def test_each_sentence_becomes_a_row_of_length_one():
    rows = encoder().sentences([HELP, "My son is behind in reading."])

    assert rows.shape == (2, DIMENSIONS)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_the_same_words_give_the_same_numbers_alone_or_in_company():
    alone = encoder().sentences([HELP])
    in_company = encoder().sentences(["A much longer sentence that would pad the short one, if we padded.", HELP])

    assert np.array_equal(alone[0], in_company[1])


@pytest.mark.parametrize("nothing", ["", "   ", "\n"])
def test_no_words_are_all_zeros(nothing):
    assert not encoder().sentences([nothing]).any()


def test_no_sentences_are_no_rows():
    assert encoder().sentences([]).shape == (0, DIMENSIONS)


def test_sentences_that_mean_the_same_are_nearer_than_others():
    decide, same, other = encoder().sentences(
        [HELP, "Who chooses the support that my daughter has?", "What time does the swimming pool close?"]
    )

    assert decide @ same > decide @ other + 0.2


@pytest.mark.parametrize(("words", "read"), [(200, True), (300, False)])
def test_a_text_is_read_up_to_the_models_limit_and_cut_there(words, read):
    short, long = encoder().sentences(["help " * words, "help " * words + "and a bus"])

    assert np.array_equal(short, long) is not read


def test_each_span_gets_a_row_and_an_empty_one_gets_zeros():
    text = "SEN  help"

    tokens, whole = encoder().tokens_and_sentence(text, [(0, 3), (5, 9), (3, 5)])

    assert tokens.shape == (3, DIMENSIONS)
    assert tokens[0].any()
    assert tokens[1].any()
    assert not tokens[2].any()
    assert np.array_equal(whole[0], encoder().sentences([text])[0])


def test_a_folder_without_the_model_is_refused_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("ASKLINE_ENCODER_DIR", str(tmp_path))

    with pytest.raises(EncoderMissing, match="make install"):
        model_files()


def test_a_folder_with_a_model_takes_the_place_of_the_packages(monkeypatch, tmp_path):
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"another model")
    monkeypatch.setenv("ASKLINE_ENCODER_DIR", str(tmp_path))

    assert model_files() == (tmp_path / "model.onnx", tmp_path / "tokenizer.json")


def test_many_texts_at_once_equal_each_text_alone() -> None:
    texts = [
        "who decides?",
        "my son is in year 4",
        "",
        "who pays for that?",
        "is there a letter that I could use for this",
    ]
    spans = [[(0, min(3, len(text)))] for text in texts]

    together = {i: (rows, mean) for i, rows, mean in encoder().tokens_and_sentences(texts, spans)}

    for i, text in enumerate(texts):
        rows, mean = encoder().tokens_and_sentence(text, spans[i])
        np.testing.assert_allclose(together[i][0], rows, atol=1e-5)
        np.testing.assert_allclose(together[i][1], mean, atol=1e-5)


def test_numbers_that_were_left_are_taken_once():
    numbers = np.arange(DIMENSIONS, dtype=np.float32)

    encoder().leave(HELP, numbers)

    assert np.array_equal(encoder().sentence(HELP), numbers)
    assert np.array_equal(encoder().sentence(HELP), encoder().sentences([HELP])[0])


def test_nothing_is_taken_for_a_text_that_nobody_left():
    assert encoder().take("nobody left this") is None


def test_numbers_that_nobody_takes_make_room():
    for n in range(LEFT_AT_MOST + 5):
        encoder().leave(f"text {n}", np.zeros(DIMENSIONS, dtype=np.float32))

    assert encoder().take("text 0") is None
    assert encoder().take(f"text {LEFT_AT_MOST + 4}") is not None
