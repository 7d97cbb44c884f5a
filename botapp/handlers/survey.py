"""满意度: three faces and a line after a closed case, anonymous if wished."""

from typing import Any

from botapp import dialogue, router
from botapp.errors import Refusal
from botapp.forms.fields import Option
from botapp.forms.survey import SurveyForm
from botapp.models.resident import Resident
from botapp.models.survey import Case, Face, Survey

NOTHING = "最近没有要评价的事。事情办完后30天内可以评价。"


@router.on("评价", "满意度", "我要评价", "打分")
def begin(resident: Resident, words: str) -> str:
    """Ask about what ended lately."""
    return dialogue.start(resident, SurveyForm) if Survey.open_to(resident) else NOTHING


@router.on("满意", "很满意", "非常满意")
def good(resident: Resident, words: str) -> str | None:
    """A bare word after a closed case is its face; otherwise it means something else."""
    return _with_face(resident, Face.GOOD)


@router.on("一般", "一般般")
def fair(resident: Resident, words: str) -> str | None:
    """It was so-so."""
    return _with_face(resident, Face.FAIR)


@router.on("不满意", "很不满意", "不太满意")
def poor(resident: Resident, words: str) -> str | None:
    """It was not good."""
    return _with_face(resident, Face.POOR)


@dialogue.offers(SurveyForm, "case")
def cases(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """What ended and has no answer yet."""
    found = Survey.open_to(resident)
    if not found:
        raise Refusal(NOTHING)
    return [Option(case.key, f"{case.words}（{case.number}）") for case in found]


@dialogue.fills(SurveyForm)
def give(resident: Resident, answers: dict[str, Any]) -> str:
    """Keep the answer."""
    case, face = _case(resident, answers["case"]), Face(answers["face"])
    Survey.give(case, face, answers["words"] or "", named=answers["named"] == "yes")
    if face is Face.POOR:
        return "收到，谢谢您说实话，我们会改。要马上找人说，回复「人工」；要正式投诉，回复「投诉」。"
    return "收到，谢谢您。"


def _with_face(resident: Resident, face: Face) -> str | None:
    if not Survey.open_to(resident):
        return None
    return dialogue.start(resident, SurveyForm, {"face": face.value})


def _case(resident: Resident, key: str) -> Case:
    found = next((case for case in Survey.open_to(resident) if case.key == key), None)
    if found is None:
        raise Refusal("这件事您已经评价过了，谢谢。")
    return found
