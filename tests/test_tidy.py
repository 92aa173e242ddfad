"""Style is a test: the budgets of docs/architecture.md, held over every source file.

Each test collects all offenders, so that one run shows everything there is to mend.
"""

import ast
import fnmatch
import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

FUNCTION_LINES_MAX = 40
TEST_LINES_MAX = 60  # a test may lay out the records it is about
MODULE_LINES_MAX = 400
PARAMETERS_MAX = 6
COMPLEXITY_MAX = 8

TOP_LEVEL = {
    ".ci", ".git", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile",
    "README.md", "api", "benchmarks", "docs", "pyproject.toml", "requirements.lock", "scenarios",
    "tests", "treasury",
}  # fmt: skip
NAMELESS = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
EXACT = ("treasury/money.py", "treasury/interest.py", "treasury/accounts", "treasury/pooling")
"""Where an amount is a whole number: no float, no true division."""

AT_HOME = {
    "pydantic": ("treasury/loading", "api"),
    "pydantic_core": ("treasury/loading", "api"),
    "pandas": ("treasury/reporting", "tests", "benchmarks"),
    "numba": ("treasury/arrays.py", "tests", "benchmarks"),
    "sqlalchemy": ("api/store", "tests/api", "benchmarks"),
    "random": ("tests", "benchmarks", "scenarios"),
}
"""Where these may be imported; everywhere else they are strangers."""

BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.match_case)
WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the project's folder, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    def within(self, *places: str) -> bool:
        """Whether the file is one of the places or stands in one of them."""
        return any(self.path == place or self.path.startswith(f"{place}/") for place in places)


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the project, by path."""
    roots = ("treasury", "api", "tests", "scenarios", "benchmarks", "docs")
    files = sorted(file for root in roots for file in (ROOT / root).rglob("*.py"))
    texts = [(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")) for file in files]
    gc.disable()  # a million nodes that all stay: looking for what may go takes most of the time
    try:
        return tuple(Source(path, text, ast.parse(text)) for path, text in texts)
    finally:
        gc.freeze()
        gc.enable()


def functions() -> Iterator[tuple[Source, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function with the file it stands in."""
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, FUNCTIONS):
                yield source, node


def code_lines(source: Source) -> set[int]:
    """The numbers of the lines that hold code: no blank line, no comment, no docstring."""
    told = ((number, line.strip()) for number, line in enumerate(source.text.splitlines(), 1))
    lines = {number for number, line in told if line and not line.startswith("#")}
    for node in ast.walk(source.tree):
        if isinstance(node, WITH_DOCSTRING) and ast.get_docstring(node) is not None:
            lines.difference_update(extent(node.body[0]))
    return lines


def extent(node: ast.stmt) -> range:
    """The numbers of the lines from the statement's first to its last."""
    assert node.end_lineno is not None
    return range(node.lineno, node.end_lineno + 1)


def complexity(function: ast.AST) -> int:
    """Ways through the function's statements: 1 + branches, loops, handlers and cases (McCabe)."""
    return 1 + sum(isinstance(node, BRANCHES) for node in ast.walk(function))


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many parameters the function takes, `self` and `cls` apart."""
    given = function.args
    names = [a.arg for a in given.posonlyargs + given.args + given.kwonlyargs]
    starred = (given.vararg is not None) + (given.kwarg is not None)
    return len([name for name in names if name not in ("self", "cls")]) + starred


def tidy(offenders: list[str]) -> None:
    """Fail with every offender on a line of its own."""
    assert not offenders, "\n" + "\n".join(offenders)


def test_functions_have_at_most_forty_lines_of_code() -> None:
    offenders = []
    for source in sources():
        lines, most = code_lines(source), FUNCTION_LINES_MAX
        if source.within("tests"):
            most = TEST_LINES_MAX
        for node in ast.walk(source.tree):
            if isinstance(node, FUNCTIONS):
                count = len(lines.intersection(extent(node)))
                if count > most:
                    offenders.append(f"{source.path}:{node.lineno} {node.name} has {count} lines")
    tidy(offenders)


def test_modules_have_at_most_four_hundred_lines() -> None:
    counts = {source.path: source.text.count("\n") for source in sources()}
    tidy([f"{path}: {count} lines" for path, count in counts.items() if count > MODULE_LINES_MAX])


def test_functions_take_at_most_six_parameters() -> None:
    tidy(
        [
            f"{source.path}:{node.lineno} {node.name} takes {parameters(node)} parameters"
            for source, node in functions()
            if parameters(node) > PARAMETERS_MAX
        ]
    )


def test_functions_have_at_most_eight_ways_through() -> None:
    tidy(
        [
            f"{source.path}:{node.lineno} {node.name} has {complexity(node)} ways through"
            for source, node in functions()
            if complexity(node) > COMPLEXITY_MAX
        ]
    )


def test_modules_are_named_after_what_they_hold() -> None:
    tidy([s.path for s in sources() if NAMELESS.intersection(Path(s.path).with_suffix("").parts)])


def public(source: Source) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """The public classes and functions of a module, and the public methods of its classes."""
    for node in source.tree.body:
        if isinstance(node, (ast.ClassDef, *FUNCTIONS)) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                inside = (part for part in node.body if isinstance(part, FUNCTIONS))
                yield from (part for part in inside if not part.name.startswith("_"))


def test_public_things_say_their_result_in_a_first_sentence() -> None:
    offenders = []
    for source in sources():
        if not source.within("treasury", "api", "benchmarks"):
            continue
        for node in (source.tree, *public(source)):
            said = (ast.get_docstring(node) or "").split("\n\n")[0].rstrip()
            if not said.endswith((".", ":")) and not said.split("\n")[0].endswith((".", ":")):
                name = getattr(node, "name", "the module")
                offenders.append(f"{source.path}:{getattr(node, 'lineno', 1)} {name}: {said!r}")
    tidy(offenders)


def inexact(node: ast.AST) -> bool:
    """Whether the node is a float, names the type, or divides with `/`."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        return isinstance(node.op, ast.Div)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    return isinstance(node, ast.Name) and node.id == "float"


