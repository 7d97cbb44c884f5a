"""What is wrong with a menu before the platform or a resident finds out: one Chinese line a fault."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from botapp.lib.menu import NEEDS, Button, Faulty, Menu, Variant, read

Answers = Callable[[str], bool]
MOST_TOP, MOST_SUB, MOST_HOSTS, LONGEST_TAG = 3, 5, 3, 30
# Chinese characters that a phone shows, and bytes that the platform takes: (top, below).
SHOWN, NAME_BYTES = (4, 8), (16, 60)
BYTES = {"key": 128, "url": 1024}


def faults(menu: Menu, answers: Answers) -> list[str]:
    """Each fault with its place, in the order of the file; empty when there is none.

    `answers`: whether a handler waits for these words, as the key of a click becomes the resident's words.
    """
    found = [*_of_buttons(menu.buttons, answers)]
    for nth, variant in enumerate(menu.variants, 1):
        place = f"第{nth}个 variant「{variant.tag}」"
        found += [
            f"{place}：{fault}" for fault in (*_of_tag(variant), *_of_buttons(variant.buttons, answers))
        ]
    return found + [f"标签「{tag}」写了两次。" for tag in _twice(one.tag for one in menu.variants)]


def sound(text: str, answers: Answers) -> Menu:
    """The menu of a file without faults. Raises `Faulty` that names all there are, one a line."""
    menu = read(text)
    found = faults(menu, answers)
    if found:
        raise Faulty("\n".join(["菜单有问题：", *found]))
    return menu


def _of_tag(variant: Variant) -> Iterator[str]:
    if not variant.tag:
        yield "没有写 tag。"
    if len(variant.tag) > LONGEST_TAG:
        yield f"标签最多{LONGEST_TAG}个字。"
    hosts = {
        urlsplit(button.needs["url"]).netloc for button in _leaves(variant.buttons) if "url" in button.needs
    }
    if len(hosts) > MOST_HOSTS:
        yield f"网址最多来自{MOST_HOSTS}个域名，现在有{len(hosts)}个。"


def _of_buttons(buttons: Sequence[Button], answers: Answers) -> Iterator[str]:
    if not 1 <= len(buttons) <= MOST_TOP:
        yield f"要有1到{MOST_TOP}个按钮，现在有{len(buttons)}个。"
    for nth, button in enumerate(buttons, 1):
        place = f"第{nth}个按钮「{button.name}」"
        yield from (f"{place}：{fault}" for fault in _of_top(button, answers))
        for mth, sub in enumerate(button.subs, 1):
            below = f"{place}第{mth}项「{sub.name}」"
            yield from (f"{below}：{fault}" for fault in _of_sub(sub, answers))
    names = [button.name for button in buttons] + [sub.name for button in buttons for sub in button.subs]
    yield from (f"名字「{name}」用了两次。" for name in _twice(names))


def _of_top(button: Button, answers: Answers) -> Iterator[str]:
    yield from _of_name(button.name, level=0)
    if not button.subs:
        yield from _of_type(button, answers)
        return
    if button.type or button.needs:
        yield "有下级的按钮只写名字，不能再有 type、key 或 url。"
    if len(button.subs) > MOST_SUB:
        yield f"最多{MOST_SUB}项，现在有{len(button.subs)}项。"


def _of_sub(button: Button, answers: Answers) -> Iterator[str]:
    yield from _of_name(button.name, level=1)
    if button.subs:
        yield "只能有两级，这一项下面不能再有。"
    else:
        yield from _of_type(button, answers)


def _of_name(name: str, level: int) -> Iterator[str]:
    if not name.strip():
        yield "没有写名字。"
    if _width(name) > SHOWN[level]:
        yield f"名字太长，手机上只显示{SHOWN[level]}个汉字。"
    if len(name.encode()) > NAME_BYTES[level]:
        yield f"名字最多{NAME_BYTES[level]}个字节，现在有{len(name.encode())}个。"


def _of_type(button: Button, answers: Answers) -> Iterator[str]:
    needed = NEEDS.get(button.type)
    if needed is None:
        yield f"类型「{button.type}」不对，可以用：{'、'.join(NEEDS)}。"
        return
    yield from (f"类型 {button.type} 要写 {name}。" for name in needed if not button.needs.get(name))
    yield from (f"类型 {button.type} 用不到 {name}。" for name in button.needs if name not in needed)
    yield from _of_sizes(button)
    key = button.needs.get("key", "")
    if button.type == "click" and key and not answers(key):
        yield f"点了「{key}」没有人回答，请换成能回答的词。"


def _of_sizes(button: Button) -> Iterator[str]:
    for name, most in BYTES.items():
        size = len(button.needs.get(name, "").encode())
        if size > most:
            yield f"{name} 最多{most}个字节，现在有{size}个。"
    url = button.needs.get("url", "")
    if url and not _is_safe(url):
        yield "网址要以 https:// 开头。"


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


def _leaves(buttons: Sequence[Button]) -> Iterator[Button]:
    for button in buttons:
        yield from button.subs or (button,)


def _width(name: str) -> float:
    """Chinese characters count one, letters and digits half."""
    return sum(1 if ord(letter) > 0xFF else 0.5 for letter in name)


def _twice(names: Iterator[str] | list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if name and count > 1]
