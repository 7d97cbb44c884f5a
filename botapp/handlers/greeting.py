"""招呼: welcome, help, thanks, and what to say when nothing else fits."""

from collections.abc import Mapping

from botapp import dialogue, router
from botapp.models.draft import Draft
from botapp.models.helpdesk import Conversation, Status
from botapp.models.resident import Resident
from botapp.router import Stage
from botapp.wechat import Incoming

MENU = [
    ("问政策（居住证、育儿补贴、生育登记…）", "问政策"),
    ("预约服务（两癌筛查、孕检、打疫苗…）", "预约"),
    ("办流动人口服务证", "办服务证"),
    ("说需求，让工作人员帮您", "需求"),
    ("查进度、我的预约", "进度"),
    ("找工作人员", "人工"),
]
WELCOME = (
    "您好！这里是世代服务（自动回复），可以问政策、约服务、办服务证。免费，自愿。\n回复数字，或点下面的菜单："
)
KINDS = {
    "voice": "语音收到了，但我还听不懂语音。",
    "video": "视频收到了，但我看不懂视频。",
    "shortvideo": "视频收到了，但我看不懂视频。",
    "location": "位置收到了。我不会保存您的位置。",
    "link": "链接收到了，但我打不开链接。",
    "file": "文件收到了，但我打不开文件。",
}
NOTED = ("好的，这句也记下了。", "记下了，工作人员来了会看到。")
ALSO = "这个也收到了，我还是看不了。"
SCANNED = "扫到的内容收到了，但我用不上。核验服务证，用微信「扫一扫」扫证上的码就行；别的事请写字告诉我。"
FOLLOWED_BY = "qrscene_"


class _Scenes:
    """Scene id of a QR code to its row in config/scenes.toml, set once when the application starts."""

    rows: Mapping[str, Mapping[str, str]] = {}


def use_scenes(rows: Mapping[str, Mapping[str, str]]) -> None:
    """Greet who scanned one of these codes with what the code is about (`label`, `words`)."""
    _Scenes.rows = rows


@router.on_event("subscribe")
def welcome(resident: Resident, incoming: Incoming) -> str:
    """A short welcome and what can be done here, what a scanned code is about first."""
    return f"{WELCOME}\n{_menu(resident, incoming.event_key.removeprefix(FOLLOWED_BY))}"


@router.on_event("scan")
def scanned(resident: Resident, incoming: Incoming) -> str:
    """A follower scanned one of our codes."""
    return f"您好，又见面了。回复数字：\n{_menu(resident, incoming.event_key)}"


def _menu(resident: Resident, scene: str) -> str:
    """The menu as a numbered list; a code that we do not know changes nothing."""
    about = _Scenes.rows.get(scene)
    if about is None:
        return router.offer(resident, MENU)
    rest = [(label, words) for label, words in MENU if words != about["words"]]
    return router.offer(resident, [(f"您扫的：{about['label']}", about["words"]), *rest])


@router.on_event("scancode_waitmsg")
def cannot_use(resident: Resident, incoming: Incoming) -> str:
    """The phone waits for words after this button; what was scanned is not looked at."""
    return SCANNED


@router.on_event(
    *("view", "view_miniprogram", "scancode_push", "location"),
    *("pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select"),
)
def let_pass(resident: Resident, incoming: Incoming) -> None:
    """The phone shows a page, or a message follows that is answered; a reported place is dropped unread."""


@router.at(Stage.COMMAND)
def help_(resident: Resident, words: str) -> str | None:
    """帮助 works everywhere; an open form stays where it is."""
    if router.plain(words) not in {"帮助", "菜单", "help", "主菜单", "功能", "首页", "?"}:
        return None
    draft = Draft.open_for(resident)
    if draft:
        draft.paused = True
    kept = "\n填到一半的内容已存好，回复「继续」接着填。" if draft else ""
    listed = router.offer(resident, MENU)
    examples = "也可以直接写，比如「居住证咋办」「预约两癌筛查 下周三上午9点」。"
    return f"可以这样用，回复数字就行：\n{listed}\n{examples}{kept}"


@router.on(
    "谢谢", "谢谢你", "谢谢您", "多谢", "谢了", "感谢", "辛苦了", "谢谢啦", "谢谢啊", "谢了哥", "thanks", "3q"
)
def thanks(resident: Resident, words: str) -> str:
    """A thank-you deserves one."""
    return "不客气。还有事随时说。"


@router.on(
    "你好",
    "您好",
    "在吗",
    "还在吗",
    "在不在",
    "在么",
    "hi",
    "hello",
    "喂",
    "喂喂",
    "在不",
    "你谁",
    "你是谁",
    "你是机器人吗",
    "哈喽",
    "早上好",
    "下午好",
    "晚上好",
    "有没有人在",
)
def greet(resident: Resident, words: str) -> str:
    """A greeting is answered with what can be done, or with the question that is open."""
    if Draft.open_for(resident):
        return "您好，在的。" + dialogue.resume(resident)
    return f"您好，在的。请说您的事，或回复数字：\n{router.offer(resident, MENU)}"


@router.on(
    "好",
    "好的",
    "嗯",
    "嗯嗯",
    "哦",
    "知道了",
    "晓得了",
    "得行",
    "要得",
    "行",
    "ok",
    "收到",
    "明白",
    "明白了",
    "可以",
    "再见",
    "拜拜",
    "确认",
    "没事",
    "没事了",
    "不用了",
)
def nod(resident: Resident, words: str) -> str:
    """A nod answers nothing; an open form is asked again."""
    if Draft.open_for(resident):
        return dialogue.resume(resident)
    return "好的。需要时随时说，回复「帮助」看能办什么。"


@router.on_kind(*KINDS)
def media(resident: Resident, incoming: Incoming) -> str | None:
    """What cannot be read is said so, never twice the same; a form stays open, a person is left to answer."""
    conversation = Conversation.open_for(resident)
    if conversation:
        conversation.hear(f"[{KINDS[incoming.kind][:2]}]")
        if conversation.status is Status.HELD:
            return None
    resident.puzzled_count += 1
    waiting = (
        "请用文字回答上面的问题。"
        if Draft.open_for(resident)
        else "请用文字说您的事，或回复「人工」找工作人员。"
    )
    return (KINDS[incoming.kind] if resident.puzzled_count % 2 else ALSO) + waiting


@router.at(Stage.HELP)
def puzzled(resident: Resident, words: str) -> str:
    """Nothing was understood: never the same sentence twice in a row; who waits for a person may go on."""
    resident.puzzled_count += 1
    if router.plain(words) and Conversation.open_for(resident):
        return NOTED[resident.puzzled_count % 2]
    listed = router.offer(resident, MENU)
    if resident.puzzled_count % 2:
        return f"请用文字说您的事，或回复数字：\n{listed}"
    return f"还是没弄明白，抱歉。回复「人工」由工作人员来答，或从下面选：\n{listed}"
