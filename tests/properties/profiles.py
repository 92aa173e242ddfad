"""How hard the properties are tried.

The quick ones give the same examples every time, so that a failure is seen again: all of them in
`make test-all` (TREASURY_THOROUGH), a quarter in `make test`. The large ones (marked slow) try new
ones every time and print how to repeat a failure.
"""

import os

from hypothesis import HealthCheck, Phase, settings

SLOW_KERNEL = os.environ.get("NUMBA_DISABLE_JIT") == "1"
THOROUGH = os.environ.get("TREASURY_THOROUGH") == "1"
UNHEALTHY = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


def tries(examples: int) -> int:
    """How many of so many are tried: a quarter but in thorough runs of the compiled kernel."""
    return max(1, examples // (1 if THOROUGH and not SLOW_KERNEL else 4))


def quick(examples: int) -> settings:
    """The same random scenarios every time, as many as `tries` says."""
    return settings(
        max_examples=tries(examples),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=UNHEALTHY,
    )


LARGE_PROFILE = settings(
    max_examples=50 if SLOW_KERNEL else 400,
    deadline=None,
    print_blob=True,
    suppress_health_check=UNHEALTHY,
)

SEARCH = settings(
    max_examples=3000,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=UNHEALTHY,
)
"""For finding one case of something that must exist; it is not made smaller."""
