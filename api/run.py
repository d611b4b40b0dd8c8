"""`python -m api.run`: starts every process of the Procfile, waits until all are ready, and says where to go."""

import sys
import threading
import time
from pathlib import Path

import httpx
from honcho.environ import parse_procfile
from honcho.manager import Manager

from kb.settings import Settings, settings

SLOW_AFTER = 90  # seconds until we say what is missing; loading Rasa takes 10 to 30


def main() -> None:
    """Runs until Ctrl-C, or until one of the processes ends."""
    manager = Manager()
    for name, command in parse_procfile(Path("Procfile").read_text(encoding="utf-8")).processes.items():
        manager.add_process(name, f"exec {command}")
    threading.Thread(target=announce, args=(settings(),), daemon=True).start()
    manager.loop()
    sys.exit(manager.returncode)


def announce(here: Settings) -> None:
    """Waits for /ready to turn green, then prints the address; says what is missing when it takes long."""
    address = f"http://{here.host}:{here.port}"
    began = time.monotonic()
    told = began
    while True:
        time.sleep(0.5)
        missing = not_ready(address)
        if not missing:
            break
        if time.monotonic() - told > 10:
            told = time.monotonic()
            hint = " Look at the lines above for why." if told - began > SLOW_AFTER else ""
            print(f"Still waiting for: {', '.join(missing)} ({told - began:.0f} s).{hint}", flush=True)  # noqa: T201
    print(  # noqa: T201
        f"\n  Askline is ready after {time.monotonic() - began:.0f} s: open {address}/chat\n  Ctrl-C stops it.\n",
        flush=True,
    )


def not_ready(address: str) -> list[str]:
    """The parts that do not answer yet."""
    try:
        parts = httpx.get(f"{address}/ready", timeout=5, trust_env=False).json()["parts"]
    except (httpx.HTTPError, ValueError, KeyError):
        return ["the API"]
    return [name for name, state in parts.items() if state != "ok"]


if __name__ == "__main__":
    main()
