"""References that a parent can read out on the phone: FKLR-2345. Pure but for the dice.

A call-back request has one of its own. A chat's, FKLR-2345-CDFH, is worked out from its id, so that it costs nothing to
store and every chat has one. It opens nothing: that needs the chat's token.
"""

import re
import secrets
import uuid

# No vowels, so that no word comes about; none of B, G, I, O, Q, S, U and Z, no 0 and 1: nothing reads like another.
LETTERS, DIGITS = "CDFHJKLMNPRTVWXY", "23456789"
# A chat's reference: four letters, four digits, four letters hold 16, 12 and 16 bits: 11 hexadecimal digits.
_GROUPS = (LETTERS, DIGITS, LETTERS)
_HEX = 11


def new_reference() -> str:
    """One of 268 million, at random. Who stores it makes sure that it is not taken."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(4))
    digits = "".join(secrets.choice(DIGITS) for _ in range(4))
    return f"{letters}-{digits}"


def reference_of(conversation_id: str) -> str:
    """What a parent calls their chat by: 44 bits of its id."""
    bits = int(uuid.UUID(conversation_id).hex[:_HEX], 16)
    signs = ""
    for group in reversed(_GROUPS):
        for _ in range(4):
            bits, sign = divmod(bits, len(group))
            signs = group[sign] + signs
    return "-".join(signs[n : n + 4] for n in range(0, len(signs), 4))


def ids_between(reference: str) -> tuple[str, str]:
    """The first and the last id that a chat of that reference can have. Raises ValueError for what is none."""
    bits, signs = 0, reference.replace("-", "")
    for group, sign in zip((g for g in _GROUPS for _ in range(4)), signs, strict=True):
        bits = bits * len(group) + group.index(sign)
    first = f"{bits:0{_HEX}x}"
    return str(uuid.UUID(first + "0" * (32 - _HEX))), str(uuid.UUID(first + "f" * (32 - _HEX)))


def tidied(typed: str) -> str:
    """What somebody typed or read out, as a reference is written. Raises ValueError for what cannot be one."""
    signs = re.sub(r"[\s\-\u2010-\u2015]", "", typed).upper()
    if not re.fullmatch(f"[{LETTERS}]{{4}}[{DIGITS}]{{4}}(?:[{LETTERS}]{{4}})?", signs):
        raise ValueError("no reference")
    return "-".join(signs[n : n + 4] for n in range(0, len(signs), 4))
