"""Saved conversations, told again through the real door: every *.transcript beside this file."""

from pathlib import Path

import pytest

from botapp.simulator.transcript import Step, missing, parse

STORIES = sorted(Path(__file__).parent.glob("*.transcript"))
# What a phone sends that is no text, as a saved conversation writes it.
SHAPES = {
    "[图片]": ("image", {"PicUrl": "http://127.0.0.1/p.jpg", "MediaId": "m"}),
    "[语音]": ("voice", {"MediaId": "m", "Format": "amr"}),
    "[位置]": ("location", {"Location_X": "31.7", "Location_Y": "119.9", "Scale": "16", "Label": "村口"}),
}


class Teller:
    """One resident's phone, the town's clock, and what reaches the phone unasked."""

    def __init__(self, phone, town, platform):
        self.phone, self.town, self.platform = phone, town, platform

    def do(self, step: Step) -> str:
        """Do a step; what the resident reads then."""
        return {"time": self.travel, "say": self.say, "event": self.happen}[step.kind](step)

    def travel(self, step: Step) -> str:
        words, notices = len(self.platform.words), len(self.platform.notices)
        self.town.go_to(step.moment)
        self.town.work()
        fresh = [text for _, text in self.platform.words[words:]]
        return "\n".join([*fresh, *(str(facts) for _, facts in self.platform.notices[notices:])])

    def say(self, step: Step) -> str:
        if step.words not in SHAPES:
            return self.phone.say(step.words)
        kind, nodes = SHAPES[step.words]
        return self.phone.push(kind, **nodes, MsgId=str(next(self.phone.serial)))

    def happen(self, step: Step) -> str:
        name, _, key = step.words.partition(" ")
        return self.phone.event(name, key)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_story_is_told_again(path, phones, town, platform):
    teller = Teller(phones("o_story"), town, platform)
    for number, step in enumerate(parse(path.read_text(encoding="utf-8")), 1):
        answer = teller.do(step)
        assert missing(step, answer) == [], f"step {number} ({step.words}) was answered: {answer}"


def test_there_are_stories_and_each_expects_something():
    assert len(STORIES) >= 3
    for path in STORIES:
        steps = parse(path.read_text(encoding="utf-8"))
        assert sum(len(step.expected) for step in steps) >= 3, path
