"""Laws that a parent was told of: what we do not know is doubted, what we know never is."""

import csv

import pytest

from kb.premises import unknown_law
from kb.shipped import sources
from tests.project import ROOT, examples

CODE = "the SEND Code of Practice"
LAWS = [source for source in sources().values() if source.kind == "law"]
NUMBERED = [(law, part) for law in LAWS for part in law.parts if part[0].isdigit()]


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "tests/evaluation" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("paragraph 14.9 of the Code says so", [f"paragraph 14.9 of {CODE}"]),
        ("the code says at 14.9 that they must", [f"paragraph 14.9 of {CODE}"]),
        ("chapter 17 of the Code", [f"chapter 17 of {CODE}"]),
        ("The new Code of Practice 2023 ended it", ["a Code of Practice of 2023"]),
        ("in the 2023 SEND code", ["a Code of Practice of 2023"]),
        ("under the Inclusion Act 2021", ["a law called “Inclusion Act 2021”"]),
        ("the pupils happiness act 2019 says", ["a law called “pupils happiness act 2019”"]),
        ("section 214 of the Children and Families Act", ["section 214 of the Children and Families Act 2014"]),
        ("section 42A of the Children and Families Act", ["section 42A of the Children and Families Act 2014"]),
        ("section 36(27) says", ["section 36(27)"]),
        ("regulation 91 of the SEND Regs", ["regulation 91 of the SEND Regulations"]),
        ("Annex Q says no", ["Annex Q"]),
        ("in Harrow-Pell v Thistledown", ["a court case called “Harrow-Pell v Thistledown”"]),
        ("The judge in R v <name> Governors said", ["that court case"]),
        ("the Exclusion Amnesty Regulations 2025", ["a law called “Exclusion Amnesty Regulations 2025”"]),
    ],
    ids=[
        "paragraph", "bare_number", "chapter", "code", "code_by_year",
        "act", "act_in_small_letters", "section_too_high", "lettered_section",
        "subsection", "regulation", "annex", "case", "case_with_a_hidden_name", "regulations",
    ],
)  # fmt: skip
def test_what_we_do_not_know_is_named_for_the_parent(text, doubted):
    assert unknown_law(text) == doubted


def test_two_doubts_are_both_named_and_a_repeated_one_once():
    text = "Paragraph 14.9 and regulation 91, yes paragraph 14.9"

    assert unknown_law(text) == [f"paragraph 14.9 of {CODE}", "regulation 91 of the SEND Regulations"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Which Act says that?",
        "the SEND Code of Practice 2015 and the 2001 code before it",
        "He can act out at school",
        "is it in the Children and Families Act",
        "what changed with the Equality Act 2010",
        "my section 19 letter",
        "year 9.15 bus and 6.30 pickup",
        "the Special Educational Needs and Disability Regulations 2014",
    ],
)
def test_ordinary_words_and_real_laws_are_not_doubted(text):
    assert unknown_law(text) == []


@pytest.mark.parametrize("part", sources()["code"].parts)
def test_no_paragraph_of_the_code_that_we_hold_is_doubted(part):
    assert unknown_law(f"paragraph {part} of the Code") == []
    assert unknown_law(f"the Code of Practice says in {part}") == []


@pytest.mark.parametrize("chapter", sources()["code"].chapters)
def test_no_chapter_of_the_code_is_doubted(chapter):
    assert unknown_law(f"chapter {chapter} of the Code") == []


@pytest.mark.parametrize(("law", "part"), NUMBERED, ids=[f"{law.id}:{part}" for law, part in NUMBERED])
def test_no_section_or_regulation_that_we_hold_is_doubted(law, part):
    title = law.title.partition(", Part ")[0]

    assert unknown_law(f"does {law.part_word} {part} of the {title} help us") == []
    assert unknown_law(f"does {law.part_word} {part} help us") == []


@pytest.mark.parametrize("law", LAWS, ids=[law.id for law in LAWS])
def test_no_law_that_we_hold_is_doubted_by_its_title(law):
    title = law.title.partition(", Part ")[0]

    assert unknown_law(f"What is in the {title}?") == []


def test_at_least_29_of_30_false_premises_are_doubted():
    made_up = rows("false_premises.csv")

    missed = [row["made_up"] for row in made_up if not unknown_law(row["text"])]

    assert len(made_up) == 30
    assert len(missed) <= 1, missed


def test_no_question_of_the_evaluation_is_doubted():
    assert {row["text"]: doubts for row in rows("questions.csv") if (doubts := unknown_law(row["text"]))} == {}


def test_no_training_example_is_doubted():
    texts = [text for of_a_topic in examples().values() for text in of_a_topic]

    assert {text: doubts for text in texts if (doubts := unknown_law(text))} == {}
