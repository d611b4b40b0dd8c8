"""What a file of labelled messages may look like, and what is said when it is malformed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from api.learning.labelled import BadQuestions, Question, known_labels, read_questions
from tests.stack import ROOT

Reader = Callable[[str | bytes], list[Question]]
LABELS = frozenset({"transport", "benefits", "sen_funding"})


@pytest.fixture
def written(tmp_path: Path) -> Reader:
    """Writes a file of messages and reads it."""

    def read(content: str | bytes) -> list[Question]:
        path = tmp_path / "messages.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_questions(path, LABELS)

    return read


def test_text_and_label_are_enough(written: Reader) -> None:
    assert written("text,label\nno bus,transport\n") == [Question("no bus", "transport", line=2)]


@pytest.mark.parametrize(
    "also", ["benefits|sen_funding", "benefits;sen_funding", '"benefits, sen_funding"', "benefits | sen_funding|"]
)
def test_also_may_be_parted_by_bars_semicolons_or_commas(written: Reader, also: str) -> None:
    (question,) = written(f"text,label,also\nno bus,transport,{also}\n")

    assert question.also == {"benefits", "sen_funding"}


def test_other_columns_and_their_order_do_not_matter(written: Reader) -> None:
    (question,) = written("source,Kind, label ,TEXT\na forum,brief,transport,no bus\n")

    assert question == Question("no bus", "transport", kind="brief", line=2)


@pytest.mark.parametrize(
    "content",
    [
        "\ufefftext,label\nno bus,transport\n",  # as Excel marks UTF-8
        "text;label\r\nno bus;transport\r\n",  # as Excel writes where the comma parts decimals
        "text\tlabel\nno bus\ttransport\n",
        "\ntext,label\n\nno bus,transport\n,\n",
    ],
)
def test_what_spreadsheets_write_is_read(written: Reader, content: str) -> None:
    assert [q.text for q in written(content)] == ["no bus"]


def test_a_message_may_have_several_lines_and_commas_in_quotes(written: Reader) -> None:
    (question,) = written('text,label\n"no bus,\nand no taxi",transport\n')

    assert question.text == "no bus,\nand no taxi"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("text,topic\nno bus,transport\n", "no column “label” (its first line names text, topic): add the column"),
        ("label\ntransport\n", "no column “text”"),
        ("", "is empty: its first line must name"),
        ("text,label\n", "has no messages: write at least one line"),
        ("text,label\n ,transport\n", "line 2: the text is empty: write the message, or delete the line"),
        ("text,label\nno bus,\n", "line 2: the label is empty"),
        ("text,label\nno bus\n", "line 2: the label is empty"),
        ("text,label\nno bus,transprot\n", "“transprot” is no intent of domain.yml (did you mean “transport”?)"),
        ("text,label,also\nno bus,transport,buses\n", "line 2: “buses” is no intent of domain.yml"),
        ("text,label\nno bus, no taxi,transport\n", "line 2: 3 cells under 2 columns: put double quotes"),
        ('text,label\n"no bus,transport\n', "unexpected end of data"),
        ("text,label\nno bus à l'école,transport\n".encode("cp1252"), "is not UTF-8: save it"),
    ],
)
def test_a_malformed_file_is_told_in_one_line_with_what_to_do(written: Reader, content: str | bytes, said: str) -> None:
    with pytest.raises(BadQuestions) as error:
        written(content)

    assert said in str(error.value)
    assert "messages.csv" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadQuestions, match="cannot be read"):
        read_questions(tmp_path / "none.csv", LABELS)


@pytest.mark.parametrize("name", ["questions.csv", "idioms.csv"])
def test_our_own_files_are_well_formed(name: str) -> None:
    labels = known_labels(ROOT / "domain.yml")

    assert read_questions(ROOT / "tests/evaluation" / name, labels)
    assert "nlu_fallback" not in labels
