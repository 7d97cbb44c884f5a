"""审计: who changed or looked at what, when and why."""

from typing import Any

from flask import render_template, request

from botapp.forms.appointment import GIVERS
from botapp.handlers.admin import LARGEST_ID, bp, needs
from botapp.models.audit import Audit
from botapp.models.need import Way
from botapp.models.staff import Role

SHOWN = 100
ACTIONS = {
    "ask for": "一次性告知",
    "referral written": "写转诊单",
    "referral asked": "请居民同意",
    "referral agreed": "居民同意",
    "referral refused": "居民不同意",
    "referral stopped": "居民停止",
    "referral link": "生成链接",
    "referral opened": "对方打开",
    "referral accepted": "对方接收",
    "referral declined": "对方不能接",
    "referral seen": "已看诊",
    "referral fed back": "回转",
    "call": "叫号",
    "send": "发出",
    "stop": "停止",
    "serve": "办好",
    "left": "过号",
    "put first": "排到最前",
    "put back": "放回",
    "read": "查看",
    "approve": "通过",
    "approved": "确认",
    "declined": "未能安排",
    "refuse": "不予办理",
    "issue": "发证",
    "revoke": "撤销",
    "restore": "恢复",
    "cancel": "取消",
    "arrived": "记为已到",
    "ask to move": "请居民改期",
    "missed": "记为未到",
    "answer": "答复",
    "arrange": "安排",
    "take": "接手",
    "reply": "回复",
    "hand back": "交还",
    "acknowledge": "已看到",
    "close": "办结",
    "reveal": "查看隐藏内容",
    "retry": "重新发送",
    "hurry": "马上发送",
    "called": "打通电话",
    "call missed": "电话没打通",
    "edit": "修改",
    "add": "新增",
    "remove": "去掉",
    "role": "改角色",
    "disable": "停用",
    "enable": "启用",
    "reset password": "重置密码",
    "change password": "改自己的密码",
    "link": "绑定微信",
    "unlink": "解除微信绑定",
    "test": "给自己发测试消息",
    "publish": "发布",
    "draft": "起草",
    "submit": "送复核",
    "send back": "退回",
    "withdraw": "放弃",
    "check": "核对",
    "dismiss": "放到一边",
    "export": "导出",
    "log in": "登录",
    "log out": "退出",
    "wrong password": "密码错误",
}
SUBJECTS = {
    "application": "服务证申请",
    "picture": "照片",
    "card": "服务证",
    "card rule": "服务证约定",
    "appointment": "预约",
    "need": "需求",
    "conversation": "会话",
    "alert": "紧急事项",
    "outbox": "发件箱",
    "call": "电话名单",
    "service": "服务",
    "opening": "服务时间",
    "point": "服务点",
    "calendar": "日历",
    "staff": "人员",
    "incident": "通道告警",
    "menu": "公众号菜单",
    "version": "政策草稿",
    "policy": "政策",
    "trial": "试题",
    "question": "待补的问题",
    "referral": "转诊",
    "waitlist": "候补",
    "schedule": "提醒日程",
    "campaign": "通知",
    "ticket": "现场号",
}
FIELDS = {
    "name": "姓名",
    "phone": "手机号",
    "address": "住址",
    "words": "内容",
    "outcome": "结果",
    "content": "照片",
}
CHANGES = {
    "active": "开放预约",
    "address": "地址",
    "card": "证号",
    "closes": "结束",
    "code": "代码",
    "compares": "先给看方法比较",
    "day": "日期",
    "endpoint": "接口",
    "entry": "条目",
    "count": "几个",
    "every_minutes": "每隔几分钟",
    "field": "查看",
    "kind": "安排",
    "horizon_days": "最多约到几天以后",
    "most_open": "同时最多约几次",
    "name": "名称",
    "notice_hours": "至少提前几小时",
    "needs_approval": "要确认",
    "opens": "开始",
    "pairs": "可以两人同来",
    "phone": "电话",
    "point_id": "服务点",
    "preparation": "准备",
    "role": "角色",
    "room": "房间",
    "given_by": "医生",
    "walk_in": "留给现场",
    "seats": "每次几人",
    "service": "服务",
    "stay_days": "住满天数",
    "valid_days": "有效天数",
    "verified": "已核实",
    "way": "怎么办",
    "weekday": "星期",
}
VALUES = {
    "True": "是",
    "False": "否",
    "off": "放假",
    "work": "上班",
    **GIVERS,
    **{way.value: way.word for way in Way},
    **{role.value: role.word for role in Role},
}


@bp.get("/audit")
@needs(Role.MANAGER)
def audit() -> str:
    """Newest rows first, of one subject or all."""
    subject = request.args.get("subject", "")
    before = min(max(0, request.args.get("before", 0, type=int)), LARGEST_ID)
    rows = Audit.recent(SHOWN + 1, subject, before)
    return render_template(
        "admin/audit/list.html",
        rows=rows[:SHOWN],
        older=rows[SHOWN - 1].id if len(rows) > SHOWN else 0,
        subject=subject,
        known=Audit.subjects(),
    )


@bp.context_processor
def _offer_words() -> dict[str, object]:
    return {"audit_actions": ACTIONS, "audit_subjects": SUBJECTS, "audit_fields": FIELDS}


@bp.app_template_filter("staff_changes")
def changes(row: Audit) -> str:
    """What a row notes beside its action, in one line."""
    return "；".join(
        f"{CHANGES.get(name, name)}：{_said(name, value)}" for name, value in row.changes.items()
    )


def _said(name: str, value: Any) -> str:
    if name == "field":
        return FIELDS.get(value, str(value))
    steps = value if isinstance(value, list) else [value]
    return " → ".join(VALUES.get(str(step), str(step)) for step in steps)
