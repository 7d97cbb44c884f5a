"""Every message and event that the platform pushes, with all its nodes; a wish overrides any of them."""

from collections.abc import Mapping
from random import Random

from botapp.simulator import chance
from botapp.simulator.wire import xml

Nodes = dict[str, xml.Node]
WORDS = {
    "subscribe": "关注",
    "unsubscribe": "取消关注",
    "SCAN": "扫码",
    "CLICK": "点菜单",
    "VIEW": "打开网页",
    "TEMPLATESENDJOBFINISH": "模板消息回执",
    "subscribe_msg_popup_event": "订阅通知弹窗",
    "subscribe_msg_change_event": "关闭订阅通知",
    "subscribe_msg_sent_event": "订阅通知回执",
    "image": "一张照片",
    "voice": "一段语音",
    "video": "一段视频",
    "location": "一个位置",
    "LOCATION": "上报位置",
}
PLACE: Nodes = {
    "Location_X": "31.741200",
    "Location_Y": "119.946700",
    "Scale": "16",
    "Label": "示例镇服务中心",
}
SCAN_RESULT: Nodes = {"ScanType": "qrcode", "ScanResult": "https://example.com/1"}
PICTURES: xml.Node = {
    "Count": 1,
    "PicList": {"item": [{"PicMd5Sum": "5a75aaca956d97be686719218f275c6b"}]},
}
FAILED: Nodes = {"FailTime": 1795579200, "FailReason": "资料不清楚"}

# Nodes besides ToUserName, FromUserName, CreateTime, MsgType and MsgId (platform page on standard messages).
MESSAGES: dict[str, Nodes] = {
    "text": {"Content": "您好"},
    "image": {"PicUrl": "https://example.com/p.jpg", "MediaId": "media"},
    "voice": {"MediaId": "media", "Format": "amr", "MediaId16K": "media16"},
    "video": {"MediaId": "media", "ThumbMediaId": "thumb"},
    "shortvideo": {"MediaId": "media", "ThumbMediaId": "thumb"},
    "location": {**PLACE},
    "link": {"Title": "一篇文章", "Description": "说明", "Url": "https://example.com/a"},
}
# Nodes besides ToUserName, FromUserName, CreateTime, MsgType and Event (platform page on event pushes).
EVENTS: dict[str, Nodes] = {
    "subscribe": {"EventKey": ""},
    "unsubscribe": {"EventKey": ""},
    "SCAN": {"EventKey": "1", "Ticket": "ticket"},
    "LOCATION": {"Latitude": "31.741200", "Longitude": "119.946700", "Precision": "65.000000"},
    "CLICK": {"EventKey": "帮助"},
    "VIEW": {"EventKey": "https://example.com/", "MenuId": 1},
    "view_miniprogram": {"EventKey": "pages/index", "MenuId": 1},
    "scancode_push": {"EventKey": "scan", "ScanCodeInfo": SCAN_RESULT},
    "scancode_waitmsg": {"EventKey": "scan", "ScanCodeInfo": SCAN_RESULT},
    "pic_sysphoto": {"EventKey": "photo", "SendPicsInfo": PICTURES},
    "pic_photo_or_album": {"EventKey": "photo", "SendPicsInfo": PICTURES},
    "pic_weixin": {"EventKey": "photo", "SendPicsInfo": PICTURES},
    "location_select": {"EventKey": "place", "SendLocationInfo": {**PLACE, "Poiname": ""}},
    "TEMPLATESENDJOBFINISH": {"MsgID": 1, "Status": "success"},
    "MASSSENDJOBFINISH": {
        "MsgID": 1,
        "Status": "send success",
        "TotalCount": 1,
        "FilterCount": 1,
        "SentCount": 1,
        "ErrorCount": 0,
        "CopyrightCheckResult": {"Count": 0, "ResultList": "", "CheckState": 1},
    },
    "PUBLISHJOBFINISH": {"PublishEventInfo": {"publish_id": 1, "publish_status": 0, "article_id": "a"}},
    "subscribe_msg_popup_event": {
        "SubscribeMsgPopupEvent": {
            "List": {"TemplateId": "T", "SubscribeStatusString": "accept", "PopupScene": "2"}
        }
    },
    "subscribe_msg_change_event": {
        "SubscribeMsgChangeEvent": {"List": {"TemplateId": "T", "SubscribeStatusString": "reject"}}
    },
    "subscribe_msg_sent_event": {
        "SubscribeMsgSentEvent": {
            "List": {"TemplateId": "T", "MsgID": "1", "ErrorCode": 0, "ErrorStatus": "success"}
        }
    },
    "kf_create_session": {"KfAccount": "kf1@gh_sim_town"},
    "kf_close_session": {"KfAccount": "kf1@gh_sim_town"},
    "kf_switch_session": {"FromKfAccount": "kf1@gh_sim_town", "ToKfAccount": "kf2@gh_sim_town"},
    "qualification_verify_success": {"ExpiredTime": 1795579200},
    "qualification_verify_fail": {**FAILED},
    "naming_verify_success": {"ExpiredTime": 1795579200},
    "naming_verify_fail": {**FAILED},
    "annual_renew": {"ExpiredTime": 1795579200},
    "verify_expired": {"ExpiredTime": 1795579200},
    "user_info_modified": {"RevokeInfo": "1"},
    "user_authorization_revoke": {"RevokeInfo": "1"},
    "user_authorization_cancellation": {"RevokeInfo": "1"},
}
PRIVACY = {"user_info_modified", "user_authorization_revoke", "user_authorization_cancellation"}
# Nodes that no page describes: a reader must pass over them.
NOISE: Nodes = {
    "XSimUnknown": "不认识的节点",
    "XSimNested": {"item": [{"a": "1"}, {"a": "2"}]},
    "XSimEmpty": "",
}


def message(kind: str, msgid: int, wish: Mapping[str, xml.Node] | None = None) -> Nodes:
    """A message of a MsgType, known or not."""
    return {"MsgType": kind, **MESSAGES.get(kind, {}), **(wish or {}), "MsgId": msgid}


def event(name: str, openid: str, app_id: str, wish: Mapping[str, xml.Node] | None = None) -> Nodes:
    """An event, known or not; those about privacy name the resident a second time."""
    who: Nodes = {"OpenID": openid, "UnionID": "", "AppID": app_id} if name in PRIVACY else {}
    return {"MsgType": "event", "Event": name, **EVENTS.get(name, {}), **who, **(wish or {})}


def noisy(nodes: Mapping[str, xml.Node], die: Random) -> Nodes:
    """The same nodes in another order, with unknown ones among them."""
    mixed = [*nodes.items(), *NOISE.items(), (f"X{chance.letters(die, 6).strip('-_')}9", "1")]
    die.shuffle(mixed)
    return dict(mixed)


def label_of(nodes: Mapping[str, xml.Node]) -> str:
    """What the trace calls a push: the resident's words, or the kind of push with its key."""
    kind = str(nodes.get("Event", nodes["MsgType"]))
    return str(nodes.get("Content", f"{WORDS.get(kind, kind)} {nodes.get('EventKey', '')}".strip()))
