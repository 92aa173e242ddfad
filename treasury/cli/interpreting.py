"""An import runs the loop over days interpreted.

It simulates the history once, without structures: an entry takes some 15 microseconds interpreted,
a tenth of what it takes to be read. The compiler takes half a second to load, half a minute for the
loop where it was never compiled, and more memory than everything else together: 50 MB loaded,
340 MB at work. Both run the same functions, and give the same figures.
"""

import os
import sys


def interpret() -> None:
    """Have the loop interpreted in this command and what it starts.

    Without effect once the compiler was loaded, or where the environment says otherwise.
    """
    if "treasury.arrays" not in sys.modules:
        os.environ.setdefault("NUMBA_DISABLE_JIT", "1")
