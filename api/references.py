"""References that a parent can read out on the phone: FKLR-2345. Pure but for the dice."""

import secrets

# No vowels, so that no word comes about; none of B, G, I, O, Q, S, U and Z, no 0 and 1: nothing reads like another.
LETTERS, DIGITS = "CDFHJKLMNPRTVWXY", "23456789"


def new_reference() -> str:
    """One of 268 million, at random. Who stores it makes sure that it is not taken."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(4))
    digits = "".join(secrets.choice(DIGITS) for _ in range(4))
    return f"{letters}-{digits}"
