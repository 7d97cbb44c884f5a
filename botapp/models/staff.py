"""工作人员: accounts, roles and the lock after wrong passwords."""

import enum
import secrets
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, db, keys
from botapp.errors import Refusal

TRIES, LOCK = 5, timedelta(minutes=30)
SHORTEST_PASSWORD = 8
LINK, LINK_LIFE = "staff.link", timedelta(minutes=10)
hasher = PasswordHasher()


@cache
def nobody() -> str:
    """A hash that no password fits, so that an unknown name takes as long as a known one."""
    return hasher.hash(secrets.token_urlsafe())


class Role(enum.StrEnum):
    """What a member of staff may do; each role may do what the ones before it may."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    MANAGER = "manager"

    @property
    def word(self) -> str:
        """The role's name on screen."""
        return {"clerk": "登记员", "reviewer": "审核员", "manager": "管理员"}[self.value]

    def covers(self, other: "Role") -> bool:
        """Whether this role may do what `other` may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


class Staff(Model):
    """One person with a login."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[Role]
    password_hash: Mapped[str] = mapped_column(String(128))
    active: Mapped[bool] = mapped_column(default=True)
    wrong_count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    link_index: Mapped[str | None] = mapped_column(String(32))
    link_until: Mapped[datetime | None]

    @classmethod
    def add(cls, username: str, name: str, role: Role, password: str) -> "Staff":
        """A new account. Raises `Refusal` for a short password or a name in use."""
        if cls.named(username):
            raise Refusal("这个登录名已经有人用了。")
        staff = cls(username=username, name=name, role=role, password_hash="")
        staff.set_password(password)
        db.session.add(staff)
        db.session.flush()
        return staff

    @classmethod
    def named(cls, username: str) -> "Staff | None":
        """The account with this login name."""
        return db.session.scalar(select(cls).where(cls.username == username))

    @classmethod
    def everyone(cls) -> list["Staff"]:
        """All accounts."""
        return list(db.session.scalars(select(cls).order_by(cls.username)))

    @classmethod
    def check(cls, username: str, password: str) -> "Staff":
        """The account that this password opens. Raises `Refusal`; five wrong tries lock for 30 min."""
        staff = cls.named(username)
        if staff is None or not staff.active:
            _fits(nobody(), password)
            raise Refusal("登录名或密码不对。")
        if staff.is_locked:
            raise Refusal(f"密码多次输错，已锁定到 {clock.local(staff.locked_until):%H:%M}。")  # type: ignore[arg-type]
        if not _fits(staff.password_hash, password):
            staff._count_wrong()
            raise Refusal("登录名或密码不对。")
        staff.wrong_count, staff.locked_until, staff.seen_at = 0, None, clock.now()
        return staff

    @property
    def is_locked(self) -> bool:
        """Whether wrong passwords have locked the account for now."""
        return self.locked_until is not None and self.locked_until > clock.now()

    def set_password(self, password: str) -> None:
        """Replace the password. Raises `Refusal` when it is short or all of one kind."""
        if len(password) < SHORTEST_PASSWORD or password.isdigit() or password.isalpha():
            raise Refusal("密码至少 8 位，要有字母和数字。")
        self.password_hash = hasher.hash(password)
        self.wrong_count, self.locked_until = 0, None

    def disable(self) -> None:
        """Shut the account. Raises `Refusal` for the last manager."""
        self._keep_one_manager()
        self.active = False

    def enable(self) -> None:
        """Open the account again, and lift the lock after wrong passwords."""
        self.active, self.wrong_count, self.locked_until = True, 0, None

    def take_role(self, role: Role) -> None:
        """Give another role. Raises `Refusal` when no manager would be left."""
        if role is not Role.MANAGER:
            self._keep_one_manager()
        self.role = role

    def offer_link(self, code: str) -> None:
        """Whoever sends this code to the account within ten minutes is this person at their own phone."""
        self.link_index, self.link_until = keys().index(code, LINK), clock.now() + LINK_LIFE

    @classmethod
    def link(cls, code: str, resident_id: int) -> "Staff | None":
        """The account that offered this code, now joined to a resident's chat; the code is used up."""
        offered = select(cls).where(cls.link_index.in_(keys().indexes(code, LINK)), cls.active)
        staff = db.session.scalar(offered.where(cls.link_until > clock.now()).limit(1))
        if staff is not None:
            staff.resident_id, staff.link_index, staff.link_until = resident_id, None, None
        return staff

    def unlink(self) -> None:
        """Forget which chat is this person's own, and any code on offer."""
        self.resident_id = self.link_index = self.link_until = None

    def _keep_one_manager(self) -> None:
        others = select(Staff.id).where(Staff.role == Role.MANAGER, Staff.active, Staff.id != self.id)
        if self.role is Role.MANAGER and self.active and db.session.scalar(others.limit(1)) is None:
            raise Refusal("至少要留一位在用的管理员。")

    def _count_wrong(self) -> None:
        self.wrong_count += 1
        if self.wrong_count >= TRIES:
            self.wrong_count, self.locked_until = 0, clock.now() + LOCK


def random_password() -> str:
    """A password to be printed once: 12 letters and digits without look-alikes."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "".join(secrets.choice(letters) for _ in range(10)) + "a2"


def _fits(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
