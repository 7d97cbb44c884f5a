"""设置: the township's own rule for the service card."""

from flask import render_template
from werkzeug.wrappers import Response

from botapp.forms.card import RuleForm
from botapp.handlers.admin import bp, done, filled, me, needs
from botapp.models.card import Rule
from botapp.models.staff import Role


@bp.get("/settings")
@needs(Role.REVIEWER)
def settings() -> str:
    """The rule in force."""
    return render_template("admin/card/rule.html", rule=Rule.current())


@bp.post("/settings")
@needs(Role.REVIEWER)
def edit_rule() -> Response:
    """Change the rule; cards that are out keep their dates."""
    Rule.current().edit(me(), **filled(RuleForm))
    return done("已保存。新的申请按新的约定；已发的证不变。", "settings")
