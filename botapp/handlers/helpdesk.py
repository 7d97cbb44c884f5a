"""人工: ask for a person, speak with them, go back to the bot."""

from botapp import clock, router
from botapp.lib.chinese import say_moment
from botapp.models.calendar import answer_time, office_is_open, say_office_hours
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.draft import Draft
from botapp.models.helpdesk import Conversation, Status
from botapp.models.outbox import Outbox
from botapp.models.resident import Resident
from botapp.router import Stage, plain
from botapp.wechat import Incoming

TEXT_VERSION = "2026-11"
CALLS = {
    *(
        "人工",
        "转人工",
        "人工客服",
        "人工服务",
        "转真人",
        "真人",
        "话务员",
        "客服",
        "找工作人员",
        "工作人员",
        "有人吗",
    ),
    *(
        "工作人员呢",
        "工作人员在吗",
        "我要找个人说",
        "找个人说话",
        "喂有人吗",
        "有没有人",
        "仁工",
        "转仁工",
        "rengong",
    ),
    *("找人", "找真人", "转接人工", "我要人工", "接人工", "人工人工", "转人工客服", "我要找工作人员"),
}
ENDS = {"结束对话", "结束人工", "不用人工", "不用人工了", "退出人工", "取消人工"}


@router.at(Stage.PERSON)
def listen(resident: Resident, words: str) -> str | None:
    """While a person is asked for, all is kept for them; once they hold the talk, the bot is silent."""
    conversation = Conversation.open_for(resident)
    if conversation is None:
        return None
    if plain(words) in ENDS:
        conversation.close()
        return "好的，对话已结束，现在由自动回复为您服务。"
    if plain(words) not in CALLS and words:
        conversation.hear(words)
    if conversation.status is Status.HELD:
        Outbox.resume_talk(resident)  # a held talk has no reply that could carry what waits
    return "" if conversation.status is Status.HELD else None


@router.at(Stage.COMMAND)
def call(resident: Resident, words: str) -> str | None:
    """Ask for a person, from anywhere."""
    if plain(words) not in CALLS:
        return None
    waiting = Conversation.open_for(resident)
    if waiting is not None:
        return "在找了，工作人员还没来。您说的都记下了，" + _deadline(waiting)
    conversation = Conversation.call(resident, answer_time(clock.now()))
    draft = Draft.open_for(resident)
    if draft:
        draft.paused = True
    kept = "填到一半的内容已存好，回复「继续」接着填。" if draft else ""
    return "\n".join(filter(None, (_promise(conversation), kept, _ask_history(resident, conversation))))


def _deadline(conversation: Conversation) -> str:
    by = clock.local(conversation.promised_at)
    return f"最迟 {say_moment(by.date(), by.time())} 回复您。"


def _promise(conversation: Conversation) -> str:
    by = clock.local(conversation.promised_at)
    told = say_moment(by.date(), by.time())
    if office_is_open(clock.now()):
        return f"已为您找工作人员，您排在第 {conversation.place} 位，最迟 {told} 回复。可以先把事情写下来。"
    return (
        f"已记下您要找工作人员。现在是下班时间（{say_office_hours()}），没有人值守，最迟 {told} 回复您。"
        "可以先把事情写下来。急事请打 12345，有危险打 110、120。"
    )


def _ask_history(resident: Resident, conversation: Conversation) -> str:
    if conversation.shares_history:
        return ""
    listed = router.offer(resident, [("让工作人员看", "同意看记录"), ("不用看", "不看记录")])
    return f"要让工作人员看您之前的对话吗？\n{listed}"


@router.on_event("kf_create_session", "kf_switch_session")
def fall_silent(resident: Resident, incoming: Incoming) -> None:
    """Staff talk to the resident in the platform's own customer service: nobody else speaks."""
    Conversation.hold_elsewhere(resident)


@router.on_event("kf_close_session")
def speak_again(resident: Resident, incoming: Incoming) -> None:
    """That talk is over; one that our own staff hold goes on."""
    conversation = Conversation.open_for(resident)
    if conversation and conversation.staff_id is None and conversation.status is Status.HELD:
        conversation.close()


@router.on("同意看记录", "让工作人员看")
def share(resident: Resident, words: str) -> str:
    """Earlier talk is shown to the clerk only on the resident's yes."""
    conversation = Conversation.open_for(resident)
    if conversation is None:
        return "现在没有人工对话。需要时回复「人工」。"
    Consent.record(resident, Purpose.TRANSCRIPT, Answer.AGREED, TEXT_VERSION)
    conversation.shares_history = True
    return "好的，工作人员能看到之前的对话。"


@router.on("不看记录", "不用看")
def keep_to_oneself(resident: Resident, words: str) -> str:
    """Nothing of what was said before is shown."""
    conversation = Conversation.open_for(resident)
    if conversation:
        conversation.shares_history = False
    return "好的，工作人员看不到之前的对话。请把要说的再写一遍。"
