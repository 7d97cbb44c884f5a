"""凭证: what the platform lends for two hours (token, page ticket), shared by all processes."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from botapp.db import Model, Secret


class Credential(Model):
    """One lent value; `held_until` is the lease of the one process that renews it."""

    __tablename__ = "credential"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str | None] = mapped_column(Secret("credential.value"))
    expires_at: Mapped[datetime | None]
    held_by: Mapped[str | None] = mapped_column(String(64))
    held_until: Mapped[datetime | None]
    forced_at: Mapped[datetime | None]
    forced_count: Mapped[int] = mapped_column(default=0)
    rejected_at: Mapped[datetime | None]
