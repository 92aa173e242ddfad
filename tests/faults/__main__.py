"""`make faults`: plant every fault, say which test caught it, fail where one survives.

Names of faults on the command line plant only these.
"""

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import Queue

from tests.faults.planting import Copy, Fault, NotPlanted, copied, faults

WORKERS = 2


def verdict(fault: Fault, copies: "Queue[Copy]") -> tuple[bool, str]:
    """Whether the fault was caught, and a line that says by what."""
    copy = copies.get()
    try:
        test = copy.caught_by(fault)
    except NotPlanted as error:
        return False, f"NOT PLANTED {fault.name}: {error}"
    finally:
        copies.put(copy)
    if test is None:
        return False, f"SURVIVED    {fault.name}: {fault.breaks}"
    return True, f"caught      {fault.name}\n            by {test}"


def plant_all(chosen: list[Fault], folder: Path) -> list[bool]:
    """Whether each fault was caught, once the tests pass without any; prints as it goes."""
    with ExitStack() as stack:
        made = []
        for number in range(WORKERS):
            place = folder / f"copy-{number}"
            place.mkdir()
            made.append(stack.enter_context(copied(place)))
        return plant_in(made, chosen)


def plant_in(made: list[Copy], chosen: list[Fault]) -> list[bool]:
    """The same, in these copies."""
    copies: Queue[Copy] = Queue()
    for copy in made:
        copies.put(copy)
    every = sorted({test for fault in chosen for test in fault.tests})
    print(
        f"{len(chosen)} faults, planted one at a time. First the tests without any ...", flush=True
    )
    unsound = made[0].first_failure(every)
    if unsound:
        sys.exit(f"{unsound} fails without any fault")
    results = []
    with ThreadPoolExecutor(WORKERS) as pool:
        for caught, line in pool.map(lambda fault: verdict(fault, copies), chosen):
            print(line, flush=True)
            results.append(caught)
    return results


def main() -> int:
    """0 if every fault was caught, else 1."""
    wanted = sys.argv[1:]
    chosen = [fault for fault in faults() if not wanted or fault.name in wanted]
    with tempfile.TemporaryDirectory(prefix="treasury-faults-") as folder:
        results = plant_all(chosen, Path(folder))
    print(f"\n{sum(results)} caught, {len(results) - sum(results)} not caught")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
