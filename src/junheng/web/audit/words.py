"""Words for what the trail records: actions, kinds of objects, and the fields of before and after."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from junheng.web.template_words import in_language

# Action → what a person would say. A test finds every action that the code records and that is not here.
ACTIONS: Mapping[str, object] = {
    "account.make": _("新建账号"),
    "account.change": _("修改账号信息"),
    "account.enable": _("启用账号"),
    "account.disable": _("停用账号"),
    "account.reset_password": _("重置密码"),
    "account.unlock": _("解锁账号"),
    "account.change_password": _("修改密码"),
    "account.import": _("批量导入账号"),
    "post.give": _("授予岗位"),
    "post.end": _("结束任职"),
    "post.deputy": _("设代理人"),
    "post.hand_over": _("岗位交接"),
    "notice.read": _("阅读通知"),
    "unit.add": _("增加单位"),
    "unit.rename": _("单位改名"),
    "unit.retire": _("停用单位"),
    "unit.reopen": _("恢复单位"),
    "county.open": _("新建县"),
    "county.units": _("增改单位"),
    "package.freeze": _("冻结数据"),
    "package.sign": _("签批申报数据"),
    "package.refuse": _("退回申报数据"),
    "assessment.make": _("测算评估结果"),
    "evidence.store": _("上传文件"),
    "round.load": _("导入数据包"),
    "round.make": _("新建采集"),
    "round.change": _("修改采集设置"),
    "round.matrix": _("修改填报分工"),
    "round.open": _("开始采集"),
    "round.remind": _("催报"),
    "round.conflicts": _("查找数据冲突"),
    "round.freeze": _("冻结采集"),
    "submission.upload": _("上传工作簿"),
    "submission.save": _("保存填报"),
    "submission.submit": _("提交填报"),
    "submission.recall": _("撤回填报"),
    "submission.check": _("初审填报"),
    "submission.return": _("退回填报"),
    "submission.approve": _("审核填报"),
    "submission.withdraw": _("取消审核"),
    "submission.lock": _("锁定填报"),
    "submission.sign": _("签字确认"),
    "submission.scan": _("上传确认表"),
    "submission.explain": _("说明提示"),
    "submission.confirm_empty": _("确认空表"),
    "submission.answer": _("答复退回"),
    "submission.extend": _("延长期限"),
    "conflict.decide": _("裁定数据冲突"),
    "supplement.propose": _("提出补报"),
    "supplement.check": _("初审补报"),
    "supplement.approve": _("批准补报"),
    "supplement.reject": _("驳回补报"),
    "supplement.withdraw": _("撤回补报"),
    "job.enqueue": _("发起后台任务"),
    "job.cancel": _("取消后台任务"),
    "token.make": _("发放接口令牌"),
    "demo.fill": _("装入示例县"),
}
# What a subject (`submission:12`) is about.
SUBJECTS: Mapping[str, object] = {
    "user": _("账号"),
    "unit": _("单位"),
    "county": _("县"),
    "round": _("采集轮次"),
    "submission": _("填报"),
    "supplement": _("补报"),
    "conflict": _("数据冲突"),
    "package": _("数据版本"),
    "assessment": _("评估结果"),
    "evidence": _("佐证材料"),
    "job": _("后台任务"),
}
# Kind of object → its states with their terms in both languages; whoever has states adds them when Django starts.
STATES: dict[str, Mapping[str, object]] = {}
# The keys of before and after. A key that is missing here is shown as it is.
FIELDS: Mapping[str, object] = {
    "name": _("名称"),
    "home": _("所属单位"),
    "role": _("岗位"),
    "unit": _("单位"),
    "from": _("起"),
    "until": _("止"),
    "units": _("单位"),
    "schools": _("学校"),
    "state": _("状态"),
    "version": _("版本"),
    "sha256": _("指纹"),
    "note": _("说明"),
    "cells": _("单元格"),
    "changes": _("改动"),
    "revision": _("保存序号"),
    "step": _("签批环节"),
    "verdict": _("结论"),
    "package": _("数据版本"),
    "round": _("采集轮次"),
    "evidence": _("佐证材料"),
    "left_out": _("未纳入的单位"),
    "is_application": _("用于申报"),
    "due_on": _("截止"),
    "reason": _("理由"),
    "phone": _("电话"),
    "title": _("职务"),
    "deputy_of": _("代理"),
    "active": _("启用"),
    "attempts": _("登录失败次数"),
    "file": _("文件"),
    "accounts": _("账号数"),
    "notices": _("通知"),
    "kind": _("类别"),
    "school_kind": _("办学类型"),
    "township": _("所在乡镇"),
    "old": _("原任职"),
    "new": _("接任"),
    "code": _("代码"),
    "before": _("原值"),
    "after": _("新值"),
    "user": _("账号"),
    "standard": _("评估标准"),
    "as_of": _("数据时点"),
    "school_year": _("学年"),
    "origin": _("来源"),
    "file_sha256": _("文件指纹"),
    "readings": _("口径"),
    "arguments": _("参数"),
    "locked": _("已锁定的单位"),
    "bytes": _("字节数"),
    "purpose": _("用途"),
    "claimed": _("上传时的类型"),
    "tables": _("填报表"),
    "matrix": _("填报分工"),
    "submit_by": _("填报截止"),
    "check_by": _("初审截止"),
    "approve_by": _("审核截止"),
    "previous": _("上年数据"),
    "needs_signature": _("须校长签字"),
    "submissions": _("填报单位"),
    "table": _("表"),
    "key": _("行"),
    "column": _("栏目"),
    "content": _("内容"),
}


def action_words(action: str) -> str:
    """The action in words, its code where it has none."""
    return str(ACTIONS.get(action, action))


def subject_words(subject: str) -> str:
    """«填报 12» for `submission:12`."""
    kind, _colon, name = subject.partition(":")
    return f"{SUBJECTS[kind]} {name}" if kind in SUBJECTS else subject


def state_words(subject: str, state: str) -> str:
    """The state of the object that an event is about, as its kind calls it, its code where it has no words."""
    return in_language(STATES.get(subject.partition(":")[0], {}).get(state, state))
