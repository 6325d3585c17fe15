"""Which column of a file holds what: recognised by its header, Chinese or English."""

import re
from collections.abc import Mapping, Sequence

#: what a column can hold → headers that say so, after the technical name itself
TARGETS: dict[str, tuple[str, ...]] = {
    "number": (
        "case number",
        "case no",
        "ticket number",
        "ticket",
        "ticket id",
        "case id",
        "incident",
        "id",
        "no",
        "编号",
        "工单编号",
        "工单号",
        "案件编号",
        "单号",
        "投诉编号",
        "流水号",
    ),
    "subject": ("name", "title", "summary", "short description", "标题", "主题", "事项", "摘要", "诉求主题"),
    "description": ("what happened", "details", "content", "描述", "内容", "详情", "投诉内容", "诉求内容", "问题描述"),
    "kind": ("kind of case", "type", "kind id", "类型", "工单类型", "诉求类型", "业务类型"),
    "category": ("category id", "类别", "分类", "问题分类", "问题类别"),
    "subcategory": ("sub category", "子类别", "二级分类", "小类", "子类"),
    "channel": ("contact type", "source", "channel id", "渠道", "来源", "受理渠道", "来源渠道", "来电渠道"),
    "customer": (
        "customer name",
        "caller",
        "caller id",
        "partner",
        "partner id",
        "client",
        "客户",
        "客户姓名",
        "姓名",
        "业主",
        "业主姓名",
        "来电人",
        "联系人",
        "投诉人",
    ),
    "customer_phone": (
        "phone",
        "telephone",
        "mobile",
        "caller phone",
        "customer phone",
        "电话",
        "手机",
        "手机号",
        "手机号码",
        "联系电话",
        "客户电话",
        "来电号码",
    ),
    "customer_ref": ("reference", "customer code", "customer number", "客户编号", "客户代码", "会员号"),
    "customer_email": ("email", "e mail", "mail", "邮箱", "电子邮箱", "电子邮件"),
    "customer_class": ("class", "vip", "客户等级", "客户类别", "客户级别"),
    "area": ("area id", "region", "区域", "片区", "责任区", "楼栋区域"),
    "place": ("location", "address", "unit", "room", "地点", "地址", "房号", "位置", "房间号"),
    "order_ref": ("order", "order number", "order no", "订单号", "订单编号", "订单"),
    "registered_at": (
        "registered",
        "registered on",
        "opened at",
        "opened",
        "created",
        "created at",
        "create date",
        "created on",
        "登记时间",
        "受理时间",
        "创建时间",
        "来电时间",
        "投诉时间",
        "登记日期",
    ),
    "registered_by": ("opened by", "created by", "registered by id", "登记人", "受理人", "创建人"),
    "impact": ("影响", "影响程度", "影响范围"),
    "urgency": ("紧急程度", "紧急度", "紧迫性"),
    "priority": ("优先级",),
    "severity": ("severity id", "严重程度", "严重级别", "严重性"),
    "team": ("assignment group", "group", "team id", "queue", "团队", "处理组", "小组", "班组", "受理组"),
    "agent": (
        "responsible",
        "assigned to",
        "assignee",
        "owner",
        "user id",
        "负责人",
        "处理人",
        "责任人",
        "坐席",
        "经办人",
        "跟进人",
    ),
    "stage": ("status", "state", "incident state", "stage id", "状态", "阶段", "工单状态", "处理状态"),
    "tags": ("tag", "labels", "tag ids", "标签"),
    "first_response_at": ("first answered", "first response", "首次响应时间", "首次回复时间", "首次响应"),
    "validity": ("finding", "justified", "是否有效", "是否属实", "有效性"),
    "cause": ("cause id", "root cause", "原因", "原因分类"),
    "resolution": ("what was done", "solution", "处理结果", "解决方案", "处理措施", "解决办法"),
    "resolved_at": ("resolved", "resolved on", "解决时间", "办结时间", "完成时间", "处理完成时间"),
    "closed_at": ("closed", "closed on", "关闭时间", "结案时间", "归档时间"),
    "reopen_count": ("reopened", "reopenings", "重开次数", "重新打开次数", "返工次数"),
    "transfer_count": ("transferred", "reassignment count", "转派次数", "转办次数"),
    "step_at": (
        "step time",
        "time",
        "updated at",
        "sys updated at",
        "date",
        "处理时间",
        "步骤时间",
        "操作时间",
        "更新时间",
        "时间",
        "跟进时间",
    ),
    "step_user": ("who", "by", "updated by", "sys updated by", "operator", "操作人", "步骤人员", "跟进人员", "记录人"),
    "step_note": ("note", "remark", "what was done then", "备注", "步骤说明", "操作内容", "跟进记录", "处理过程"),
    "message": ("words", "reply", "comment", "message to the customer", "回复", "回复内容", "沟通记录", "答复"),
}

#: columns that hold a date with time
MOMENTS = frozenset({"registered_at", "first_response_at", "resolved_at", "closed_at", "step_at"})

_NOT_LETTERS = re.compile(r"[\W_]+")
_UNITS = re.compile(r"[(（\[【].*?[)）\]】]")


def key(header: str) -> str:
    """A header without case, signs and remarks in brackets."""
    return _NOT_LETTERS.sub(" ", _UNITS.sub("", header)).strip().casefold()


def _index() -> dict[str, str]:
    found = {}
    for target, headers in TARGETS.items():
        for header in (target, *headers):
            # the first target that claims a header keeps it
            found.setdefault(key(header), target)
    return found


_TARGET_OF = _index()


def recognise(headers: Sequence[str], labels: Mapping[str, str] | None = None) -> list[str | None]:
    """What each column holds, ``None`` where the header says nothing we know.

    :param labels: more headers → what they say: the labels that our own screens and
        templates show, in every language of the database.

    Two columns never get the same meaning: the first keeps it, except that a
    technical name goes before a word ("number" before "No.").
    """
    found: list[str | None] = [None] * len(headers)
    taken: set[str] = set()
    exact = [key(header) for header in headers]
    known = {key(header): target for header, target in (labels or {}).items()} | _TARGET_OF
    for wanted in (True, False):
        for position, name in enumerate(exact):
            target = known.get(name)
            technical = target is not None and name == key(target)
            if target and found[position] is None and target not in taken and technical >= wanted:
                found[position] = target
                taken.add(target)
    return found
