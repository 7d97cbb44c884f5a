"""Where a version stands, and the words for it."""

import enum

from sqlalchemy import text


class Status(enum.StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"

    @property
    def word(self) -> str:
        """The status on screen."""
        return WORDS[self]


WORDS = {
    Status.DRAFT: "草稿",
    Status.SUBMITTED: "待复核",
    Status.APPROVED: "待发布",
    Status.PUBLISHED: "在用",
    Status.SUPERSEDED: "旧版",
    Status.WITHDRAWN: "已放弃",
}
OPEN = (Status.DRAFT, Status.SUBMITTED, Status.APPROVED)
IS_OPEN = text("status IN ('draft', 'submitted', 'approved')")
