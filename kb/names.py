"""Where people are named in a message: after "my son", "called", "Mrs" and the like, by first names, and by spaCy.

Pure; the words are in `kb/content/name_words.yml`. Parents write "my son oliver" as often as "my son Oliver", so a
capital letter is a hint and not the rule; a place is a place ("in Kent") until a title makes it a person ("Mr Kent").
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise

from kb.name_reading import ADJACENT, TOGETHER, WITH_COMMA, Reading
from kb.name_words import Word, is_word, nearly_a_word

Span = tuple[int, int]

_BRACKETED_AGE = re.compile(r"[ \t]*,?[ \t]*\d")  # "dd (tabs, 7)"
_BRACKET_GOES_ON = re.compile(r"[ \t]*(?:[,)&]|and\b|\d)")  # "the twins (esmae and ottie)"
# "Will is 9", "Violet, my 8 year old": what only a person is.
_PERSON_IS = re.compile(
    r" (?:is|has|was) (?:\d|in (?:year|yr|reception|nursery|college)|autistic|non|adhd|asd|been|diagnosed"
    r"|an? (?:ehcp|iep|plan))"
    r"|, (?:my|our|aged|who is|who's|who has|\d)",
    re.IGNORECASE,
)
_LINE_OR_DASH = re.compile(r"[ \t.,!?]*[\n–—-][ \t\n]*")
_LABEL = re.compile(r"[ \t]*:[ \t]*")
_ENDS_LETTER = re.compile(r"[\s.,!:;x❤️😊🙏\-]*\Z", re.IGNORECASE)


def people(text: str, entities: Iterable[Span] = ()) -> list[Span]:
    """Where people are named; `entities` are spaCy's own guesses."""
    return NameReader(text).people(entities)


