"""A progress bar on stderr for what takes longer than a second; nothing where nobody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

PATIENCE_SECONDS = 1.0
Report = Callable[[float, str], None]


@contextmanager
def progress(what: str) -> Iterator[Report]:
    """A function to be told the share that is done (0 to 1) and the step; ends with the block.

    Until it is told, the bar only shows that something is going on.
    """
    if not sys.stderr.isatty():
        yield lambda share, step: None
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=None)
    patience = Timer(PATIENCE_SECONDS, bar.start)
    patience.daemon = True

    def report(share: float, step: str) -> None:
        words = f"{what}: {step}" if step else what
        bar.update(task, total=1.0, completed=share, description=words)

    patience.start()
    try:
        yield report
    finally:
        patience.cancel()
        patience.join()
        bar.stop()
