"""What the project's pages say that can be tried: links, commands, make targets, modules."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"(?:^ {4,}|`)(?:\.venv/bin/)?(treasury [a-z][^`\n]*)", re.MULTILINE)
TARGET = re.compile(r"(?:^ {4,}|`)make ([a-z-]+)", re.MULTILINE)
MAKE_RUN = "treasury run scenarios/10_liquor_group"
MODULE = re.compile(r"python -m ([\w.]+)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def pages() -> list[Path]:
    """Every page of the project, by path."""
    folders = ("docs", "scenarios", "benchmarks", "tests")
    return [
        *sorted(ROOT.glob("*.md")),
        *(page for folder in folders for page in sorted((ROOT / folder).rglob("*.md"))),
    ]


def name_of(page: Path) -> str:
    """The page's path from the project's folder."""
    return str(page.relative_to(ROOT))


def commands(page: Path) -> list[list[str]]:
    """The words of every `treasury` command of a page, in order, without the name itself.

    `make run` runs the flagship. On a scenario's page RUN is the run of this scenario.
    """
    found = []
    text = page.read_text(encoding="utf-8")
    for command in COMMAND.findall(text.replace("    make run\n", f"    {MAKE_RUN}\n")):
        words = shlex.split(command, comments=True)[1:]
        if page.parent.parent.name == "scenarios":
            words = [page.parent.name if word == "RUN" else word for word in words]
        found.append(words)
    return found


OF_THE_SERVICE = ("serve", "worker", "db", "audit", "people", "reproduce")
"""Commands that go on, or need a store; the tests of the service run them."""


def is_pattern(words: list[str]) -> bool:
    """Whether the command is only named, or has a word to replace, such as RUN or NAME."""
    return (
        len(words) == 1
        or words[0] in OF_THE_SERVICE
        or any(re.fullmatch(r"[A-Z]+|\[.*|.*\]|\.\.\.|<.*>", word) for word in words)
    )


def links(page: Path) -> list[str]:
    """The links of a page that lead to files of the project, without their anchors."""
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return [link.split("#")[0] for link in found if not re.match(r"https?:|mailto:|#", link)]
