"""Where people are named in a message: after "my son", "called", "Mrs" and the like, by first names, and by spaCy.

Pure; the words are in `kb/content/name_words.yml`. Parents write "my son oliver" as often as "my son Oliver", so a
capital letter is a hint and not the rule; a place is a place ("in Kent") until a title makes it a person ("Mr Kent").
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise

from kb.english import known_words
from kb.name_words import Word, is_word, name_words, nearly_a_word, words_of

Span = tuple[int, int]

_ADJACENT = re.compile(r"[ \t]+|\.[ \t]?|[ \t]?-[ \t]?")
_TOGETHER = re.compile(r"[ \t]+|[ \t]?-[ \t]?")
_WITH_COMMA = re.compile(r"[ \t]*[,:;(\-–]?[ \t]*[\"'“‘]?")
_LONGEST_NAME = 4  # words


def people(text: str, entities: Iterable[Span] = ()) -> list[Span]:
    """Where people are named; `entities` are spaCy's own guesses."""
    return NameReader(text).people(entities)


class NameReader:
    """Reads one message for names."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words_of(text)
        self.lists = name_words()
        # Where Every Word Is Like This, capitals give no hint.
        capitals = sum(w.capital for w in self.words)
        self.capitals_tell = capitals <= 4 or capitals < 0.85 * len(self.words)

    @cached_property
    def by_rules(self) -> frozenset[int]:
        """The words that our rules know to be names."""
        rules = (self._titled, self._related, self._introduced, self._known, self._strange)
        return frozenset(i for rule in rules for first in rule() for i in self._whole_name(first))

    @property
    def unexplained(self) -> bool:
        """Whether a word is left that could be a name: only then is spaCy, which is slow, worth asking."""
        return any(self._worth_believing(i) for i in range(len(self.words)) if i not in self.by_rules)

    def people(self, entities: Iterable[Span]) -> list[Span]:
        """Where people are named, by our rules and by spaCy's guesses."""
        found = set(self.by_rules)
        for start, end in entities:
            inside = [i for i, w in enumerate(self.words) if w.start >= start and w.end <= end]
            found |= {j for i in inside if self._worth_believing(i) for j in self._whole_name(i)}
        found |= {j for i in sorted(found) for j in self._listed_with(i)}
        found |= self._mentioned_again(found)
        return self._spans(sorted(found))

    # Rules: each yields the place of a name's first word.

    def _titled(self) -> Iterator[int]:
        """ "Mrs Okafor", "dr patel", "Mr J. Quarmby"."""
        for i, title in enumerate(self.words[:-1]):
            if title.low not in self.lists.titles or not self._gap(i + 1, _ADJACENT):
                continue
            j = i + 1
            if len(self.words[j].text) == 1 and self._gap(j + 1, _ADJACENT):
                j += 1  # an initial
            name = self.words[j]
            shouted = title.text.isupper() and not name.capital  # "MR" is also mandatory reconsideration
            fits = self._fits_loose_title if title.low in self.lists.loose_titles else self._fits_title
            if not shouted and name.low not in self.lists.titles and fits(title, name):
                yield j

    def _fits_title(self, _title: Word, name: Word) -> bool:
        return name.low not in self.lists.small_words - self.lists.words_too

    def _fits_loose_title(self, title: Word, name: Word) -> bool:
        if name.low in self.lists.never | self.lists.small_words | self.lists.relations:
            return False
        if name.capital:
            return title.capital or name.low not in self.lists.places
        return title.low in ("dr", "miss", "prof") and not is_word(name.low)

    def _related(self) -> Iterator[int]:
        """ "my son oliver", "my daughter, Amelia"."""
        for i, relation in enumerate(self.words[:-1]):
            if relation.low not in self.lists.relations or not self._gap(i + 1, _WITH_COMMA):
                continue
            name, comma = self.words[i + 1], not self._gap(i + 1, _ADJACENT)
            capital_only = relation.low in self.lists.capital_only
            if name.capital and self.capitals_tell:
                aside = comma and capital_only and is_word(name.low)
                if not aside and self._could_be_name(i + 1):
                    yield i + 1
            elif not capital_only and name.text.islower() and self._fits_in_lower_case(i, comma):
                yield i + 1

    def _fits_in_lower_case(self, relation: int, comma: bool) -> bool:
        name, following = self.words[relation + 1], self._next(relation + 1)
        ends = not self._gap(relation + 2, _ADJACENT)
        mine = relation > 0 and self.words[relation - 1].low in self.lists.mine
        if name.low in self.lists.words_too | self.lists.places:
            follows = following in self.lists.follows or (ends and name.low not in ("will", "may"))
            return mine and follows and following not in self.lists.after_places and (ends or not comma)
        if name.low in self.lists.first_names:
            return True
        if name.low in self.lists.never or comma or not mine or following not in self.lists.follows:
            return False
        return not is_word(name.low) and not nearly_a_word(name.low)

    def _introduced(self) -> Iterator[int]:
        """ "is called Diego", "my name is Nkechi", "Agnieszka here", "mum of Caoimhe", "Kind regards, ..." """
        for i, word in enumerate(self.words):
            before = ["", "", *(w.low for w in self.words[max(0, i - 5) : i])]
            known = word.low in self.lists.first_names
            ours = known and word.capital and before[-1] == "our" and self._next(i) in ("is", "has", "was")
            is_mine = known and self._next(i) == "is" and self._next(i + 1) in ("my", "our")
            if ours or is_mine or (self._presented(i, before) and self._fits_introduction(i)):
                yield i

    def _presented(self, i: int, before: list[str]) -> bool:
        last, before_last = before[-1], before[-2]
        person = any(b in self.lists.person_words | self.lists.relations for b in before[:-1])
        aside = not self._gap(i, _ADJACENT)
        return (
            (last in ("called", "named") and person)
            or (last == "is" and before_last in ("name", "this"))
            or (last in ("name", "names") and before_last in self.lists.name_owners)
            or last in ("i'm", "im", "regards")
            or (last == "i" and self.text[self.words[i - 1].start : self.words[i - 1].end].lower() in ("i'm", "i’m"))
            or (last == "am" and before_last == "i")
            or (last in ("of", "to", "for") and before_last in self.lists.parent_of)
            or (last in self.lists.signed and aside)
            or (self._next(i) == "here" and (i == 0 or aside))
        )

    def _fits_introduction(self, i: int) -> bool:
        word = self.words[i]
        if word.low in self.lists.never | self.lists.relations | self.lists.small_words - self.lists.words_too:
            return False
        if i and not self._gap(i, _WITH_COMMA):
            return False
        if word.low in self.lists.first_names:
            ambiguous = word.low in self.lists.words_too | self.lists.places
            return word.capital or not ambiguous or not self._gap(i + 1, _ADJACENT) or self._next(i) == "and"
        signed = i >= len(self.words) - 2 and self._next(i) != "" and self.words[-1].capital
        return word.capital and word.low not in self.lists.places and (signed or not is_word(word.low))

    def _known(self) -> Iterator[int]:
        """A first name that means nothing else, anywhere."""
        clear = self.lists.first_names - self.lists.words_too - self.lists.places - self.lists.never
        for i, word in enumerate(self.words):
            double = "-" in word.low and all(part in self.lists.first_names for part in word.low.split("-"))
            if not (double or word.low in clear) or self._after_saint(i):
                continue
            if word.capital or (word.text.islower() and len(word.low) > 3 and not is_word(word.low)):
                yield i

    def _strange(self) -> Iterator[int]:
        """A capital inside a sentence on a word that no dictionary knows, unless it is likely a place or a school."""
        for i in range(1, len(self.words)):
            before = self.words[i - 1]
            inside = self._gap(i, _TOGETHER) and not before.capital and before.low not in self.lists.before_places
            if inside and self._worth_believing(i) and self._next(i) not in self.lists.after_places:
                yield i

    # What belongs to a name that was found.

    def _whole_name(self, first: int) -> Iterator[int]:
        yield first
        stop = self.lists.never | self.lists.small_words | self.lists.relations
        clear = self.lists.first_names - self.lists.words_too
        for i in range(first + 1, min(first + _LONGEST_NAME, len(self.words))):
            word = self.words[i]
            if len(self.words[i - 1].low) < len(self.words[i - 1].text) or not self._gap(i, _TOGETHER):
                return  # "Oliver's Teacher", "Mr Kent, Bexley"
            if word.capital and self.capitals_tell:
                if word.low in stop:
                    return
            elif word.low not in clear and (word.capital or not self._surname(word)):
                return
            yield i

    def _surname(self, word: Word) -> bool:
        plain = word.low not in self.lists.never | self.lists.small_words | self.lists.places
        return plain and len(word.low) > 3 and not is_word(word.low) and not nearly_a_word(word.low)

    def _listed_with(self, i: int) -> Iterator[int]:
        """ "Tyler and Leon"."""
        if self._next(i) in ("and", "n", "&") and i + 2 < len(self.words) and self._fits_list(self.words[i + 2]):
            yield from self._whole_name(i + 2)

    def _fits_list(self, word: Word) -> bool:
        if word.low in self.lists.never | self.lists.small_words | self.lists.relations | self.lists.titles:
            return False
        if word.low in self.lists.first_names and (word.capital or word.low not in self.lists.words_too):
            return True
        return word.capital and not is_word(word.low) and word.low not in self.lists.places

    def _mentioned_again(self, found: set[int]) -> set[int]:
        names = {self.words[i].low for i in found if len(self.words[i].low) > 2} - self.lists.places
        names -= self.lists.words_too
        clear = names - known_words()
        return {i for i, w in enumerate(self.words) if w.low in clear or (w.low in names and w.capital and i > 0)}

    # What a word may be.

    def _could_be_name(self, i: int) -> bool:
        word = self.words[i]
        if word.low in self.lists.never | self.lists.relations | self.lists.titles:
            return False
        if word.low in self.lists.small_words - self.lists.words_too:
            return False
        if word.low in self.lists.places - self.lists.first_names:
            return self._next(i) in self.lists.follows
        return word.low in self.lists.first_names or not is_word(word.low) or self._next(i) in self.lists.follows

    def _worth_believing(self, i: int) -> bool:
        word = self.words[i]
        if not word.capital or not self.capitals_tell or word.low in self.lists.never | self.lists.small_words:
            return False
        if word.low in self.lists.relations | self.lists.places | self.lists.titles or self._after_saint(i):
            return False
        if word.low in self.lists.first_names - self.lists.words_too:
            return True
        return not is_word(word.low) and not nearly_a_word(word.low)

    def _after_saint(self, i: int) -> bool:
        return i > 0 and self.words[i - 1].low in ("st", "saint", "sir")

    def _next(self, i: int) -> str:
        return self.words[i + 1].low if i + 1 < len(self.words) else ""

    def _gap(self, i: int, allowed: re.Pattern[str]) -> bool:
        """Whether only what is allowed stands between a word and the one before it."""
        if not 0 < i < len(self.words):
            return False
        return allowed.fullmatch(self.text, self.words[i - 1].end, self.words[i].start) is not None

    def _spans(self, found: list[int]) -> list[Span]:
        spans: list[Span] = []
        for before, i in pairwise([-2, *found]):
            word = self.words[i]
            end = word.start + len(word.low)  # without "'s"
            if spans and before == i - 1 and self._gap(i, _TOGETHER):
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((word.start, end))
        return spans
