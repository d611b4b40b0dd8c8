"""`python -m tests.conversations.read [file] [--url http://127.0.0.1:8000]`: prints dialogues as the parent reads them.

Without `--url` it starts Askline by itself, with a database of its own, which takes half a minute.
"""

import argparse
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests.conversations.dialogue import dialogue, dialogue_files
from tests.conversations.hearing import Heard, faults, hold
from tests.stack import Stack

WIDTH = min(100, shutil.get_terminal_size((100, 40)).columns)


def main() -> None:
    """Prints every dialogue, or the one that is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.conversations.read", description=__doc__)
    parser.add_argument("file", nargs="?", default="all", help="name of a dialogue; every one, when none is given")
    parser.add_argument("--url", help="address of an Askline that is running")
    asked = parser.parse_args()
    paths = list(dialogue_files(Path(asked.file).name))
    if not paths:
        parser.error(f"no dialogue is called {asked.file}")
    with suppress(BrokenPipeError), open_client(asked.url) as client:  # `| head` has read enough
        for path in paths:
            read(path, client)
        sys.stdout.flush()


@contextmanager
def open_client(url: str | None) -> Iterator[httpx.Client]:
    """A client for the Askline at that address, or for one that is started for the purpose."""
    if url:
        with httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
            yield client
        return
    with tempfile.TemporaryDirectory() as var:
        stack = Stack(Path(var))
        stack.load()
        try:
            stack.start()
            stack.wait()
            with stack.client() as client:
                yield client
        finally:
            stack.stop()


def read(path: Path, client: httpx.Client) -> None:
    """Prints one dialogue: what the parent says, what comes back, and what it lacks."""
    told = dialogue(path)
    say(f"{path.stem.replace('_', ' ').capitalize()}  ({told.council or 'council not known'})", "=")
    for turn, heard in hold(told, client):
        say(f"PARENT: {turn.parent}")
        for message in heard.messages:
            say_message(message)
        say(understood_words(heard), indent="      ")
        # Why a reply came is known to the database only, so it is not read here.
        for fault in faults(turn.model_copy(update={"reason": None}), heard):
            say(f"!! {fault}")


def say_message(message: dict) -> None:
    """Prints one reply as a parent sees it: notices, text, sources, choices."""
    for notice in message["notices"]:
        say(f"(i) {notice['text']}", indent="    ")
    for line in message["text"].splitlines():
        say(line, indent="    ")
    for c in message["citations"]:
        place = " ".join(filter(None, (c["paragraph"], c["section"])))
        say(f"[{c['marker']}] {c['title']}: {place} {c['dated']}", indent="      ")
    if message["choices"]:
        say("  ".join(f"<{c['title']}>" for c in message["choices"]), indent="    ")


def understood_words(heard: Heard) -> str:
    """What was understood, and what else it might have been."""
    nearest = ", ".join(f"{g['topic']} {g['confidence']:.2f}" for g in heard.understood["ranking"][:3])
    return f"-- {heard.topic}; understood: {nearest or 'nothing'}"


def say(text: str, underline: str = "", indent: str = "") -> None:
    """Writes a paragraph, wrapped."""
    wrapped = textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
    sys.stdout.write(f"{wrapped}\n" + (underline * min(len(text), WIDTH) + "\n" if underline else ""))


if __name__ == "__main__":
    main()
