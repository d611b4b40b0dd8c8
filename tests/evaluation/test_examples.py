"""Training examples as the evaluation reads them."""

from pathlib import Path

from tests.evaluation.examples import Example, already_trained_on, read_examples

NLU = """\
version: "3.1"
nlu:
- intent: transport
  examples: |
    - no bus from [Kent](council)
    - the taxi in [Bexley]{"entity": "council"} is late
- lookup: council
  examples: |
    - kent
"""


def test_examples_are_plain_words_and_look_up_tables_are_none(tmp_path: Path) -> None:
    (tmp_path / "transport.yml").write_text(NLU)

    assert read_examples(tmp_path) == [
        Example("no bus from Kent", "transport"),
        Example("the taxi in Bexley is late", "transport"),
    ]


def test_a_message_was_trained_on_whatever_its_case_and_punctuation() -> None:
    examples = [Example("No bus, again!", "transport")]

    assert already_trained_on(["no bus again", "no bus"], examples) == [True, False]
