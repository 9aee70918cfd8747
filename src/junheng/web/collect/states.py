"""State machines of collecting: what a submission, round, supplement and conflict may become, by whom, under which guards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from junheng.web.collect.guards import GUARDS
from junheng.web.language import reader_language


@dataclass(frozen=True, slots=True)
class Term:
    """One thing said in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed step. `guards` are names in `guards.GUARDS`; every one must hold, and the caller checks them.

    One name may stand for several transitions of a machine, as long as each starts from other states.
    """

    name: str
    label: Term
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    needs_reason: bool = False
    guards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """A state machine: its states with their terms, the first of them the initial one, and every step there is."""

    name: str
    term: Term
    states: Mapping[str, Term]
    transitions: tuple[Transition, ...]

    @property
    def initial(self) -> str:
        return next(iter(self.states))

    def available(self, state: str) -> list[Transition]:
        """The transitions that start from a state, in the order of the table. Raises KeyError for no state of this machine."""
        if state not in self.states:
            raise KeyError(f"{self.name}: {state}")
        return [step for step in self.transitions if state in step.sources]


class NotAllowed(Exception):
    """The step may not be taken; `zh` and `en` say what the state is and what would be allowed, its text is in the reader's language."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en
        super().__init__(zh)

    def __str__(self) -> str:
        return self.en if reader_language() == "en" else self.zh


def next_state(machine: Machine, state: str, transition: str) -> str:
    """The state after a transition. Raises NotAllowed when it does not start from `state`."""
    return find(machine, state, transition).target


def find(machine: Machine, state: str, transition: str) -> Transition:
    """The transition of that name from that state. Raises NotAllowed, saying what is possible instead."""
    steps = machine.available(state)
    for step in steps:
        if step.name == transition:
            return step
    here, wanted = machine.states[state], _label(machine, transition)
    labels = list(dict.fromkeys((step.label.zh, step.label.en) for step in steps))
    rest_zh = f"现在可以：{'、'.join(zh for zh, _ in labels)}" if labels else "这是最终状态，不能再变"
    rest_en = f"Possible now: {', '.join(en for _, en in labels)}" if labels else "This state is final"
    raise NotAllowed(
        f"{machine.term.zh}处于「{here.zh}」，不能「{wanted.zh}」；{rest_zh}。",
        f"The {machine.term.en} is '{here.en}': '{wanted.en}' is not possible. {rest_en}.",
    )


def take(machine: Machine, state: str, transition: str, roles: Collection[str], reason: str = "") -> Transition:
    """The transition, where one of the actor's `roles` may take it and its reason is given.

    Raises NotAllowed otherwise. Guards stay with the caller, who knows the data.
    """
    step = find(machine, state, transition)
    if not set(step.roles) & set(roles):
        raise NotAllowed(
            f"您的岗位不能「{step.label.zh}」{machine.term.zh}；请由负责这一步的人员办理。",
            f"Your post may not '{step.label.en}' a {machine.term.en}; ask whoever is responsible for this step.",
        )
    if step.needs_reason and not reason.strip():
        raise NotAllowed(f"「{step.label.zh}」必须写明理由；请填写后重试。", f"'{step.label.en}' needs a reason; give one and try again.")
    return step


def choices(machine: Machine, state: str, roles: Collection[str]) -> list[Transition]:
    """The transitions that somebody in one of `roles` may take now: what a page offers as buttons."""
    return [step for step in machine.available(state) if set(step.roles) & set(roles)]


def refused(step: Transition, guard: str) -> NotAllowed:
    """What to raise when a guard of `step` does not hold."""
    zh, en = GUARDS[guard]
    return NotAllowed(f"不能「{step.label.zh}」：{zh}。", f"'{step.label.en}' is not possible: {en}.")


def _label(machine: Machine, transition: str) -> Term:
    return next((step.label for step in machine.transitions if step.name == transition), Term(transition, transition))
