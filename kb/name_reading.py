"""What a word of a message may be: a name, a part of one, or a word like any other. Pure.

`kb/names.py` holds the rules that find names; here stands what each of them asks about a single word.
"""

import re
from collections.abc import Iterator

from kb.english import known_words
from kb.name_words import Word, is_word, name_words, nearly_a_word, words_of

ADJACENT = re.compile(r"[ \t]+|\.[ \t]?|[ \t]?-[ \t]?")
TOGETHER = re.compile(r"[ \t]+|[ \t]?-[ \t]?")
WITH_COMMA = re.compile(r"[ \t]*[,:;(\-–]?[ \t]*[\"'“‘]?")
_SHORTEST_RARE = 5  # letters of a rare name that may stand anywhere in small letters: shorter ones are often slips
_LONGEST_PLACE = 4  # words
_LONGEST_NAME = 4  # words


class Reading:
    """The words of one message, and what each may be."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words_of(text)
        self.lists = name_words()
        # Where Every Word Is Like This, capitals give no hint.
        capitals = sum(w.capital for w in self.words)
        self.capitals_tell = capitals <= 4 or capitals < 0.85 * len(self.words)

    def next_word(self, i: int) -> str:
        """The word after a word, or nothing."""
        return self.words[i + 1].low if i + 1 < len(self.words) else ""

    def gap(self, i: int, allowed: re.Pattern[str]) -> bool:
        """Whether only what is allowed stands between a word and the one before it."""
        if not 0 < i < len(self.words):
            return False
        return allowed.fullmatch(self.text, self.words[i - 1].end, self.words[i].start) is not None

    def after_saint(self, i: int) -> bool:
        """Whether "St" or "Saint" stands before a word: then it is a school or a town."""
        return i > 0 and self.words[i - 1].low in ("st", "saint", "sir")

    def in_place_name(self, i: int) -> bool:
        """Whether a word begins, or goes on, the name of a school or a street: "Thomas More Academy"."""
        for j in range(i + 1, min(i + _LONGEST_PLACE, len(self.words))):
            if not self.gap(j, TOGETHER) or len(self.words[j - 1].low) < len(self.words[j - 1].text):
                return False  # "Oliver's school"
            if self.words[j].low in self.lists.after_places:
                return j == i + 1 or self.words[j].capital
            if not self.words[j].capital:
                return False
        return False

    def strange(self, low: str) -> bool:
        """Whether no dictionary knows a word, nor any word one slip away."""
        return not is_word(low) and (low in self.lists.rare_names or not nearly_a_word(low))

    def acts(self, low: str) -> bool:
        """Whether a word after a name says what that person is or does: "is", "hates", "moved"."""
        return low in self.lists.follows or (low.endswith("s") and len(low) > 3 and is_word(low) and is_word(low[:-1]))

    def plain(self, low: str) -> bool:
        """Whether a word can be a name at all."""
        return low not in self.lists.not_names

    def clearly_a_name(self, i: int) -> bool:
        """Whether a word is a first name that means nothing else."""
        word = self.words[i]
        parts = word.low.split("-")
        double = len(parts) > 1 and all(part in self.lists.names for part in parts)
        if double:
            return True
        if word.low not in self.lists.names:
            return self._name_without_apostrophe(word)
        if word.low in self.lists.mostly_names and word.capital and self.capitals_tell:
            return not (self.gap(i, TOGETHER) and self.words[i - 1].low in self.lists.before_places)
        if word.low in self.lists.words_or_places or word.low in self.lists.never:
            return False
        if word.low in self.lists.first_names:
            small = word.text.islower() and len(word.low) > 3
            return word.capital or (small and word.low not in self.lists.small_letter_words)
        if word.capital:
            inside = self.gap(i, TOGETHER) and self.words[i - 1].low not in self.lists.before_places
            sure = len(word.low) >= _SHORTEST_RARE or not nearly_a_word(word.low)
            return self.capitals_tell and (inside or sure or self.acts(self.next_word(i)))
        return word.text.islower() and len(word.low) >= _SHORTEST_RARE and not nearly_a_word(word.low)

    def _name_without_apostrophe(self, word: Word) -> bool:
        """ "zachs plan"."""
        stem = word.low[:-1]
        known = word.low.endswith("s") and len(stem) > 3 and stem in self.lists.clear_names
        other = stem in self.lists.places or stem in self.lists.never
        return known and not other and not (is_word(word.low) or is_word(stem))

    def could_be_name(self, i: int) -> bool:
        """Whether a word with a capital, where a name is expected, may be one."""
        word = self.words[i]
        if len(word.text) == 1 and self.acts(self.next_word(i)):
            # "his sister K is 9", but not "DS Y8 has"
            return word.low not in ("a", "i", "x") and not self.text[word.end : word.end + 1].isdigit()
        if not self.plain(word.low):
            return False
        if word.low in self.lists.places - self.lists.first_names:
            return self.next_word(i) in self.lists.follows
        return word.low in self.lists.names or not is_word(word.low) or self.next_word(i) in self.lists.follows

    def worth_believing(self, i: int) -> bool:
        """Whether spaCy may be right that a word is a name."""
        word = self.words[i]
        if not word.capital or not self.capitals_tell or word.low in self.lists.unlikely:
            return False
        if word.low in self.lists.not_names or word.low in self.lists.places or self.after_saint(i):
            return False
        if self.in_place_name(i):
            return False
        if word.low in self.lists.clear_names:
            return True
        return not is_word(word.low) and not nearly_a_word(word.low)

    def is_surname(self, word: Word) -> bool:
        """Whether a word in small letters after a first name belongs to it."""
        plain = word.low not in self.lists.unlikely and word.low not in self.lists.places
        return (
            plain
            and len(word.low) > 3
            and not is_word(word.low)
            and (word.low in self.lists.surnames or word.low in self.lists.rare_names or not nearly_a_word(word.low))
        )

    def names_a_thing(self, i: int) -> bool:
        """ "Boxall Profile": a strange word, then a common one with a capital."""
        if i + 1 >= len(self.words) or not self.gap(i + 1, TOGETHER):
            return False
        following = self.words[i + 1]
        known = following.low in self.lists.surnames or following.low in self.lists.names
        return following.capital and is_word(following.low) and not known

    # What belongs to a name that was found.

    def whole_name(self, first: int) -> Iterator[int]:
        """A name's first word, and the words after it that belong to it."""
        yield first
        for i in range(first + 1, min(first + _LONGEST_NAME, len(self.words))):
            word = self.words[i]
            if len(self.words[i - 1].low) < len(self.words[i - 1].text) or not self.gap(i, TOGETHER):
                return  # "Oliver's Teacher", "Mr Kent, Bexley"
            if word.capital and self.capitals_tell:
                if word.low in self.lists.unlikely or word.low in self.lists.relations:
                    return
            elif word.low not in self.lists.clear_names and (word.capital or not self.is_surname(word)):
                return
            yield i

    def fronts(self, i: int) -> bool:
        """Whether a word is the first name before a surname that was found: "Ann" in "Cllr Ann Widdrington"."""
        if i < 0 or not self.gap(i + 1, TOGETHER) or not self.words[i].capital or not self.capitals_tell:
            return False
        low = self.words[i].low
        return self.plain(low) and low not in self.lists.places and (low in self.lists.names or not is_word(low))

    def listed_with(self, i: int) -> Iterator[int]:
        """ "Tyler and Leon"."""
        if self.next_word(i) in ("and", "n", "&") and i + 2 < len(self.words) and self._fits_list(self.words[i + 2]):
            yield from self.whole_name(i + 2)

    def listed_before(self, i: int) -> Iterator[int]:
        """ "finn and <name>", "Ben, <name>"."""
        j = i - 1
        if j > 0 and self.words[j].low in ("and", "n") and self.gap(i, ADJACENT):
            j -= 1
        elif j < 0 or self.text[self.words[j].end : self.words[i].start].strip() not in (",", "&"):
            return
        word = self.words[j]
        clear = word.low not in self.lists.words_or_places or word.low in self.lists.mostly_names
        if word.low in self.lists.names and (word.capital or clear):
            yield j

    def _fits_list(self, word: Word) -> bool:
        if not self.plain(word.low):
            return False
        if word.low in self.lists.names and (word.capital or word.low not in self.lists.words_too):
            return True
        return word.capital and not is_word(word.low) and word.low not in self.lists.places

    def mentioned_again(self, found: set[int]) -> set[int]:
        """Where the names that were found stand again."""
        names = {self.words[i].low for i in found if len(self.words[i].low) > 2} - self.lists.places
        names -= self.lists.words_too
        clear = names - known_words()
        return {i for i, w in enumerate(self.words) if w.low in clear or (w.low in names and w.capital and i > 0)}
