"""The service over its API, step by step: people of several roles, a worker in between.

A plain model (`machines`) says what everybody must see and how each request must end. After every
step nobody sees what is another team's, the audit has exactly one entry for each thing that was
done and its chain holds, the books balance and say what the bank said, and nothing is half there or
there twice.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import INVARIANT_MARKER, run_state_machine_as_test

from tests.api.machines.core import CO, DM, RM, TO, Client
from tests.api.machines.runs import Runs
from tests.api.machines.signing import Signing
from tests.api.machines.statements import Statements
from tests.api.machines.structures import Structures
from tests.stores import Fresh


class Service(Runs, Statements, Structures, Signing):
    """The whole service and the model of it."""

    def teardown(self) -> None:
        """At the end everything is looked at once more, touched lately or not."""
        for client_id in self.told:
            self.files_are_theirs(client_id)
        for one in self.all_structures:
            self.is_as_it_must_be(one)
        super().teardown()


QUICK = settings(
    max_examples=8, stateful_step_count=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), print_blob=False,
)  # fmt: skip
Stepped = Callable[[], Service]
INVARIANTS = [name for name in dir(Service) if hasattr(getattr(Service, name), INVARIANT_MARKER)]
assert len(INVARIANTS) > 8


@pytest.fixture
def stepped(fresh: Fresh) -> Stepped:
    return lambda: Service(fresh)


def test_a_day_on_which_everything_is_done_is_as_the_model_says(stepped: Stepped) -> None:
    """Every rule reaches what it is for, so that random orders of them mean something."""
    machine = stepped()
    before = machine.done
    for step, counts in a_day(machine):
        step()
        assert (machine.done > before) is counts, "it was done" if counts else "nothing was done"
        before = machine.done
        for name in INVARIANTS:
            getattr(machine, name)()
    machine.teardown()


def a_day(machine: Service) -> Iterator[tuple[Callable[[], Any], bool]]:
    """The steps, and whether each does something that is to be remembered."""
    north, south = machine.known.values()
    yield machine.scenarios_of_both_teams, True
    yield machine.a_structure_of_each_team, True
    yield from statements_come(machine, north, south)
    yield from structures_are_agreed_on(machine)
    yield from people_come_and_go(machine)
    scenario = machine.all_scenarios[0]
    yield lambda: machine.continue_scenario(scenario, RM, 3, "right"), True
    yield lambda: machine.start_run(scenario, RM, 1, "one"), True
    yield lambda: machine.start_run(scenario, RM, 1, "one"), False
    yield lambda: machine.start_run(scenario, RM, 2, None), True
    yield machine.the_worker_takes_a_step, True
    yield lambda: machine.cancel_run(machine.all_runs[1], RM), True
    yield lambda: machine.add_entity(north, RM, "总部", None), True
    yield lambda: machine.change_client(north, RM, "spirits", "right"), True
    yield lambda: machine.give_to_another_team(north, DM, "_south", "right", {"treasury"}), True
    yield lambda: machine.send_days(north, RM, {("DE1", 0)}, None), False
    yield lambda: machine.look_at_positions(f"{RM}_south", 3), False
    yield lambda: machine.add_client(RM, "Brewery", "three"), True
    yield lambda: machine.time_passes(7 * 24 - 1, 59), False
    yield lambda: machine.add_client(RM, "Brewery", "three"), False
    yield lambda: machine.time_passes(0, 1), False
    yield lambda: machine.add_client(RM, "Brewery", "three"), True


def statements_come(
    machine: Service, north: Client, south: Client
) -> Iterator[tuple[Callable[[], Any], bool]]:
    """Late days first, days again, a week over them, one that contradicts, those between."""
    late = {("DE1", 4), ("FR1", 1)}
    yield lambda: machine.send_days(north, RM, late, "two"), True
    yield lambda: machine.send_days(north, RM, late, "two"), False
    yield lambda: machine.send_days(north, TO, late, None), False
    yield lambda: machine.contradict(north, 0, True), False
    yield lambda: machine.send_days(north, TO, {("DE1", 0), ("DE1", 4)}, None), True
    yield lambda: machine.send_week(north, RM, "DE1", 1, None), True
    yield lambda: machine.contradict(north, 2, False), False
    yield lambda: machine.send_week(north, RM, "DE1", 0, None), True
    yield lambda: machine.send_days(south, f"{RM}_south", {("FR1", 2)}, None), True
    yield lambda: machine.send_days(south, RM, {("FR1", 3)}, None), False
    yield lambda: machine.look_at_positions("company_leader", 5), False


def structures_are_agreed_on(machine: Service) -> Iterator[tuple[Callable[[], Any], bool]]:
    """One is approved by one and corrected, the next needs two, one is rejected, one taken back."""
    one, _ = machine.all_structures
    yield lambda: machine.submit(one, RM, 1, None), True
    yield lambda: machine.decide(machine.all_lines[0], TO, True, "", "key"), True
    yield lambda: machine.decide(machine.all_lines[0], TO, True, "", "key"), False
    yield lambda: machine.draft_version(one, RM, 0, False, "right"), True
    yield lambda: machine.submit(one, RM, 2, None, right=False), False
    yield lambda: machine.submit(one, RM, 2, None), True
    yield lambda: machine.decide(machine.all_lines[1], TO, True, "", None), True
    yield lambda: machine.draft_version(one, RM, 3, True, "right"), True
    yield lambda: machine.submit(one, TO, 3, None), True
    yield lambda: machine.decide(machine.all_lines[3], TO, True, "", None), False
    yield lambda: machine.withdraw(one, CO, 3), False
    yield lambda: machine.withdraw(one, TO, 3), True
    yield lambda: machine.submit(one, RM, 3, None), True
    yield lambda: machine.decide(machine.all_lines[5], TO, True, "", None), True
    yield lambda: machine.decide(machine.all_lines[4], CO, True, "", None), True
    yield lambda: machine.draft_structure(one.client, DM, "p2", 1, True, None), True
    yield lambda: machine.submit(machine.all_structures[2], DM, 1, None), True
    yield lambda: machine.decide(machine.all_lines[6], CO, False, "", None), False
    yield lambda: machine.decide(machine.all_lines[6], CO, False, "too much", None), True
    assert [one.in_force(on) for on in (0, 2, 3)] == [2, 2, 3]
    assert [each.state for each in machine.all_structures[2].versions] == ["rejected"]
    yield from credit_is_asked_besides(machine, one)


def credit_is_asked_besides(machine: Service, one: Any) -> Iterator[tuple[Callable[[], Any], bool]]:
    """What waits was no more than what was in force, which is corrected to lend nothing."""
    yield lambda: machine.draft_version(one, RM, 4, True, "right"), True
    yield lambda: machine.submit(one, RM, 4, None), True
    assert [each.line for each in one.versions[3].open()] == ["liquidity"]
    yield lambda: machine.draft_version(one, RM, 3, False, "right"), True
    yield lambda: machine.submit(one, RM, 5, None), True
    waiting, correcting = machine.all_lines[-2:]
    yield lambda: machine.decide(correcting, TO, True, "", None), True
    yield lambda: machine.decide(waiting, TO, True, "", None), True
    assert one.versions[3].state == "submitted"
    yield lambda: machine.decide(machine.all_lines[-1], CO, True, "", None), True
    assert (one.in_force(3), one.in_force(4)) == (5, 4)


def people_come_and_go(machine: Service) -> Iterator[tuple[Callable[[], Any], bool]]:
    """Sessions begin, are used, end in each of their ways; a login rests; tokens end."""
    sessions = machine.all_sessions
    yield lambda: machine.sign_in(RM, True, 1, None), True
    yield lambda: machine.look(sessions[0]), False
    yield lambda: machine.change_name(sessions[0], "Wei", "own"), True
    yield lambda: machine.change_name(sessions[0], "Wei", "x"), False
    yield lambda: machine.sign_in(RM, True, 1, sessions[0]), True
    yield lambda: machine.look(sessions[0]), False
    yield lambda: machine.sign_in(RM, True, 1, None), True
    yield lambda: machine.change_password(sessions[1], False), True
    yield lambda: machine.change_password(sessions[1], True), True
    yield lambda: machine.look(sessions[2]), False
    yield lambda: machine.sign_out(sessions[1]), True
    yield lambda: machine.sign_in(RM, False, 4, None), True
    yield lambda: machine.sign_in(RM, False, 1, None), True
    assert machine.logins[RM].rests_until is not None
    yield lambda: machine.sign_in(RM, True, 1, None), True
    assert len(sessions) == 3, "a login that rests lets nobody in"
    yield lambda: machine.time_passes(1, 0), False
    yield lambda: machine.sign_in(RM, True, 1, None), True
    yield lambda: machine.time_passes(2, 0), False
    assert sessions[3].over(machine.made.clock.now), "left alone too long"
    yield lambda: machine.look(sessions[3]), False
    tokens: list[Any] = []
    yield lambda: tokens.append(machine.make_token(RM, "nightly", 1)), True
    yield lambda: tokens.append(machine.make_token(RM, "weekly", 2)), True
    yield lambda: machine.use_token(tokens[0]), False
    yield lambda: machine.a_token_is_left_alone(tokens[0], 25), False
    yield lambda: machine.take_token_back(tokens[1], TO), True
    yield lambda: machine.take_token_back(tokens[1], RM), False


@pytest.mark.slow
def test_whatever_is_done_in_whatever_order_the_service_is_as_the_model_says(
    stepped: Stepped,
) -> None:
    run_state_machine_as_test(stepped, settings=QUICK)


@pytest.mark.slow
def test_the_same_in_many_more_and_longer_orders(stepped: Stepped) -> None:
    large = settings(QUICK, max_examples=12, stateful_step_count=50, derandomize=False)
    run_state_machine_as_test(stepped, settings=large)
