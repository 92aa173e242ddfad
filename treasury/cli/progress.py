"""A progress bar on stderr for what takes longer than a second; nothing where nobody watches."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 1.0
Report = Callable[[float, str], None]


@contextmanager
def progress(what: str) -> Iterator[Report]:
    """A function to be told the share that is done (0 to 1) and the step; ends with the block."""
    if not sys.stderr.isatty():
        yield lambda share, step: None
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=1.0, visible=True)
    began = time.monotonic()

    def report(share: float, step: str) -> None:
        if time.monotonic() - began >= PATIENCE_SECONDS:
            bar.start()
        bar.update(task, completed=share, description=f"{what}: {step}" if step else what)

    try:
        yield report
    finally:
        bar.stop()
