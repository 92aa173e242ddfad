"""The named checks of a run. Each says what it examined; nothing examined is no pass."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One check: `passed` is None where it does not apply or examined nothing (`detail` says why)."""

    name: str
    passed: bool | None
    examined: int
    detail: str