class NameReader(Reading):
    """Reads one message for names."""

    @cached_property
    def by_rules(self) -> frozenset[int]:
        """The words that our rules know to be names."""
        rules = (self._titled, self._related, self._introduced, self._signed, self._known, self._strange)
        return frozenset(i for rule in rules for first in rule() for i in self.whole_name(first))

    @property
    def unexplained(self) -> bool:
        """Whether a word is left that could be a name: only then is spaCy, which is slow, worth asking."""
        return any(self.worth_believing(i) for i in range(len(self.words)) if i not in self.by_rules)

    def people(self, entities: Iterable[Span]) -> list[Span]:
        """Where people are named, by our rules and by spaCy's guesses."""
        found = set(self.by_rules)
        for start, end in entities:
            inside = [i for i, w in enumerate(self.words) if w.start >= start and w.end <= end]
            found |= {j for i in inside if self.worth_believing(i) for j in self.whole_name(i)}
        found |= {j for i in sorted(found) for j in self.listed_with(i)}
        for i in sorted(found, reverse=True):
            found |= set(self.listed_before(i))
        found |= {i - 1 for i in found if self.fronts(i - 1)}
        found |= self.mentioned_again(found)
        return self._spans(sorted(found))

    # Rules: each yields the place of a name's first word.

    def _titled(self) -> Iterator[int]:
        """ "Mrs Okafor", "dr patel", "Mr J. Quarmby", "miss t"."""
        for i, title in enumerate(self.words[:-1]):
            if title.low not in self.lists.titles or not self.gap(i + 1, ADJACENT):
                continue
            j = i + 1
            if len(self.words[j].text) == 1 and self.gap(j + 1, ADJACENT) and self._after_initial(j + 1):
                j += 1
            name = self.words[j]
            shouted = title.text.isupper() and not name.capital  # "MR" is also mandatory reconsideration
            fits = self._fits_loose_title if title.low in self.lists.loose_titles else self._fits_title
            if not shouted and name.low not in self.lists.titles and fits(title, name):
                yield j

    def _after_initial(self, i: int) -> bool:
        word = self.words[i]
        return word.capital or (self.plain(word.low) and not is_word(word.low))

    def _fits_title(self, _title: Word, name: Word) -> bool:
        if len(name.low) == 1:
            return name.low != "i"
        return name.low not in self.lists.small_words or name.low in self.lists.words_too

    def _fits_loose_title(self, title: Word, name: Word) -> bool:
        if len(name.low) == 1 and title.low in ("miss", "dr"):
            return name.low not in ("a", "i", "x")
        if name.low in self.lists.unlikely or name.low in self.lists.relations:
            return False
        if name.capital:
            return title.capital or name.low not in self.lists.places
        if title.low in ("prof", "professor"):
            return name.low not in self.lists.places
        if title.low in ("dr", "miss", "doctor"):
            return name.low in self.lists.surnames or not is_word(name.low)
        return name.low in self.lists.names and not is_word(name.low)

    def _related(self) -> Iterator[int]:
        """ "my son oliver", "my daughter, Amelia", "dd (tabs, 7)"."""
        for i, relation in enumerate(self.words[:-1]):
            if relation.low not in self.lists.relations or not self.gap(i + 1, WITH_COMMA):
                continue
            name, comma = self.words[i + 1], not self.gap(i + 1, ADJACENT)
            capital_only = relation.low in self.lists.capital_only and not self._of_a_child(i)
            if comma and self._with_age(i + 1):
                yield i + 1
            elif name.capital and self.capitals_tell:
                aside = comma and capital_only and is_word(name.low)
                if not aside and self.could_be_name(i + 1):
                    yield i + 1
            elif not capital_only and name.text.islower() and self._fits_in_lower_case(i, comma):
                yield i + 1

    def _of_a_child(self, i: int) -> bool:
        """ "my little one", "her 8 year old": more than their last word says."""
        before = self.words[i - 1].low if i else ""
        return (self.words[i].low == "one" and before in self.lists.between) or (
            self.words[i].low == "old" and before in ("year", "yr", "yrs", "years", "month")
        )

    def _with_age(self, i: int) -> bool:
        word = self.words[i]
        if self.text[self.words[i - 1].end : word.start].strip() != "(" or not self.plain(word.low):
            return False
        known = word.low in self.lists.names or self.strange(word.low)
        after = _BRACKETED_AGE if not known else _BRACKET_GOES_ON
        return after.match(self.text, word.end) is not None

    def _is_ours(self, i: int) -> bool:
        """Whether "my", "her" or the like stands before a relation: "my autistic 9 year old son"."""
        if self.words[i].low in self.lists.own_call:
            return True
        while i > 0 and self.words[i - 1].low in self.lists.between:
            i -= 1
        if i == 0:
            return False
        before = self.words[i - 1]
        theirs = before.low in self.lists.relations and len(before.low) < len(before.text)  # "my sister's boy"
        return theirs or before.low in self.lists.mine

    def _fits_in_lower_case(self, relation: int, comma: bool) -> bool:
        name, following = self.words[relation + 1], self.next_word(relation + 1)
        ends = not self.gap(relation + 2, ADJACENT)
        mine = self._is_ours(relation)
        if name.low in self.lists.words_or_places:
            if self.words[relation].low != self.words[relation].text.lower():
                return False  # "the teacher's happy"
            follows = self.acts(following) or (ends and name.low not in ("will", "may"))
            return mine and follows and following not in self.lists.after_places and (ends or not comma)
        if name.low in self.lists.names and (mine or name.low in self.lists.first_names):
            return True
        if not self.plain(name.low) or comma or not mine or not (ends or self.acts(following)):
            return False
        return not is_word(name.low) and not nearly_a_word(name.low)

    def _introduced(self) -> Iterator[int]:
        """ "is called Diego", "my name is Nkechi", "Agnieszka here", "mum of Caoimhe", "Name: Blessing" """
        for i, word in enumerate(self.words):
            before = ["", "", *(w.low for w in self.words[max(0, i - 5) : i])]
            known = word.low in self.lists.names
            ours = known and word.capital and before[-1] == "our" and self.acts(self.next_word(i))
            is_mine = known and self.next_word(i) == "is" and self.next_word(i + 1) in ("my", "our")
            told = self._labelled(i) or self._is_somebody(i, before[-1])
            if ours or is_mine or told or (self._presented(i, before) and self._fits_introduction(i)):
                yield i

    def _is_somebody(self, i: int, before: str) -> bool:
        """ "Will is 9", but not "in August, aged 8"."""
        word = self.words[i]
        if not word.capital or word.low not in self.lists.words_too or before in self.lists.before_dates:
            return False
        return _PERSON_IS.match(self.text, word.end) is not None

    def _labelled(self, i: int) -> bool:
        """ "Name: Blessing Eze", as copied from a form."""
        if not self.words[i].capital or not self.plain(self.words[i].low):
            return False
        first = i - 1 if self.gap(i, TOGETHER) else i
        if first < 1 or self.words[first - 1].low not in self.lists.labels or not self.gap(first, _LABEL):
            return False
        low = self.words[first].low
        return self.words[first - 1].low == "name" or low in self.lists.names or not is_word(low)

    def _presented(self, i: int, before: list[str]) -> bool:
        last, before_last = before[-1], before[-2]
        aside = not self.gap(i, ADJACENT)
        return (
            self._firmly_presented(before)
            or last in ("i'm", "im", "regards")
            or (last == "is" and (before_last == "this" or before_last in self.lists.relations))
            or (last in ("to", "with", "of") and before_last in self.lists.spoke)
            or (last in ("its", "it's", "it") and (i == 1 or self.next_word(i) in ("again", "here")))
            or (last == "i" and self.text[self.words[i - 1].start : self.words[i - 1].end].lower() in ("i'm", "i’m"))
            or (last == "am" and before_last == "i")
            or (last in ("of", "to", "for") and before_last in self.lists.parent_of)
            or (last in self.lists.signed and aside)
            or (self.next_word(i) == "here" and (i == 0 or aside or self.words[i].low in self.lists.clear_names))
        )

    def _firmly_presented(self, before: list[str]) -> bool:
        """Whether hardly anything but a name can follow: "she is called", "her name is", "they call him"."""
        last, before_last = before[-1], before[-2]
        person = self.lists.person_words, self.lists.relations
        return (
            (last in ("called", "named", "nicknamed") and any(b in words for b in before[:-1] for words in person))
            or (last == "is" and before_last == "name")
            or (last in ("name", "names") and before_last in self.lists.name_owners)
            or (last in ("him", "her", "me") and before_last in ("call", "calls", "nicknamed"))
            or (last == "as" and before_last == "known")
        )

    def _fits_introduction(self, i: int) -> bool:
        word = self.words[i]
        if not self.plain(word.low) or (i and not self.gap(i, WITH_COMMA)):
            return False
        if word.low in self.lists.names:
            ambiguous = word.low in self.lists.words_or_places
            return word.capital or not ambiguous or not self.gap(i + 1, ADJACENT) or self.next_word(i) == "and"
        before = ["", "", *(w.low for w in self.words[max(0, i - 5) : i])]
        if self._firmly_presented(before):
            strange = not is_word(word.low) and self.gap(i, ADJACENT)
            return strange or (word.capital and (before[-1] not in ("called", "named") or not is_word(word.low)))
        signed = i >= len(self.words) - 2 and self.next_word(i) != "" and self.words[-1].capital
        return word.capital and word.low not in self.lists.places and (signed or not is_word(word.low))

    def _signed(self) -> Iterator[int]:
        """ "thanks, kelly", "love jo x", "- Marcin": the last words of a message."""
        last = len(self.words) - 1
        while last > 0 and set(self.words[last].low) == {"x"}:
            last -= 1
        if last < 1 or not _ENDS_LETTER.match(self.text, self.words[last].end):
            return
        for first in (last, last - 1):
            if first < 1:
                return
            word, before = self.words[first], self.words[first - 1].low
            dash = self.gap(first, _LINE_OR_DASH)
            comma = self.words[first].low in self.lists.clear_names and not self.gap(first, ADJACENT)
            if not (dash or (comma and first > 2) or (before in self.lists.signed and self.gap(first, WITH_COMMA))):
                continue
            if self.plain(word.low) and word.low not in self.lists.places and self._signs(word, first == last, dash):
                yield first

    def _signs(self, word: Word, alone: bool, dash: bool) -> bool:
        if word.capital:
            return word.low in self.lists.names or (not is_word(word.low) and (alone or self.words[-1].capital))
        return not dash and (word.low in self.lists.clear_names or self.strange(word.low))

    def _known(self) -> Iterator[int]:
        """A first name that means nothing else, anywhere."""
        for i in range(len(self.words)):
            if self.clearly_a_name(i) and not self.after_saint(i) and not self.in_place_name(i):
                yield i

    def _strange(self) -> Iterator[int]:
        """A capital on a word that no dictionary knows, inside a sentence or before what a person does."""
        for i, word in enumerate(self.words):
            if not word.capital or not self.worth_believing(i):
                continue
            before = self.words[i - 1] if i else None
            if before and self.gap(i, TOGETHER):
                if not before.capital and before.low not in self.lists.before_places and not self.names_a_thing(i):
                    yield i
            elif self.next_word(i) in self.lists.follows and self.gap(i + 1, TOGETHER):
                yield i

    def _spans(self, found: list[int]) -> list[Span]:
        spans: list[Span] = []
        for before, i in pairwise([-2, *found]):
            word = self.words[i]
            end = word.start + len(word.low)  # without "'s"
            if spans and before == i - 1 and self.gap(i, TOGETHER):
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((word.start, end))
        return spans
