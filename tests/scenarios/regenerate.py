"""Write `expected/` of every shipped scenario again, from what the engine says now.

    python -m tests.scenarios.regenerate [scenario ...]

Read the difference before committing it: these files are the answers the engine is held to.
"""

import sys

from tests.scenarios.shipped import SCENARIOS, SHIPPED, expected_files


def regenerate(name: str) -> list[str]:
    """The names of the files that changed, after writing them."""
    folder = SCENARIOS / name / "expected"
    folder.mkdir(exist_ok=True)
    changed = []
    for file, text in expected_files(name).items():
        path = folder / file
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="")
            changed.append(file)
    return changed


if __name__ == "__main__":
    for each in sys.argv[1:] or SHIPPED:
        print(each, *(regenerate(each) or ["unchanged"]))
