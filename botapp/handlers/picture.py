"""证件照片: a photo in the chat is kept only where staff asked for one; the reply says which it was."""

from botapp import dialogue, router
from botapp.models.card import Application
from botapp.models.draft import Draft
from botapp.models.helpdesk import Conversation, Status
from botapp.models.picture import Picture
from botapp.models.resident import Resident
from botapp.wechat import Incoming

NOT_KEPT = "图片收到了，但我看不懂，也没有保存。身份证请不要发，到窗口看一次原件就行。"
NEITHER = "这张也收到了，同样没有保存。"
WAITING = "请用文字回答上面的问题。"
OTHERWISE = "请用文字说您的事，或回复「人工」找工作人员。"
KEPT = (
    "照片收到了，用作申请 {number} 的居住证明，只给办证的工作人员看，办结30天后删除；要是打不开会告诉您。\n"
    "身份证请不要拍，到窗口看一次原件就行。\n"
)
HAND_IN = "都发完了，回复「补正」再交。"


@router.on_kind("image")
def take(resident: Resident, incoming: Incoming) -> str | None:
    """Plan to fetch a photo that was asked for; a person who holds the talk is left to answer."""
    conversation = Conversation.open_for(resident)
    if conversation:
        conversation.hear("[图片]")
    application, media_id = Picture.wanted_from(resident), incoming.nodes.get("MediaId")
    if application and media_id:
        Picture.receive(application, media_id)
    if conversation and conversation.status is Status.HELD:
        return None
    return _accept(resident, application) if application and media_id else _decline(resident)


def _accept(resident: Resident, application: Application) -> str:
    is_filling = Draft.open_for(resident) is not None
    return KEPT.format(number=application.number) + (dialogue.resume(resident) if is_filling else HAND_IN)


def _decline(resident: Resident) -> str:
    """Never the same sentence twice in a row; an open question stays open."""
    resident.puzzled_count += 1
    first = NOT_KEPT if resident.puzzled_count % 2 else NEITHER
    return first + (WAITING if Draft.open_for(resident) else OTHERWISE)
