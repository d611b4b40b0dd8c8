"""What the call-back form and its e-mail say: plain, filled in, and used."""

import ast
import re
from typing import Any

import pytest

from kb import shipped
from kb.callback_words import callback_email, callback_words, consent, said
from kb.readability import READING_AGE_LIMIT, SENTENCE_LIMIT, readability
from kb.shipped import read_yaml
from tests.kb.knowledge import a_council
from tests.project import ROOT

FILLED = {
    "service": "Kent SENDIASS", "days": "30", "reference": "CDFH-2345", "limit": "80", "council": "Kent",
    "day": "today", "title": "A title", "count": "2",
    "delete_on": "1 January", "time": "10am", "text": "A note", "script": "Bengali",
}  # fmt: skip


def texts(group: Any, path: str = "") -> dict[str, str]:
    if not isinstance(group, dict):
        return {path: str(group)}
    return {k: v for key, value in group.items() for k, v in texts(value, f"{path}.{key}".lstrip(".")).items()}


ALL = {f"callback {k}": v for k, v in texts(callback_words()).items()}
ALL |= {f"transcript {k}": v for k, v in texts(read_yaml(shipped.CONTENT / "transcript.yml")).items()}
FOR_PARENTS = {k: v.format(**FILLED) for k, v in ALL.items() if not k.startswith("callback mail")}


@pytest.mark.parametrize("key", sorted(k for k, text in FOR_PARENTS.items() if len(text.split()) >= 8))
def test_what_parents_read_is_plain_english(key):
    found = readability(FOR_PARENTS[key])

    assert found.longest <= SENTENCE_LIMIT, found.longest_sentence
    assert len(FOR_PARENTS[key].split()) < 25 or found.age <= READING_AGE_LIMIT, found.age


def test_the_consent_as_a_whole_is_plain_english():
    found = readability(" ".join(FOR_PARENTS[f"callback {k}"] for k in ("intro", "consent", "summary_hint", "sent")))

    assert found.age <= READING_AGE_LIMIT


def test_the_consent_names_who_gets_the_details_and_for_how_long_they_are_kept():
    words = consent(a_council("kent"), 14)

    assert "Kent SENDIASS" in words
    assert "14 days" in words
    assert "{" not in words


def test_a_services_first_email_takes_its_requests():
    assert callback_email(a_council("kent")) == "advice@kent.example"
    assert callback_email(a_council("kent", emails=[])) is None
    assert callback_email(None) is None


def test_what_is_filled_in_is_not_read_as_a_template():
    assert "{days}" in said("intro", service="{days}")


def test_every_text_is_used():
    code = "".join(p.read_text() for folder in ("api", "kb") for p in sorted((ROOT / folder).rglob("*.py")))
    pages = "".join(p.read_text() for p in sorted((ROOT / "api/templates").glob("*.html")))
    strings = {
        n.value for n in ast.walk(ast.parse(_joined(code))) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }
    used = strings | set(re.findall(r"\w+", pages)) | {s.rpartition(".")[2] for s in strings}

    idle = [key for key in ALL if key.rpartition(".")[2].split()[-1] not in used]

    assert idle == []


def _joined(code: str) -> str:
    """Many files as one that can be parsed: what must stand first in a file is left out."""
    return re.sub(r"^from __future__ .*$", "", code, flags=re.MULTILINE)
