"""What a proof found: what is not proved, what to look at, what it could not check, and how much it proved."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

Groups = dict[str, dict[str, list[str]]]  # topic or council -> problem -> who reads it


def _groups() -> Groups:
    return defaultdict(lambda: defaultdict(list))


@dataclass
class Report:
    """The findings by topic or council. A problem that several councils share is told once, with their names."""

    not_proved: Groups = field(default_factory=_groups)
    warnings: Groups = field(default_factory=_groups)
    unchecked: Counter[str] = field(default_factory=Counter)
    proved: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How many things are not proved."""
        return sum(map(len, self.not_proved.values()))

    def fail(self, name: str, problem: str, reader: str = "") -> None:
        """Notes what is not proved, and for whom."""
        _note(self.not_proved, name, problem, reader)

    def warn(self, name: str, problem: str, reader: str = "") -> None:
        """Notes what a person should look at, though nothing is wrong yet."""
        _note(self.warnings, name, problem, reader)

    def skip(self, what: str, count: int = 1) -> None:
        """Counts what could not be checked."""
        self.unchecked[what] += count

    def lines(self) -> list[str]:
        """The report for a person to read."""
        found: list[str] = []
        for title, groups in (("NOT PROVED", self.not_proved), ("To look at", self.warnings)):
            for name, problems in sorted(groups.items()):
                found += [f"{title}: {name}", *(f"  - {text}{_readers(who)}" for text, who in problems.items())]
        found += [f"Not checked: {count} {what}" for what, count in sorted(self.unchecked.items())]
        found += [f"Proved: {count} {what}" for what, count in sorted(self.proved.items()) if count]
        return [*found, f"{self.count} not proved." if self.count else "Everything that could be checked is proved."]


def _note(groups: Groups, name: str, problem: str, reader: str) -> None:
    readers = groups[name][problem]
    if reader and reader not in readers:
        readers.append(reader)


def _readers(who: list[str]) -> str:
    return f" ({', '.join(who)})" if who else ""
