"""What a reader has to say about a file, kept until the part it stands beside is told."""

from treasury.accounts.statements.statement import Problem, Severity


class Notes:
    """The problems found so far and not yet told."""

    def __init__(self) -> None:
        """Start with none."""
        self.problems: list[Problem] = []

    def say(self, severity: Severity, where: str, message: str, expected: str = "") -> None:
        """Keep a problem until it is told."""
        problem = Problem(severity=severity, where=where, message=message, expected=expected)
        self.problems.append(problem)

    def told(self) -> list[Problem]:
        """The problems; then there are none."""
        told, self.problems = self.problems, []
        return told
