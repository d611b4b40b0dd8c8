"""`python -m tests.bot.inside <results> <case> ...`: runs the cases and writes what came out of each, as JSON."""

from __future__ import annotations

import json
import sys
import traceback
import unittest
from pathlib import Path


def outcome(case: str) -> dict[str, str]:
    """What came out of one case: empty texts when it passed. A case that cannot be loaded has failed."""
    result = unittest.TestResult()
    try:
        unittest.defaultTestLoader.loadTestsFromName(case).run(result)
    except Exception:  # whatever its module raises on import
        return {"failed": traceback.format_exc(), "skipped": ""}
    failed = [text for _, text in (*result.failures, *result.errors)]
    if not result.testsRun and not failed:
        failed = [f"{case} ran no test"]
    return {"failed": "\n".join(failed), "skipped": "; ".join(reason for _, reason in result.skipped)}


if __name__ == "__main__":
    results, *cases = sys.argv[1:]
    Path(results).write_text(json.dumps({case: outcome(case) for case in cases}), encoding="utf-8")
