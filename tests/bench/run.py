"""`python -m tests.bench.run`: measures Askline beside stock Rasa and writes docs/benchmarks.md. Takes some minutes.

`--quick` makes few of everything, trains nothing, and writes into var/bench: to see that the benchmark itself works.
"""

import argparse
import asyncio
import json
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import machine
from tests.bench.assistants import Askline, Assistant, StockRasa
from tests.bench.figures import Measured
from tests.bench.load import Load, Reporter, a_client
from tests.bench.report import Report, Setting
from tests.bench.settings import FULL, QUICK, Counts
from tests.bench.stock_project import PYTHON, StockProject, stock_project
from tests.bench.versions import versions
from tests.stack import ROOT

BASE = ROOT / os.environ.get("ASKLINE_VAR", "var") / "bench"
DOCUMENT = ROOT / "docs/benchmarks.md"


def main() -> None:
    """Measures, writes, and says which bars are met."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description="Askline beside stock Rasa")
    parser.add_argument("--quick", action="store_true", help="few of everything, written to var/bench")
    quick = parser.parse_args().quick
    # So that `kill` cleans up as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    BASE.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with ExitStack() as at_the_end:
        folder = Path(at_the_end.enter_context(tempfile.TemporaryDirectory(prefix="askline-bench-")))
        report = measure(QUICK if quick else FULL, folder, at_the_end)
    (BASE / "figures.json").write_text(json.dumps(asdict(report), indent=1, default=str), encoding="utf-8")
    document = BASE / "benchmarks.md" if quick else DOCUMENT
    document.write_text(report.document(time.monotonic() - began), encoding="utf-8")
    print("", *(bar.line() for bar in report.bars()), f"\nWritten to {document}.", sep="\n")  # noqa: T201


def measure(counts: Counts, folder: Path, at_the_end: ExitStack) -> Report:
    """The whole run, as one visible list of steps. Whatever is started is stopped by `at_the_end`."""
    say = Reporter((Askline.name, StockRasa.name))
    found = versions()
    busy = machine.load_average()
    say(
        f"load average {busy:.2f}"
        + (": this machine is busy, the figures will be poor" if busy > machine.cores() / 2 else "")
    )
    ours, stocks = Measured(), Measured()
    say("stock project")
    project = stock_project(BASE, found["rasa"])
    stocks.trainings.append(project.init_seconds)
    train(counts.trainings, folder, ours, say)
    askline, stock = start_up(counts, folder, project, (ours, stocks), at_the_end, say)
    load = Load([(askline, ours), (stock, stocks)], counts)
    try:
        asyncio.run(under_load(load, askline, say))
    except Exception as error:
        error.add_note("\n".join(askline.ended() + stock.ended()) or "All processes still run.")
        raise
    for assistant, measured in load.pairs:
        weigh(assistant, measured)
    setting = Setting(
        machine.describe(), busy, found, datetime.now(UTC).astimezone(), asdict(counts), load.shares, machine.cores()
    )
    return Report(setting, ours, stocks)


def train(times: int, folder: Path, ours: Measured, say: Reporter) -> None:
    """Trains our model from nothing, beside the one in use: no cache, nothing kept."""
    for number in range(times):
        out = folder / f"model-{number}"
        command = [PYTHON, "-m", "bot", "train", "--out", str(out), "--fixed-model-name", "bench"]
        environment = os.environ | {"RASA_CACHE_DIRECTORY": str(out / "cache")}
        began = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"training failed: {done.stderr[-2000:]}")
        ours.trainings.append(time.monotonic() - began)
        say("training", f"{ours.trainings[-1]:.1f} s")


def start_up(
    counts: Counts,
    folder: Path,
    project: StockProject,
    both: tuple[Measured, Measured],
    at_the_end: ExitStack,
    say: Reporter,
) -> tuple[Askline, StockRasa]:
    """Starts one after the other, several times; leaves both running."""
    assistants = Askline(folder), StockRasa(project, folder)
    for assistant in assistants:
        at_the_end.callback(assistant.stop)
    for number in range(counts.starts):
        for assistant, measured in zip(assistants, both, strict=True):
            assistant.stop()
            measured.starts.append(assistant.start())
            measured.ready_rss = sum(machine.footprint(pid).rss for pid in assistant.processes().values())
            # Each starts alone; after the last round both stay.
            if number < counts.starts - 1:
                assistant.stop()
        say(f"start {number + 1}", *(f"{measured.starts[-1]:.1f} s" for measured in both))
    return assistants


async def under_load(load: Load, askline: Askline, say: Reporter) -> None:
    """One parent at a time, then many at once, then long conversations."""
    async with a_client() as http:
        await load.warm_up(http)
        say("warmed up")
        await load.one_parent(http, say)
        ours = load.pairs[0][1]
        ours.steps = steps(askline.stack.var / "askline.db", len(ours.turns))
        await load.many_parents(http, say)
        await load.long_conversations(http, say)


def steps(database: Path, latest: int) -> dict[str, float]:
    """The median milliseconds of each step that the latest turns noted of themselves."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT timings FROM message WHERE sender = 'parent' ORDER BY rowid DESC LIMIT ?", (latest,)
        ).fetchall()
    noted = [json.loads(row[0]) for row in rows]
    names = dict.fromkeys(name for timings in noted for name in timings)
    return {name: statistics.median(t[name] for t in noted if name in t) for name in names}


def weigh(assistant: Assistant, measured: Measured) -> None:
    """Notes the memory of each part after the load."""
    for name, pid in assistant.processes().items():
        found = machine.footprint(pid)
        measured.rss[name], measured.pss[name], measured.counts[name] = found.rss, found.pss, found.processes


if __name__ == "__main__":
    main()
