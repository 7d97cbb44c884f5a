"""菜单: what stands under the chat, version by version, so that yesterday's can come back."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model


class MenuVersion(Model):
    """One menu as it was published: the whole file, who published it, when."""

    __tablename__ = "menu_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(200), default="")
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_at: Mapped[datetime] = mapped_column(default=clock.now)
