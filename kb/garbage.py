"""How often Python looks for garbage in a process that has loaded what it needs."""

import gc

EVERY = 20_000  # new objects; a turn makes many times the 700 after which Python looks by itself


def settle() -> None:
    """From now on what is loaded is left alone, and garbage is looked for less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(EVERY, 20, 20)
