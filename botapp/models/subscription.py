"""订阅: how many subscription messages a resident has agreed to receive, template by template."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model


class Subscription(Model):
    """The consent balance of one resident for one template, as the platform counts it."""

    __tablename__ = "subscription"
    __table_args__ = (CheckConstraint("balance >= 0", name="not_negative"),)

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    template: Mapped[str] = mapped_column(String(64), primary_key=True)
    balance: Mapped[int] = mapped_column(default=0)
    long_term: Mapped[bool] = mapped_column(default=False)
    refused_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
