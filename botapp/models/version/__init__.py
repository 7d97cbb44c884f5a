"""版本: how an entry of the knowledge base changes: drafted by one person, approved by another, published."""

from botapp.models.version.status import OPEN, Status
from botapp.models.version.version import Version

__all__ = ["OPEN", "Status", "Version"]
