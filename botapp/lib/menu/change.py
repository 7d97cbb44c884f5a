"""What differs between two menus, in lines that staff read: 增, 删, 改."""

from collections.abc import Iterator, Sequence

from botapp.lib.menu import Button, Menu


def changes(before: Menu, after: Menu) -> list[str]:
    """One line a difference, those of the common menu first; empty when both show the same."""
    old, new = _groups(before), _groups(after)
    lines: list[str] = []
    for place in [*new, *(place for place in old if place not in new)]:
        lines += _between(place, old.get(place), new.get(place))
    return lines


def _groups(menu: Menu) -> dict[str, Sequence[Button]]:
    """Every row of buttons by where it stands: the bar itself, and what each button of it opens."""
    groups = dict(_of("", menu.buttons))
    for variant in menu.variants:
        groups |= dict(_of(f"标签「{variant.tag}」的菜单", variant.buttons))
    return groups


def _of(bar: str, buttons: Sequence[Button]) -> Iterator[tuple[str, Sequence[Button]]]:
    yield bar, buttons
    yield from ((f"{bar}「{button.name}」里", button.subs) for button in buttons if button.subs)


def _between(place: str, before: Sequence[Button] | None, after: Sequence[Button] | None) -> Iterator[str]:
    old = {button.name: button for button in before or ()}
    new = {button.name: button for button in after or ()}
    yield from (f"增 {place}「{name}」：{new[name].does}" for name in new if name not in old)
    yield from (f"删 {place}「{name}」：{old[name].does}" for name in old if name not in new)
    both = [name for name in new if name in old]
    yield from (
        f"改 {place}「{name}」：{_step(old[name], new[name])}"
        for name in both
        if _differ(old[name], new[name])
    )
    ordered = [name for name in old if name in new]
    if ordered != both:
        yield f"改 {place}顺序：{'、'.join(ordered)} → {'、'.join(both)}"


def _differ(old: Button, new: Button) -> bool:
    return (old.type, dict(old.needs), bool(old.subs)) != (new.type, dict(new.needs), bool(new.subs))


def _step(old: Button, new: Button) -> str:
    return f"{old.does} → {new.does}"
