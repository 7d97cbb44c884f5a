"""绑定: a member of staff shows from their own phone that the account on the admin page is theirs."""

import re

from botapp import queue, router
from botapp.models.audit import Audit
from botapp.models.resident import Resident
from botapp.models.staff import Staff
from botapp.router import Stage, plain

CODE = re.compile(r"绑定(\d{6})")
TRIES, WHILE = 5, 10 * 60


@router.at(Stage.COMMAND)
def join(resident: Resident, words: str) -> str | None:
    """绑定123456: the code of the admin page, at most five tries in ten minutes."""
    found = CODE.fullmatch(plain(words))
    if found is None:
        return None
    if not queue.count_within(f"link:{resident.id}", TRIES, WHILE):
        return "试的次数太多了，请十分钟后再试。"
    staff = Staff.link(found[1], resident.id)
    if staff is None:
        return "这个绑定码不对或已过期。请在后台「通道」页重新取一个。"
    Audit.record(staff, "link", "staff", staff.id)
    return f"已绑定{staff.name}的后台账号。现在可以在「通道」页给自己发测试消息。"
