"""Writes what was measured: Markdown for people, JSON for programs. No message's words are in either."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.evaluation import scoring
from tests.evaluation.scoring import Judged, Scores, Share

OURS = "Askline"
WORST = 25
NAMED = 3
MEASURES = {
    "first": "Right at first",
    "strictly": "- without the counts-as rule",
    "unseen": "- without messages that are also training examples",
    "topics_only": "- SEND topics only (neither out of scope nor crisis)",
    "guess": "- if nothing had fallen below the threshold",
    "three": "Right among the first three",
    "fell_back": "Fell below the fallback threshold",
    "out_of_scope_caught": "Out of scope: caught",
    "in_scope_refused": "In scope: refused as out of scope",
    "crisis_by_model": "Crisis: caught by the classifier alone",
    "crisis_by_either": "Crisis: caught by classifier or kb.safety",
    "false_alarms_by_model": "No crisis: alarm by the classifier alone",
    "false_alarms_by_either": "No crisis: alarm by classifier or kb.safety",
}
COUNTED = """\
Right means: the topic is the row's `label` or in `also`, or counts as one of these (LABELS.md): `school_attendance`
counts as `exclusion`; `ehc_plan_contents` as `ehc_process_and_timescales`; `ehc_plan_not_delivered` as
`unhappy_with_support` and `complaint_or_appeal`. A fallback is never right at first. Confidence is that of the best
guess. "95 %" is Wilson's interval: what the figure might be for other messages of this kind. Messages go to the model
as written, not redacted."""


@dataclass(frozen=True)
class Measured:
    """Everything that a report is made of: our rows, those of the baselines by name, and the settings."""

    name: str
    rows: Sequence[Judged]
    others: Mapping[str, Sequence[Judged]]
    settings: Mapping[str, Any]


def markdown(measured: Measured) -> str:
    """The report for people."""
    rows = measured.rows
    parts = [
        f"# {measured.name}: {len(rows)} messages",
        _opening(measured),
        _measures(scoring.score(rows)),
        COUNTED,
        *_section("Side by side", _side_by_side(measured) if measured.others else ""),
        *_section("By kind", _groups("kind", scoring.groups(rows, lambda q: q.kind))),
        *_section("By topic", _groups("topic", scoring.groups(rows, lambda q: q.label))),
        *_section(f"The {WORST} worst confusions", _confusions(rows)),
        *_section("Calibration", _calibration(rows)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_data(measured: Measured) -> dict[str, Any]:
    """The report for programs: settings, figures, and every row by its line in the file (not by its words)."""
    return {
        "file": measured.name,
        "messages": len(measured.rows),
        "settings": dict(measured.settings),
        "scores": {name: _scores(rows) for name, rows in {OURS: measured.rows, **measured.others}.items()},
        "calibration": [asdict(band) for band in scoring.calibration(measured.rows)],
        "confusions": [asdict(c) for c in scoring.confusions(measured.rows, len(measured.rows))],
        "rows": [_row(row) for row in measured.rows],
    }


def _opening(measured: Measured) -> str:
    model, newer = measured.settings["model"], measured.settings["newer_than_the_model"]
    said = f"Measured {measured.settings['measured_at']} (UTC). Model {model['sha256'][:12]}, trained "
    said += f"{model['trained_at'][:16]} by Rasa {model['rasa']}."
    names = ", ".join(newer[:NAMED]) + (f" and {len(newer) - NAMED} more" if len(newer) > NAMED else "")
    stale = f" **Changed since then: {names}. Run `make train` to measure what is written now.**"
    return said + (stale if newer else "")


def _measures(scores: Scores) -> str:
    rows = []
    for key, words in MEASURES.items():
        share: Share = getattr(scores, key)
        low, high = share.interval
        between = f"{low:.0f}-{high:.0f}" if share.of else ""
        rows.append((words, share.hits, share.of, percent(share), between))
    return table(("measure", "n", "of", "%", "95 %"), rows)


def _side_by_side(measured: Measured) -> str:
    rows = [(OURS, *_compared(measured.rows), "", "")]
    rows += [(name, *_compared(o), *scoring.only_one_right(measured.rows, o)) for name, o in measured.others.items()]
    heads = ("at first", "best guess", "of three", "topics only", "out of scope", "refused", "crisis")
    return table(("way", *heads, f"only {OURS} right", "only it right"), rows)


def _compared(rows: Sequence[Judged]) -> tuple[str, ...]:
    s = scoring.score(rows)
    shares = (s.first, s.guess, s.three, s.topics_only, s.out_of_scope_caught, s.in_scope_refused, s.crisis_by_model)
    return tuple(percent(share) for share in shares)


def _groups(word: str, groups: Iterable[scoring.Group]) -> str:
    rows = [(g.name, g.first.of, percent(g.first), percent(g.three)) for g in groups]
    return table((word, "messages", "at first %", "of three %"), rows) if rows else ""


def _confusions(rows: Sequence[Judged]) -> str:
    found = [(c.label, c.said, c.count) for c in scoring.confusions(rows, WORST)]
    return table(("label", "understood as", "messages"), found) if found else ""


def _calibration(rows: Sequence[Judged]) -> str:
    bands = scoring.calibration(rows)
    lines = [(f"{b.low:.2f}-{b.high:.2f}", b.right.of, f"{100 * b.mean:.1f}", percent(b.right)) for b in bands]
    error = f"Mean gap between confidence and accuracy: {100 * scoring.calibration_error(bands):.1f} points."
    return table(("confidence", "messages", "mean %", "right %"), lines) + "\n\n" + error


def _section(title: str, body: str) -> list[str]:
    return [f"## {title}", body] if body else []


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table with columns of even width, so that it can be read at a terminal too."""
    cells = [[str(c) for c in head], *([str(c) for c in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    left = [i == 0 or all(not _is_number(row[i]) for row in cells[1:]) for i in range(len(head))]
    aligned = [[c.ljust(w) if ok else c.rjust(w) for c, w, ok in zip(row, widths, left, strict=True)] for row in cells]
    rule = ["-" * w if ok else "-" * (w - 1) + ":" for w, ok in zip(widths, left, strict=True)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [aligned[0], rule, *aligned[1:]])


def _is_number(cell: str) -> bool:
    return cell.replace(".", "").replace("-", "").isdigit()


def percent(share: Share) -> str:
    """One decimal; a dash when there was nothing to count."""
    return "-" if math.isnan(share.percent) else f"{share.percent:.1f}"


def _scores(rows: Sequence[Judged]) -> dict[str, Any]:
    return {key: {"hits": s["hits"], "of": s["of"]} for key, s in asdict(scoring.score(rows)).items()}


def _row(row: Judged) -> dict[str, Any]:
    return {
        "line": row.question.line,
        "label": row.question.label,
        "also": sorted(row.question.also),
        "said": row.understood.said,
        "ranking": [{"topic": t, "confidence": round(c, 4)} for t, c in row.understood.ranking[:3]],
        "first": row.first,
        "three": row.three,
        "alarm": row.alarm,
        "known": row.known,
    }
