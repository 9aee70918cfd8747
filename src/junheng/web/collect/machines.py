"""The four machines of collecting, as tables: submission, round, supplement, conflict."""

from __future__ import annotations

from collections.abc import Mapping

from junheng.web.collect.states import Machine, Term, Transition

_REPORTERS = ("reporter", "liaison")

SUBMISSION = Machine(
    "submission",
    Term("填报", "submission"),
    {
        "blank": Term("未填报", "blank"),
        "saved": Term("已保存", "saved"),
        "submitted": Term("已提交", "submitted"),
        "returned": Term("已退回", "returned"),
        "checked": Term("初审通过", "checked"),
        "approved": Term("审核通过", "approved"),
        "locked": Term("已锁定", "locked"),
    },
    (
        Transition("save", Term("保存", "save"), ("blank", "saved"), "saved", _REPORTERS, guards=("round_collecting",)),
        # Stays returned, so that the reasons stay in sight until the unit submits again.
        Transition("save", Term("保存", "save"), ("returned",), "returned", _REPORTERS, guards=("round_collecting",)),
        Transition(
            "submit",
            Term("提交", "submit"),
            ("saved", "returned"),
            "submitted",
            _REPORTERS,
            guards=("round_collecting", "no_errors", "experience_explained", "empty_tables_confirmed", "returns_answered"),
        ),
        Transition("recall", Term("撤回", "recall"), ("submitted",), "saved", _REPORTERS, guards=("round_collecting",)),
        Transition(
            "check",
            Term("初审", "check"),
            ("submitted",),
            "checked",
            ("checker",),
            guards=("round_collecting", "not_own_work", "no_errors"),
        ),
        Transition(
            "return", Term("退回", "return"), ("submitted",), "returned", ("checker",), needs_reason=True, guards=("round_collecting",)
        ),
        Transition(
            "return", Term("退回", "return"), ("checked",), "returned", ("approver",), needs_reason=True, guards=("round_collecting",)
        ),
        Transition(
            "approve",
            Term("审核", "approve"),
            ("checked",),
            "approved",
            ("approver",),
            guards=("round_collecting", "not_own_work", "no_errors", "confirmation_received"),
        ),
        # Back to checked and not to returned: whether the unit must mend anything is a decision of its own.
        Transition(
            "withdraw",
            Term("取消审核", "withdraw approval"),
            ("approved",),
            "checked",
            ("approver",),
            needs_reason=True,
            guards=("round_collecting",),
        ),
        # Nothing leads out of locked: a frozen value changes by a supplement, which makes a new version.
        Transition("lock", Term("锁定", "lock"), ("approved",), "locked", ("office",), guards=("round_freezing",)),
    ),
)
ROUND = Machine(
    "round",
    Term("采集轮次", "round"),
    {
        "draft": Term("准备中", "draft"),
        "open": Term("填报中", "open"),
        "frozen": Term("已冻结", "frozen"),
    },
    (
        Transition("open", Term("开始", "open"), ("draft",), "open", ("office",), guards=("owners_complete", "deadlines_set")),
        Transition(
            "freeze",
            Term("冻结", "freeze"),
            ("open",),
            "frozen",
            ("office",),
            guards=("all_approved", "no_open_conflicts"),
        ),
    ),
)
SUPPLEMENT = Machine(
    "supplement",
    Term("补报", "supplement"),
    {
        "proposed": Term("已提出", "proposed"),
        "checked": Term("初审通过", "checked"),
        "approved": Term("已生效", "applied"),
        "rejected": Term("已驳回", "rejected"),
        "withdrawn": Term("已撤回", "withdrawn"),
    },
    (
        Transition(
            "check",
            Term("初审", "check"),
            ("proposed",),
            "checked",
            ("checker",),
            guards=("round_frozen", "not_own_work", "evidence_attached"),
        ),
        Transition(
            "approve",
            Term("批准并生效", "approve and apply"),
            ("checked",),
            "approved",
            ("approver",),
            guards=("round_frozen", "not_own_work", "no_errors", "value_unchanged_since"),
        ),
        Transition("reject", Term("驳回", "reject"), ("proposed",), "rejected", ("checker",), needs_reason=True),
        Transition("reject", Term("驳回", "reject"), ("checked",), "rejected", ("approver",), needs_reason=True),
        Transition("withdraw", Term("撤回", "withdraw"), ("proposed", "checked"), "withdrawn", _REPORTERS),
    ),
)
CONFLICT = Machine(
    "conflict",
    Term("数据冲突", "conflict"),
    {"open": Term("待裁定", "open"), "decided": Term("已裁定", "decided")},
    # Final: when a source changes afterwards, that is a new conflict with its own values and date.
    (Transition("decide", Term("裁定", "decide"), ("open",), "decided", ("office",), needs_reason=True, guards=("value_from_a_source",)),),
)
MACHINES: Mapping[str, Machine] = {machine.name: machine for machine in (SUBMISSION, ROUND, SUPPLEMENT, CONFLICT)}
