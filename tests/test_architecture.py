"""The house keeps its shape: who may import whom, what a file may be called, how long it may grow, what it may hold."""

import ast
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.project import ROOT, relative, repository_files

# DESIGN: arrows point inward. What each folder may import of ours, besides itself.
MAY_IMPORT = {
    "kb": set(),
    "actions": {"kb"},
    "api": {"kb"},
    "bot": {"kb.encoder"},
    "tests": {"kb", "actions", "api", "bot"},
}
FOLDERS = {"actions", "api", "bot", "data", "docs", "kb", "tests"}
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "services", "misc"}
LONGEST_FILE, LONGEST_FUNCTION = 300, 40

# Files longer than that, each with its reason.
LONG_FILES = {
    "requirements.lock": "made by `make lock`",
    "bot/requirements.lock": "made by `make lock`",
    "data/nlu/councils.yml": "made by `python -m kb places`",
    "kb/content/sources/code.yml": "one entry for each part that may be cited",
    "kb/content/sources/guidance.yml": "one entry for each part that may be cited",
    "kb/content/sources/law.yml": "one entry for each part that may be cited",
    "kb/content/sources/organisations.yml": "one entry for each part that may be cited",
    "kb/content/danger_sentences.yml": "a list of short sentences, learned from",
    "kb/content/safety_patterns.yml": "a list of patterns, read from top to bottom",
    "data/test/questions.csv": "a table of labelled messages",
    "tests/evaluation/questions.csv": "the same file, where `make evaluate` has always found it",
    "tests/evaluation/unseen.csv": "a table of labelled messages",
}
# Folders whose files may be longer, and how long.
LONG_FOLDERS = {"data/nlu/": 900}  # one intent, one file, one line an example: a list, read from top to bottom
# Where else than in kb/settings.py the environment is read, each with its reason.
READS_ENVIRONMENT = {
    "kb/encoder.py": "runs inside Rasa too, where there is no pydantic 2 and so no kb.settings",
    "bot/__main__.py": "runs inside Rasa, and has to set variables before Rasa is imported",
}
# Imports inside functions, each with its reason.
LATE_IMPORTS = {
    "kb/readability.py": "what measures brings 180 MB, and a process that only answers parents measures nothing",
    "kb/encoder.py": "60 MB that a process without an encoder should not load",
    "api/wiring.py": "single sign-on brings a second HTTP library, which most do not need",
    "bot/__main__.py": "`bot.light` has to have its say before Rasa is imported",
    "bot/reads.py": "`bot.light` has to have its say before Rasa is imported",
}

