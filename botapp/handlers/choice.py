"""知情选择: compare methods in words; nothing is recommended, and nothing is kept unless one says so."""

from botapp import router
from botapp.models.choice import Choice, answers_of, methods, name_of
from botapp.models.resident import Resident
from botapp.words import link

FREE = "用哪一种、用不用，都由您自己定，随时能改主意；不选也可以。"
NONE_KEPT = "您没有存过。回复「方法比较」可以看。"


@router.on("方法比较", "避孕方法比较", "比较方法", "知情选择", "比较避孕方法", "各种避孕方法")
def compare(resident: Resident, words: str) -> str:
    """Every method, in an order that is new each time."""
    listed = router.offer(resident, [(name_of(row), f"看方法 {name_of(row)}") for row in methods()])
    page = link("/h5/choice")
    return f"想看哪一种？（次序是随机的）\n{listed}\n并排看：{page}\n{FREE}"


@router.on_pattern("^看方法.")
def show(resident: Resident, words: str) -> str | None:
    """One method: the same questions as to every other."""
    wanted = words.removeprefix("看方法").strip()
    found = next((row for row in methods() if name_of(row) == wanted), None)
    if found is None:
        return None
    lines = [f"{label}：{text}" for label, text in answers_of(found)]
    source = f"出处：{found.source['doc_title']}（{found.verified_on:%Y-%m-%d} 核对）"
    choices = [("再看别的", "方法比较"), ("约避孕咨询", "预约避孕咨询")]
    return "\n".join([f"【{wanted}】", *lines, FREE, source, router.offer(resident, choices)])


@router.on("我的选择", "我存的方法")
def mine(resident: Resident, words: str) -> str:
    """What is kept, for the resident's own eyes."""
    kept = Choice.of(resident)
    if kept is None:
        return NONE_KEPT
    wanted = "、".join(kept.facts["wanted"]) or "都没有选"
    asked = f"\n想问医生：{kept.facts['questions']}" if kept.facts["questions"] else ""
    whose = "工作人员看不到，去的时候您可以自己给医生看。删掉回复「删除我的选择」。"
    return f"您存的：想和医生谈的是 {wanted}。{asked}\n{whose}"


@router.on("删除我的选择", "删掉我的选择")
def forget(resident: Resident, words: str) -> str:
    """Nothing is kept any more."""
    if Choice.of(resident) is None:
        return NONE_KEPT
    Choice.forget(resident)
    return "删了，什么都没留。"
