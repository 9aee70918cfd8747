"""The guards of the state machines by name: what is wrong when one does not hold, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

# guard → (Chinese, English)
GUARDS: Mapping[str, tuple[str, str]] = {
    "round_collecting": (
        "本轮采集尚未开始或已经冻结；冻结后请用补报",
        "the round has not begun or is frozen; once frozen, use a supplement",
    ),
    "no_errors": ("还有必须修改的错误；请按错误清单逐条改正", "errors remain that must be mended; go through the list of errors"),
    "experience_explained": (
        "还有提示没有核实；请改正数值，或写明情况说明",
        "warnings remain unanswered; mend the value, or explain it",
    ),
    "empty_tables_confirmed": (
        "有空表没有确认；请填写，或确认为空表",
        "an empty table is not confirmed; fill it in, or confirm that it is empty",
    ),
    "returns_answered": (
        "有退回的单元格没有处理；请改正，或写明情况说明",
        "a cell that was sent back is unanswered; mend it, or explain it",
    ),
    "not_own_work": (
        "不能审核自己填报或自己初审的内容；请换一人办理",
        "nobody checks or approves their own work; another person must do it",
    ),
    "confirmation_received": (
        "还没有收到签字盖章的确认表；请上传扫描件",
        "the signed and sealed confirmation sheet is missing; upload its scan",
    ),
    "round_freezing": ("只有冻结本轮时才锁定；请由创建办冻结", "locking happens only when the round is frozen; the office freezes it"),
    "owners_complete": ("填报分工有缺口或重叠；请先改正分工表", "the reporting assignments have gaps or overlaps; mend them first"),
    "deadlines_set": ("有的单位没有截止时间；请先填写", "a unit has no deadline; set it first"),
    "all_approved": ("还有单位没有审核通过；请先办结或催报", "some units are not approved; finish or remind them first"),
    "no_open_conflicts": ("还有数据冲突没有裁定；请先裁定", "conflicts between sources are undecided; decide them first"),
    "round_frozen": (
        "只有已冻结的采集轮次才能补报；冻结前请直接修改",
        "only a frozen round takes supplements; before that change the value itself",
    ),
    "evidence_attached": ("没有佐证材料；请上传后再办理", "evidence is missing; upload it first"),
    "value_unchanged_since": (
        "原值在提出补报之后已经改变；请驳回，由填报单位按新值重新提出",
        "the value has changed since the supplement was proposed; reject it, and let the unit propose it anew",
    ),
    "value_from_a_source": (
        "裁定的值必须是某一来源的值；请从所列各值中选择",
        "the decided value must be that of one source; choose from those shown",
    ),
}
