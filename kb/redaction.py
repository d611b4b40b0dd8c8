"""Takes personal details out of what parents write, before it is stored, logged or sent on.

Presidio's analyzer runs over the process's one spaCy pipeline. What a question needs stays: councils and towns,
diagnoses, school years, ages, months, money, "Mr" and "Dr". So does a school's name: an answer or an adviser may need
it, and hundreds share it; what picks one child out of them (name, address, birthday, numbers) goes. Placeholders stand
in angle brackets: square ones mark citations.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from presidio_analyzer import AnalyzerEngine, LocalRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from presidio_analyzer.predefined_recognizers import (
    EmailRecognizer,
    NhsRecognizer,
    UkNinoRecognizer,
    UkPostcodeRecognizer,
)
from spacy.tokens import Span

from kb.english import pipeline, read
from kb.names import NameReader, people
from kb.personal_details import PATTERNS, is_email, is_postcode

PLACEHOLDERS = {
    "EMAIL_ADDRESS": "<email>",
    "ACCOUNT": "<account>",
    "UK_NHS": "<NHS number>",
    "UK_NINO": "<NI number>",
    "REFERENCE": "<number>",
    "DATE_OF_BIRTH": "<date of birth>",
    "PHONE_NUMBER": "<phone>",
    "ADDRESS": "<address>",
    "UK_POSTCODE": "<postcode>",
    "PERSON": "<name>",
}  # where two overlap, the earlier one wins
LONGEST_FOR_SPACY = 4000  # characters: four times the longest message that we accept


@dataclass(frozen=True)
class Redacted:
    """A text without personal details, and which kinds were found."""

    text: str
    kinds: tuple[str, ...]


class Redactor:
    """Replaces personal details by placeholders. Build it once: it holds the recognisers."""

    def __init__(self) -> None:
        recognizers = [_Email(), NhsRecognizer(), UkNinoRecognizer(), _Postcode(), _Details(), _Names()]
        self._engine = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers=recognizers, supported_languages=["en"]),
            nlp_engine=_SharedPipeline(),
            context_aware_enhancer=_NoContext(),
            supported_languages=["en"],
        )

    def redact(self, text: str) -> Redacted:
        """The text with each personal detail replaced by a placeholder such as <name>."""
        found = self._engine.analyze(text, language="en", entities=list(PLACEHOLDERS))
        kept = _without_overlaps(found)
        for result in reversed(kept):
            text = text[: result.start] + PLACEHOLDERS[result.entity_type] + text[result.end :]
        return Redacted(text, tuple(dict.fromkeys(PLACEHOLDERS[r.entity_type].strip("<>") for r in kept)))


def _without_overlaps(found: Sequence[RecognizerResult]) -> list[RecognizerResult]:
    order = list(PLACEHOLDERS)
    kept: list[RecognizerResult] = []
    for result in sorted(found, key=lambda r: (order.index(r.entity_type), r.start, -r.end)):
        if all(result.end <= k.start or result.start >= k.end for k in kept):
            kept.append(result)
    return sorted(kept, key=lambda r: r.start)


@dataclass(frozen=True)
class _Named:
    """As much of a spaCy span as may outlive its document."""

    start_char: int
    end_char: int


class _SharedPipeline(NlpEngine):
    """Presidio's view of the pipeline that the process has already loaded."""

    def load(self) -> None:
        pipeline()

    def is_loaded(self) -> bool:
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        names: list[_Named] = []
        if NameReader(text[:LONGEST_FOR_SPACY]).unexplained:
            with read(text[:LONGEST_FOR_SPACY]) as doc:
                names = [_Named(ent.start_char, ent.end_char) for ent in doc.ents if ent.label_ == "PERSON"]
        return NlpArtifacts(cast("list[Span]", names), pipeline().make_doc(""), [], [], self, language)

    def process_batch(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = 1,  # noqa: ARG002  # Presidio's interface
        n_process: int = 1,  # noqa: ARG002
        **_: Any,
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word: str, language: str) -> bool:  # noqa: ARG002
        return False

    def is_punct(self, word: str, language: str) -> bool:  # noqa: ARG002
        return False

    def get_supported_entities(self) -> list[str]:
        return ["PERSON"]

    def get_supported_languages(self) -> list[str]:
        return ["en"]


class _NoContext(ContextAwareEnhancer):
    """Scores stay as they are: our patterns hold their own context."""

    def __init__(self) -> None:
        super().__init__(0, 0, 0, 0)

    def enhance_using_context(
        self,
        text: str,  # noqa: ARG002  # Presidio's interface
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,  # noqa: ARG002
        recognizers: Any,  # noqa: ARG002
        context: list[str] | None = None,  # noqa: ARG002
    ) -> list[RecognizerResult]:
        return raw_results


class _Email(EmailRecognizer):
    """Presidio's own asks tldextract, which fetches a list over the network: this one never does."""

    def validate_result(self, pattern_text: str) -> bool:
        return is_email(pattern_text)


class _Postcode(UkPostcodeRecognizer):
    def validate_result(self, pattern_text: str) -> bool:
        return is_postcode(pattern_text)


class _Details(LocalRecognizer):
    """Phones, dates of birth, addresses, and numbers that are named as such."""

    def __init__(self) -> None:
        super().__init__(supported_entities=list(PATTERNS), name="askline_details")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:  # noqa: ARG002
        return [
            RecognizerResult(entity, m.start("it"), m.end("it"), 0.9)
            for entity, patterns in PATTERNS.items()
            for pattern in patterns
            for m in pattern.finditer(text)
        ]


class _Names(LocalRecognizer):
    """People's names: those that our own rules see, and spaCy's."""

    def __init__(self) -> None:
        super().__init__(supported_entities=["PERSON"], name="askline_names")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:  # noqa: ARG002
        guesses = [(e.start_char, e.end_char) for e in nlp_artifacts.entities]
        return [RecognizerResult("PERSON", start, end, 0.85) for start, end in people(text, guesses)]