def test_amounts_meet_no_float_and_no_true_division() -> None:
    offenders = []
    for source in sources():
        if not source.within(*EXACT):
            continue
        for node in ast.walk(source.tree):
            if inexact(node):
                line = getattr(node, "lineno", 0)
                offenders.append(f"{source.path}:{line} {ast.unparse(node)}")
    tidy(offenders)


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """Line and first name of everything the file imports."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, (node.module or "").split(".")[0]


def test_packages_are_imported_only_where_they_belong() -> None:
    tidy(
        [
            f"{source.path}:{line} imports {name}"
            for source in sources()
            for line, name in imported(source)
            if name in AT_HOME and not source.within(*AT_HOME[name])
        ]
    )


def test_the_engine_asks_no_clock() -> None:
    asked = re.compile(r"\b(?:now|today|utcnow|time_ns|localtime)\(")
    tidy(
        [
            f"{source.path}:{number} {line.strip()}"
            for source in sources()
            if source.within("treasury") and not source.within("treasury/cli")
            for number, line in enumerate(source.text.splitlines(), 1)
            if asked.search(line)
        ]
    )


def test_packages_re_export_nothing() -> None:
    tidy(
        [
            f"{source.path}:{node.lineno} {ast.unparse(node)}"
            for source in sources()
            if Path(source.path).name == "__init__.py"
            for node in source.tree.body
            if isinstance(node, (ast.Import, ast.ImportFrom))
        ]
    )


def without_reason(call: ast.Call) -> bool:
    """Whether the call skips a test or expects it to fail, and gives no reason."""
    name = ast.unparse(call.func)
    if name in ("pytest.skip", "pytest.xfail"):
        return not call.args and not call.keywords
    if name not in ("pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"):
        return False
    return not any(keyword.arg == "reason" for keyword in call.keywords)


def test_nothing_is_left_out_without_a_reason() -> None:
    offenders = []
    for source in sources():
        for number, line in enumerate(source.text.splitlines(), 1):
            if re.search(r"#\s*pragma:\s*no (?:cover|branch)\s*$", line):
                offenders.append(f"{source.path}:{number} {line.strip()}")
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and without_reason(node):
                offenders.append(f"{source.path}:{node.lineno} {ast.unparse(node)}")
            if isinstance(node, FUNCTIONS):
                bare = {"pytest.mark.skip", "pytest.mark.xfail"}
                marks = bare.intersection(ast.unparse(mark) for mark in node.decorator_list)
                offenders += [f"{source.path}:{node.lineno} {mark}" for mark in marks]
    tidy(offenders)


def ignored(name: str) -> bool:
    """Whether the project's .gitignore names it."""
    patterns = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return any(fnmatch.fnmatch(name, pattern.rstrip("/")) for pattern in patterns)


def test_the_top_level_holds_only_what_was_agreed() -> None:
    names = {entry.name for entry in ROOT.iterdir() if not ignored(entry.name)}
    tidy(sorted(names - TOP_LEVEL))


def texts() -> Iterator[tuple[str, str]]:
    """Path and text of every file of the project that is text and was written by hand."""
    for entry in sorted(ROOT.iterdir()):
        files = sorted(entry.rglob("*")) if entry.is_dir() else [entry]
        for file in files:
            parts = file.relative_to(ROOT).parts
            if not file.is_file() or ".git" in parts or any(ignored(part) for part in parts):
                continue
            try:
                yield "/".join(parts), file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("the host of a package registry", r"pythonhosted|pypi\.org|npmjs|jsdelivr|unpkg"),
        ("a path of one machine", r"(?:^|[^\w.])/(?:work|farm|root|home|Users)/"),
    ],
)
def test_no_file_names_a_place_that_is_not_everybodys(what: str, pattern: str) -> None:
    named = re.compile(pattern, re.MULTILINE)
    here = "tests/test_tidy.py"
    tidy(
        [
            f"{path}: {what}, {found.group()!r}"
            for path, text in texts()
            if path != here and "/vendor/" not in path and (found := named.search(text))
        ]
    )


def test_the_counting_itself_is_right() -> None:
    text = (
        'def f(a, *, b):\n    """Doc.\n\n    More.\n    """\n    # a comment\n\n'
        "    if a and b:\n        return [x for x in a if x]\n    return 1 if b else 2\n"
    )
    source = Source("f.py", text, ast.parse(text))
    function = source.tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    assert code_lines(source) == {1, 8, 9, 10}
    assert (complexity(function), parameters(function)) == (2, 2)
