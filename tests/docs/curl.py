"""The examples of docs/service.md: what is typed, and the shape of what comes.

A block of `sh` is typed into one shell after the other; the block behind it, if it is `json`,
`http` or `text`, is what comes out. JSON must have the same keys and kinds of values: the last
element of a list shows what all others look like, `"..."` stands for any text. Of `http` the
status and the headers shown must be there; of `text` every line must, `...` standing for anything.
"""

import json
import re
import subprocess
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "service.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = ("json", "http", "text")


@dataclass(frozen=True)
class Example:
    """What is typed, and in which form what is shown behind it (empty: nothing is)."""

    line: int
    typed: str
    form: str
    shown: str


def examples(text: str) -> list[Example]:
    """The examples of a page in order."""
    blocks = [(text.count("\n", 0, each.start()) + 1, each[1], each[2])
              for each in BLOCK.finditer(text)]  # fmt: skip
    found = []
    for place, (line, form, typed) in enumerate(blocks):
        if form == "sh":
            _, after, shown = blocks[place + 1] if place + 1 < len(blocks) else (0, "", "")
            is_shown = after in SHOWN
            found.append(Example(line, typed, after if is_shown else "", shown if is_shown else ""))
    return found


def typed(found: list[Example], folder: Path, environment: dict[str, str]) -> list[str]:
    """What each example printed, all typed into one shell in this folder."""
    script = "set -eu\n" + "".join(
        f"exec >{folder}/{number}.out\n{example.typed}" for number, example in enumerate(found)
    )
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, check=False, capture_output=True,
        text=True, timeout=300,
    )  # fmt: skip
    outs = sorted(folder.glob("*.out"), key=lambda path: int(path.stem))
    printed = [path.read_text(encoding="utf-8") for path in outs]
    last = found[len(printed) - 1]
    assert done.returncode == 0, f"line {last.line}: {last.typed}{printed[-1]}{done.stderr}"
    return printed


def differences(example: Example, printed: str) -> list[str]:
    """Where what came differs from what is shown."""
    if example.form == "json":
        return unlike(json.loads(example.shown), json.loads(printed), "")
    lines = [line.strip() for line in printed.splitlines()]
    wanted = [line.strip() for line in example.shown.splitlines() if line.strip()]
    known = lines if example.form == "text" else [line.lower() for line in lines]
    return [
        f"{line!r} is not in what came: {printed}"
        for line in wanted
        if not any(fits(each, line if example.form == "text" else line.lower()) for each in known)
    ]


def fits(came: str, line: str) -> bool:
    """Whether the line is the one shown, in which `...` stands for anything."""
    return fnmatchcase(came, re.sub(r"([\[*?])", r"[\1]", line).replace("...", "*"))


def unlike(shown: Any, came: Any, place: str) -> list[str]:
    """Where a document has other keys or other kinds of values than the one shown."""
    if isinstance(shown, dict) and isinstance(came, dict):
        found = [f"{place}/{key} is shown and did not come" for key in shown if key not in came]
        found += [f"{place}/{key} came and is not shown" for key in came if key not in shown]
        for key in shown.keys() & came.keys():
            found += unlike(shown[key], came[key], f"{place}/{key}")
        return found
    if isinstance(shown, list) and isinstance(came, list):
        if bool(shown) != bool(came):
            return [f"{place} has {len(came)} elements"]
        pairs = [(shown[min(number, len(shown) - 1)], item) for number, item in enumerate(came)]
        return [each for one, item in pairs for each in unlike(one, item, f"{place}/0")]
    same = type(shown) is type(came) and (shown == came or not isinstance(shown, bool))
    if isinstance(shown, str) and isinstance(came, str):
        same = len(shown) > 0 or came == ""
    return [] if same else [f"{place} is shown as {shown!r} and came as {came!r}"]
