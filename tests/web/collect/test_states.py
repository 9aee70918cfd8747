"""The machines of collecting admit only their transitions, for those who may take them, and say what else is possible."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from junheng.web.collect.guards import GUARDS
from junheng.web.collect.machines import CONFLICT, MACHINES, SUBMISSION, SUPPLEMENT
from junheng.web.collect.states import Machine, NotAllowed, choices, find, next_state, refused, take
from junheng.web.people.roles import default_roles

NAMES = sorted({step.name for machine in MACHINES.values() for step in machine.transitions})
# Every step that is allowed, written out once more so that no edit of the tables goes unseen.
ALLOWED = {
    "submission": {
        ("blank", "save", "saved"),
        ("saved", "save", "saved"),
        ("returned", "save", "returned"),
        ("saved", "submit", "submitted"),
        ("returned", "submit", "submitted"),
        ("submitted", "recall", "saved"),
        ("submitted", "check", "checked"),
        ("submitted", "return", "returned"),
        ("checked", "return", "returned"),
        ("checked", "approve", "approved"),
        ("approved", "withdraw", "checked"),
        ("approved", "lock", "locked"),
    },
    "round": {
        ("draft", "open", "open"),
        ("open", "freeze", "frozen"),
    },
    "supplement": {
        ("proposed", "check", "checked"),
        ("checked", "approve", "approved"),
        ("proposed", "reject", "rejected"),
        ("checked", "reject", "rejected"),
        ("proposed", "withdraw", "withdrawn"),
        ("checked", "withdraw", "withdrawn"),
    },
    "conflict": {("open", "decide", "decided")},
}
EVERY_MACHINE = pytest.mark.parametrize("machine", MACHINES.values(), ids=list(MACHINES))


@EVERY_MACHINE
def test_exactly_the_steps_written_out_here_are_allowed(machine: Machine) -> None:
    targets = {(state, name): target for state, name, target in ALLOWED[machine.name]}
    for state, name in product(machine.states, NAMES):
        if (state, name) in targets:
            assert next_state(machine, state, name) == targets[state, name]
        else:
            with pytest.raises(NotAllowed, match=machine.states[state].zh) as refusal:
                next_state(machine, state, name)
            assert machine.states[state].en in refusal.value.en


@EVERY_MACHINE
def test_no_two_transitions_of_one_name_start_from_the_same_state(machine: Machine) -> None:
    starts = [(step.name, source) for step in machine.transitions for source in step.sources]
    assert len(starts) == len(set(starts))


@EVERY_MACHINE
def test_every_state_can_be_reached_and_every_name_used_exists(machine: Machine) -> None:
    reached = {machine.initial}
    for _ in machine.states:
        reached |= {step.target for step in machine.transitions if reached & set(step.sources)}
    assert reached == set(machine.states)
    for step in machine.transitions:
        assert set(step.roles) <= set(default_roles())
        assert set(step.guards) <= set(GUARDS)
        assert {*step.sources, step.target} <= set(machine.states)


def test_every_guard_is_used_by_some_transition() -> None:
    used = {guard for machine in MACHINES.values() for step in machine.transitions for guard in step.guards}
    assert used == set(GUARDS)


def test_whoever_reports_can_neither_check_nor_approve() -> None:
    for machine in (SUBMISSION, SUPPLEMENT):
        for step in machine.transitions:
            if step.name in {"check", "approve"}:
                assert not {"reporter", "liaison", "admin"} & set(step.roles)
                assert "not_own_work" in step.guards


def test_a_refusal_names_the_state_the_step_and_what_is_possible_instead() -> None:
    with pytest.raises(NotAllowed) as refusal:
        next_state(SUBMISSION, "submitted", "approve")
    assert str(refusal.value) == "填报处于「已提交」，不能「审核」；现在可以：撤回、初审、退回。"
    assert refusal.value.en == "The submission is 'submitted': 'approve' is not possible. Possible now: recall, check, return."


def test_a_locked_submission_says_that_it_is_final() -> None:
    with pytest.raises(NotAllowed, match="这是最终状态，不能再变。"):
        next_state(SUBMISSION, "locked", "save")


def test_a_step_that_no_machine_knows_is_refused_under_its_own_name() -> None:
    with pytest.raises(NotAllowed, match="不能「unlock」"):
        next_state(SUBMISSION, "locked", "unlock")


def test_a_state_of_another_machine_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError, match="frozen"):
        next_state(SUBMISSION, "frozen", "save")


def test_a_step_is_refused_to_posts_that_may_not_take_it() -> None:
    assert take(SUBMISSION, "submitted", "check", {"reporter", "checker"}).target == "checked"
    with pytest.raises(NotAllowed, match="您的岗位不能「初审」填报"):
        take(SUBMISSION, "submitted", "check", {"reporter", "approver"})


def test_the_first_checker_returns_what_is_submitted_and_the_approver_what_is_checked() -> None:
    assert take(SUBMISSION, "submitted", "return", {"checker"}, "班额不符").target == "returned"
    assert take(SUBMISSION, "checked", "return", {"approver"}, "班额不符").target == "returned"
    for state, role in (("submitted", "approver"), ("checked", "checker")):
        with pytest.raises(NotAllowed, match="您的岗位"):
            take(SUBMISSION, state, "return", {role}, "班额不符")


@pytest.mark.parametrize(
    ("machine", "state", "name"),
    [
        (SUBMISSION, "submitted", "return"),
        (SUBMISSION, "approved", "withdraw"),
        (SUPPLEMENT, "checked", "reject"),
        (CONFLICT, "open", "decide"),
    ],
)
def test_a_step_that_takes_something_back_or_decides_needs_a_reason(machine: Machine, state: str, name: str) -> None:
    roles = find(machine, state, name).roles
    with pytest.raises(NotAllowed, match="必须写明理由"):
        take(machine, state, name, roles, "  ")
    assert take(machine, state, name, roles, "理由").name == name


def test_a_page_offers_only_what_the_posts_may_do_now() -> None:
    assert [step.name for step in choices(SUBMISSION, "submitted", {"reporter"})] == ["recall"]
    assert [step.name for step in choices(SUBMISSION, "checked", {"approver"})] == ["return", "approve"]
    assert choices(SUBMISSION, "locked", set(default_roles())) == []


def test_a_guard_that_does_not_hold_says_so_in_both_languages() -> None:
    refusal = refused(find(SUBMISSION, "checked", "approve"), "not_own_work")
    assert refusal.zh == "不能「审核」：不能审核自己填报或自己初审的内容；请换一人办理。"
    assert refusal.en.startswith("'approve' is not possible: nobody checks")


class ASubmissionUnderAnyRequests(RuleBasedStateMachine):
    """Whatever is asked in whatever order, a submission is approved only after a check of what was last submitted."""

    def __init__(self) -> None:
        super().__init__()
        self.state = SUBMISSION.initial
        self.taken: list[str] = []

    @rule(name=st.sampled_from(NAMES), role=st.sampled_from(sorted(default_roles())), reason=st.sampled_from(["", "理由"]))
    def ask(self, name: str, role: str, reason: str) -> None:
        try:
            step = take(SUBMISSION, self.state, name, {role}, reason)
        except NotAllowed:
            assert not any(
                step.name == name and self.state in step.sources and role in step.roles and (reason or not step.needs_reason)
                for step in SUBMISSION.transitions
            )
            return
        self.state = step.target
        self.taken.append(name)

    @invariant()
    def approved_means_checked_since_the_last_submission(self) -> None:
        if self.state in {"approved", "locked"}:
            since = self.taken[len(self.taken) - self.taken[::-1].index("submit") :]
            assert "check" in since
            assert not {"save", "recall", "return"} & set(since)

    @invariant()
    def nothing_happens_after_the_lock(self) -> None:
        assert "lock" not in self.taken[:-1]


ASubmissionUnderAnyRequests.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestASubmissionUnderAnyRequests = ASubmissionUnderAnyRequests.TestCase
