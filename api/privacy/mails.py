"""E-mails that are files: where no mail server is set, call-back requests lie in `var/mail/` (api/delivery.py)."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

YOUNG = timedelta(hours=1)  # a file without a row may be of a mail that is being written in this moment


class MailFiles:
    """The files of one folder. Each bears the number of its mail in the outbox."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, numbers: Iterable[str]) -> list[Path]:
        """The files of these mails, half-written ones too."""
        return [
            path for number in numbers for name in (f"{number}.eml", f".{number}.eml")
            if (path := self._folder / name).is_file()
        ]  # fmt: skip

    def stray(self, now: datetime, known: Collection[str]) -> list[Path]:
        """The files whose mail is not `known`: its request is deleted, and the file could not be at that moment."""
        return [path for path in self._all() if _number(path) not in known and now - self.written(path) > YOUNG]

    @staticmethod
    def written(path: Path) -> datetime:
        """When a file was written."""
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)

    @staticmethod
    def delete(paths: Iterable[Path]) -> tuple[int, int]:
        """Deletes these files; returns how many went and how many could not be deleted."""
        gone = stuck = 0
        for path in paths:
            try:
                path.unlink(missing_ok=True)
                gone += 1
            except OSError:
                stuck += 1
        return gone, stuck

    def _all(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return sorted(path for path in self._folder.iterdir() if path.suffix == ".eml" and path.is_file())


def _number(path: Path) -> str:
    return path.name.strip(".").removesuffix(".eml")
