"""The machine and its processes: cores, memory, processor time."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Footprint:
    """Resident memory of a part: a process and those that it started."""

    rss: int
    pss: int  # pages that processes share are counted in parts; 0 where the system does not tell
    processes: int


def family(pid: int) -> list[psutil.Process]:
    """A process and all that it started."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def footprint(pid: int) -> Footprint:
    """The resident memory of a process with its children."""
    members = family(pid)
    return Footprint(sum(m.memory_info().rss for m in members), sum(_pss(m.pid) for m in members), len(members))


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def processor_seconds(pid: int) -> float:
    """The processor time that a process and its children have used so far."""
    times = [member.cpu_times() for member in family(pid)]
    return sum(t.user + t.system for t in times)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def describe() -> str:
    """The machine in a line."""
    memory = psutil.virtual_memory().total / 2**30
    return f"{cores()} cores ({_model()}), {memory:.0f} GiB, {platform.system()} {platform.release()}"


def _model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def load_average() -> float:
    """How many processes wanted a core in the last minute."""
    return os.getloadavg()[0]
