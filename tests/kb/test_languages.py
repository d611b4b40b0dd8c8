"""Which language a parent writes in."""

import csv
import socket

import pytest
from lingua import Language

from kb.languages import other_language
from kb.shipped import CONTENT, read_yaml
from tests.project import ROOT, examples

LINES = read_yaml(CONTENT / "languages.yml")
SAID = {
    "polish": "Moja córka nie radzi sobie w szkole i nie wiem, kogo poprosić o pomoc.",
    "lithuanian": "Mano sūnui mokykloje labai sunku skaityti, kas galėtų mums padėti?",
    "portuguese": "O meu filho não consegue aprender na escola e ninguém nos ajuda.",
    "tagalog": "Nahihirapan ang anak ko sa paaralan at hindi ko alam kung kanino hihingi ng tulong.",
    "arabic": "ابنتي لا تستطيع القراءة في المدرسة وأحتاج إلى مساعدة",
    "romanian": "Băiatul meu are greutăți la școală și nu știu cine ne poate ajuta.",
    "urdu": "میری بیٹی کو اسکول میں پڑھنے میں مشکل ہے، مجھے مدد چاہیے",
    "somali": "Wiilkaygu dugsiga wuu ku dhibtoonayaa mana garanayo cidda na caawin karta.",
    "spanish": "Mi hija no aprende a leer en la escuela y nadie nos ayuda.",
    "french": "Mon fils a beaucoup de difficultés à l'école et personne ne nous aide.",
    "turkish": "Kızım okulda çok zorlanıyor ve kimden yardım isteyeceğimi bilmiyorum.",
    "bengali": "আমার ছেলে স্কুলে পড়তে পারে না, আমি সাহায্য চাই",
    "ukrainian": "Моїй доньці важко читати в школі, хто може нам допомогти?",
}
WITHOUT_A_LINE = {
    "russian": "Моему сыну трудно учиться в школе, кто нам поможет?",
    "chinese": "我的孩子在学校有困难，谁能帮助我们？",
    "punjabi": "ਮੇਰੇ ਪੁੱਤਰ ਨੂੰ ਸਕੂਲ ਵਿੱਚ ਮੁਸ਼ਕਲ ਆਉਂਦੀ ਹੈ",
    "gujarati": "મારા દીકરાને શાળામાં મુશ્કેલી પડે છે",
    "tamil": "என் மகனுக்கு பள்ளியில் உதவி வேண்டும்",
}


def test_every_language_with_a_line_has_a_sentence_here():
    assert SAID.keys() == {name for name, own in LINES.items() if own.get("line")}, "write one in SAID"


@pytest.mark.parametrize("language", SAID)
def test_a_language_with_a_line_is_answered_in_it(language):
    spoken = other_language(SAID[language])

    assert spoken is not None
    assert (spoken.name, spoken.line) == (LINES[language]["name"], LINES[language]["line"])


@pytest.mark.parametrize("language", WITHOUT_A_LINE)
def test_a_language_without_a_line_is_named(language):
    spoken = other_language(WITHOUT_A_LINE[language])

    assert spoken is not None
    assert (spoken.name, spoken.line) == (LINES[language]["name"], "")


@pytest.mark.parametrize(("language", "leftward"), [("arabic", True), ("urdu", True), ("polish", False)])
def test_it_is_known_which_way_a_language_runs(language, leftward):
    spoken = other_language(SAID[language])

    assert spoken is not None
    assert spoken.right_to_left is leftward


def test_our_own_lines_are_in_the_languages_that_they_are_for():
    taken = {name: other_language(own["line"]) for name, own in LINES.items() if own.get("line")}

    assert {name: t and t.name for name, t in taken.items()} == {name: LINES[name]["name"] for name in taken}


@pytest.mark.parametrize("own", LINES.values(), ids=LINES)
def test_every_line_says_whether_a_native_speaker_has_read_it(own):
    if own.get("line"):
        assert own.get("checked") in (True, False), "write `checked: false` until somebody who speaks it has read it"
    else:
        assert "checked" not in own, "there is no line to check"


@pytest.mark.parametrize("name", LINES)
def test_every_language_is_one_that_the_detector_knows(name):
    assert Language.from_str(name) != Language.ENGLISH


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "salut Marie",
        "my son nie mówi",
        "my son łukasz has autism",
        "Agnieszka Wiśniewska",
        "<name> <name>",
        "ehcp?",
    ],
    ids=["none", "marks", "two", "mixed", "name in English", "names alone", "redacted", "jargon"],
)
def test_too_few_words_or_an_english_one_are_no_sign(text):
    assert other_language(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "cnt cope no more",
        "gcse btec eotas",
        "dyslexia dyscalculia dyspraxia",
        "hes nt copin",
        "ehcna iep senco camhs salt ot",
        "not sure tbh",
        "que sera sera",
    ],
)
def test_clipped_english_and_jargon_are_no_other_language(text):
    assert other_language(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("dziękuję", "Polish"),
        ("Mój syn potrzebuje EHCP, jak złożyć wniosek do council", "Polish"),
        ("jak napisać do SENCO", "Polish"),
        ("ačiū", "Lithuanian"),
        ("obrigado", "Portuguese"),
        ("minha filha precisa de EHCP", "Portuguese"),
        ("salamat po", "Tagalog"),
        ("mulțumesc", "Romanian"),
        ("میرا بیٹا آٹسٹک ہے", "Urdu"),
        ("mujhe madad chahiye", "Urdu"),
        ("amar chele school e jete chay na", "Bengali"),
        ("¿Cómo solicito un EHCP para mi hijo?", "Spanish"),
        ("помогите мне, пожалуйста", "Russian"),
    ],
)
def test_short_messages_and_those_with_our_own_terms_are_told(text, name):
    spoken = other_language(text)

    assert spoken is not None
    assert spoken.name == name


def test_one_word_in_another_script_is_enough():
    spoken = other_language("помогите")

    assert spoken is not None


def test_a_foreign_word_inside_english_is_no_sign():
    assert other_language("Her granny says помогите and school does nothing for us") is None


def test_no_question_of_the_evaluation_is_taken_for_another_language():
    with (ROOT / "tests/evaluation/questions.csv").open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file) if row["label"] != "another_language"]

    assert [text for text in texts if other_language(text)] == []


def test_hardly_any_english_example_is_taken_for_another_language():
    english = [text for topic, texts in examples().items() if topic != "another_language" for text in texts]

    taken = [text for text in english if other_language(text)]

    assert len(taken) <= len(english) * 0.002, taken


def test_the_language_is_told_without_the_network(monkeypatch):
    def refused(*_: object) -> None:
        raise AssertionError("kb/languages.py opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refused)  # no collaborator to pass in: the library would call it

    assert other_language(SAID["polish"]) is not None


@pytest.mark.parametrize(
    "text", ["no I meant in Kent", "Im in Leeds", "he's in Hexham now", "sorry, Newcastle upon Tyne"]
)
def test_a_few_english_words_and_a_place_are_english(text):
    assert other_language(text) is None


def test_a_place_does_not_make_another_language_english():
    assert other_language("Mieszkam obecnie w hrabstwie Kent") is not None