CODE = [path for path in repository_files() if path.suffix == ".py"]
OURS = [path for path in CODE if relative(path).split("/")[0] in MAY_IMPORT]
# Tests prepare the environment of the processes that they start.
SHIPPED = [path for path in OURS if not relative(path).startswith("tests/")]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    """A file's name in an import: kb/answers.py is kb.answers, kb/__init__.py is kb."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever the import stands: `from kb import hours` is kb.hours."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            package = "." * node.level + base
            yield from (f"{package}.{alias.name}" if _is_module(base, alias.name) else package for alias in node.names)


def _is_module(package: str, name: str) -> bool:
    folder = ROOT.joinpath(*package.split("."))
    return (folder / f"{name}.py").is_file() or (folder / name).is_dir()


def allowed(module: str, home: str) -> bool:
    """Whether a file in `home` may import that module of ours."""
    return any(module == ours or module.startswith(f"{ours}.") for ours in {home} | MAY_IMPORT[home])


@pytest.mark.parametrize("home", MAY_IMPORT)
def test_arrows_point_inward(home: str) -> None:
    wrong = [
        f"{relative(path)} imports {module}"
        for path in OURS
        if relative(path).startswith(f"{home}/")
        for module in imports_of(path)
        if module.split(".")[0] in MAY_IMPORT and not allowed(module, home)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("home", "module", "may"),
    [
        ("kb", "kb.hours", True),
        ("kb", "api.chat", False),
        ("kb", "actions", False),
        ("actions", "kb.answers", True),
        ("actions", "api.chat", False),
        ("api", "kb.answers", True),
        ("api", "actions.turn", False),
        ("api", "tests.stack", False),
        ("bot", "kb.encoder", True),
        ("bot", "kb.encoder_of_another_name", False),
        ("bot", "kb.settings", False),
        ("bot", "kb", False),
    ],
)
def test_the_arrows_are_those_of_the_design(home: str, module: str, may: bool) -> None:
    assert allowed(module, home) is may


def test_no_import_is_relative() -> None:
    assert [f"{relative(p)}: {m}" for p in OURS for m in imports_of(p) if m.startswith(".")] == []


def test_what_rasa_shares_with_the_knowledge_base_needs_nothing_else_of_it() -> None:
    shared = {module for module in imports_of(ROOT / "kb/encoder.py") if module.split(".")[0] == "kb"}

    assert shared == set()
    assert list(imports_of(ROOT / "kb/__init__.py")) == []


def test_the_knowledge_base_knows_no_http_and_no_rasa() -> None:
    web = {"fastapi", "starlette", "httpx", "requests", "uvicorn", "rasa", "rasa_sdk", "sanic"}
    found = [(relative(p), m) for p in SHIPPED if relative(p).startswith("kb/") for m in imports_of(p)]

    assert [(path, module) for path, module in found if module.split(".")[0] in web] == []


@pytest.mark.parametrize("home", sorted(set(MAY_IMPORT) - {"tests"}))
def test_no_two_modules_import_each_other_by_any_way_round(home: str) -> None:
    files = {module_of(path): path for path in OURS if relative(path).startswith(f"{home}/")}
    graph = {name: {m for m in imports_of(path) if m in files and m != name} for name, path in files.items()}

    # Modules that import nothing of the rest fall away, layer by layer; what is left runs in a circle.
    while free := [name for name, needs in graph.items() if not needs & set(graph)]:
        for name in free:
            del graph[name]

    assert {name: sorted(needs & set(graph)) for name, needs in graph.items()} == {}


def test_imports_stand_at_the_top_of_a_file() -> None:
    late = {
        relative(path)
        for path in SHIPPED
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert late == set(LATE_IMPORTS), "an import inside a function carries its reason in LATE_IMPORTS, or moves up"


def test_one_place_reads_the_environment() -> None:
    reading = {
        relative(path)
        for path in SHIPPED
        for node in ast.walk(tree_of(path))
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"))
        or (isinstance(node, ast.ImportFrom) and {"environ", "getenv"} & {alias.name for alias in node.names})
        or (isinstance(node, ast.ClassDef) and "BaseSettings" in {getattr(base, "id", "") for base in node.bases})
    }

    assert reading == {"kb/settings.py", *READS_ENVIRONMENT}


def test_the_top_level_is_fixed() -> None:
    folders = {relative(path).split("/")[0] for path in repository_files() if "/" in relative(path)}

    assert {folder for folder in folders if not folder.startswith(".")} == FOLDERS


def test_modules_and_folders_are_domain_nouns() -> None:
    named = {part for path in repository_files() for part in path.relative_to(ROOT).with_suffix("").parts}

    assert named & SAYS_NOTHING == set()


def test_no_file_grows_beyond_its_limit_without_a_reason() -> None:
    long = {relative(path): lines for path in repository_files() if (lines := line_count(path)) > LONGEST_FILE}

    assert {name: lines for name, lines in long.items() if lines > most_lines(name)} == {}, "split it, or say why"


def most_lines(name: str) -> float:
    """How many lines a file may have."""
    if name in LONG_FILES:
        return math.inf
    return next((lines for folder, lines in LONG_FOLDERS.items() if name.startswith(folder)), LONGEST_FILE)


def test_every_reason_still_stands() -> None:
    """A reason whose file is gone, or short again, is deleted."""
    idle = {name for name in LONG_FILES if not (ROOT / name).is_file() or line_count(ROOT / name) <= LONGEST_FILE}

    assert idle == set()


def line_count(path: Path) -> int:
    """Its lines; 0 for what is not text."""
    content = path.read_bytes()
    return 0 if b"\0" in content else content.count(b"\n")


def test_no_function_grows_beyond_its_limit() -> None:
    long = {
        f"{relative(path)}: {node.name}": lines
        for path in OURS
        if "migrations/versions" not in relative(path)  # a migration lists its tables, column by column
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }

    assert long == {}


LOCKS = [p for p in repository_files() if p.suffix == ".lock" or p.name.startswith(("requirements", "package-lock"))]


@pytest.mark.parametrize("lock", LOCKS, ids=relative)
def test_a_lock_holds_versions_and_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    assert re.findall(r'https?://.*|--(?:extra-)?index-url.*|"resolved":.*', text) == []
    assert len(re.findall(r"^[a-z0-9][\w.\[\]-]*==", text, re.MULTILINE)) > 50
    assert "--hash=sha256:" in text


def test_there_is_no_lock_of_another_kind() -> None:
    assert {relative(lock) for lock in LOCKS} == {"requirements.lock", "bot/requirements.lock"}


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    machine = re.compile(rf"(?<![\w.])/(?:{'|'.join(['work', 'farm', 'home', 'root', 'Users'])})/")

    found = {
        f"{relative(path)}: {match[0]}"
        for path in repository_files()
        if (match := machine.search(path.read_text(encoding="utf-8", errors="ignore")))
    }

    assert found == set(), "make it relative"
