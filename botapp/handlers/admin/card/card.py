"""服务证: the cards that were issued, what they are worth today, revoking and restoring."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from botapp.errors import Refusal
from botapp.handlers.admin import bp, done, find, me, needs, typed
from botapp.models.audit import Audit
from botapp.models.card import Card
from botapp.models.staff import Role

REVOCATIONS = ("持证人要求注销", "已离开本镇", "发证时信息有误", "已换发新证")


@bp.get("/card/cards")
def cards() -> str:
    """Cards, newest first."""
    return render_template("admin/card/cards.html", rows=Card.all())


@bp.post("/card/cards/find")
def find_card() -> Response:
    """Open the card with a printed number; it stays out of the address."""
    card = Card.numbered(typed("number"))
    if card is None:
        raise Refusal("没有这个证号的服务证。证号印在证上，如 FW-2026-000317。")
    return redirect(url_for("admin.card", id_=card.id))


@bp.get("/card/cards/<int:id_>")
def card(id_: int) -> str:
    """One card: state, who checked it, what happened."""
    row = find(Card, id_)
    return render_template(
        "admin/card/card.html", row=row, steps=Audit.about("card", row.id), revocations=REVOCATIONS
    )


@bp.post("/card/cards/<int:id_>/revoke")
@needs(Role.REVIEWER)
def revoke_card(id_: int) -> Response:
    """End a card; the resident is told why."""
    find(Card, id_).revoke(me(), "。".join(filter(None, [typed("reason"), typed("more")])))
    return done("已撤销，已告诉居民。核验时会显示「已撤销」。", "card", id_=id_)


@bp.post("/card/cards/<int:id_>/restore")
@needs(Role.REVIEWER)
def restore_card(id_: int) -> Response:
    """Take a revocation back."""
    find(Card, id_).restore(me(), typed("reason"))
    return done("已恢复，已告诉居民。", "card", id_=id_)
