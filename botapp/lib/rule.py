"""The rules of eligibility: service card, residence permit, childcare subsidy, checks and the HPV vaccine."""

from datetime import date, timedelta

from botapp.lib.chinese.calendar import months_later
from botapp.lib.eligibility import Condition, Facts, Rule

PERMIT_MONTHS = 6
CARD_DAYS, CARD_MONTHS = 90, 3  # whichever comes first: people count in months
SUBSIDY_FROM = date(2025, 1, 1)
SUBSIDY_AGE, HPV_AGE = 3, 13
HPV_AFTER = date(2011, 11, 10)
SCREENING_AGES = range(35, 65)

PERMIT = "《居住证暂行条例》第二条"
CARD = "本镇服务约定（沿自2010年文件），非法定条件"
SUBSIDY = "国卫办人口发〔2025〕24号"
PRE_PREGNANCY = "国家免费孕前优生健康检查项目（公开报道）"
SCREENING = "国家卫生健康委2022年1月两癌筛查方案（公开报道）"
HPV = "国家疾控局等七部门2025年通知（公开报道）"


def birthday(born: date, age: int) -> date:
    """The day on which somebody turns `age`; who was born on 29 February has it on 1 March in other years."""
    leap = born.month == 2 and born.day == 29 and not _is_leap(born.year + age)
    return date(born.year + age, 3, 1) if leap else born.replace(year=born.year + age)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _day(facts: Facts, name: str) -> date:
    day = facts[name]
    if not isinstance(day, date):
        raise TypeError(name)
    return day


def _number(facts: Facts, name: str) -> int:
    number = facts[name]
    if not isinstance(number, int):
        raise TypeError(name)
    return number


def _one_of_three(facts: Facts) -> bool:
    return bool(facts["has_work"] or facts["has_home"] or facts["has_school"])


def _stayed_half_a_year(facts: Facts) -> bool:
    return months_later(_day(facts, "arrived_on"), PERMIT_MONTHS) <= _day(facts, "today")


def _stayed_for_card(facts: Facts) -> bool:
    arrived = _day(facts, "arrived_on")
    return min(arrived + timedelta(CARD_DAYS), months_later(arrived, CARD_MONTHS)) <= _day(facts, "today")


def _still_three(facts: Facts) -> bool:
    """Under three in 2025 or later: whoever turned three before the subsidy began gets none."""
    return birthday(_day(facts, "born_on"), SUBSIDY_AGE) > SUBSIDY_FROM


def _in_time(facts: Facts) -> bool:
    """First asked for in the year of birth or the next, or by the end of 2025; later only yearly again."""
    if facts["applied_before"]:
        return True
    born, today = _day(facts, "born_on"), _day(facts, "today")
    return today.year <= max(born.year + 1, SUBSIDY_FROM.year)


def _years_are_left(facts: Facts) -> bool:
    """The year of the third birthday is the last one."""
    return _day(facts, "today").year <= _day(facts, "born_on").year + SUBSIDY_AGE


def _old_enough(facts: Facts) -> bool:
    return birthday(_day(facts, "born_on"), HPV_AGE) <= _day(facts, "today")


SERVICE_CARD = Rule(
    "service_card",
    "流动人口服务证",
    (
        Condition(("is_local",), lambda f: not f["is_local"], "非本地户口。", "本地户口不用办这张证。", CARD),
        Condition(
            ("arrived_on", "today"),
            _stayed_for_card,
            "住满九十天。",
            "还没住满九十天；打针、产检、看病现在就可以办，不用等这张证。",
            CARD,
        ),
    ),
    "在这里就能申请：回复「办服务证」。",
)
RESIDENCE_PERMIT = Rule(
    "residence_permit",
    "居住证",
    (
        Condition(
            ("is_local",), lambda f: not f["is_local"], "户口在外地。", "户口在本地的不用办居住证。", PERMIT
        ),
        Condition(
            ("arrived_on", "today"),
            _stayed_half_a_year,
            "住满半年。",
            "还没住满半年，先去派出所做居住登记。",
            PERMIT,
        ),
        Condition(
            ("has_work", "has_home", "has_school"),
            _one_of_three,
            "有工作、有住处、在读书，三样占了一样。",
            "工作、住处、读书三样里要有一样。",
            PERMIT,
        ),
    ),
    "到居住地派出所，或受委托的社区服务机构申请。",
)
CHILDCARE_SUBSIDY = Rule(
    "childcare_subsidy",
    "育儿补贴",
    (
        Condition(
            ("is_legal",), lambda f: bool(f["is_legal"]), "依法生育或收养。", "要依法生育或收养。", SUBSIDY
        ),
        Condition(
            ("has_custody",),
            lambda f: bool(f["has_custody"]),
            "您可以做申领人。",
            "由父母一方（离婚的有抚养权一方）或监护人申领。",
            SUBSIDY,
        ),
        Condition(
            ("born_on",),
            _still_three,
            "孩子在补贴范围里（三周岁以前的部分）。",
            "孩子在2025年1月1日前已满三周岁，不在范围里。",
            SUBSIDY,
        ),
        Condition(
            ("born_on", "today"),
            _years_are_left,
            "还有可以申请的年份。",
            "满三周岁的那一年是最后一年，已经过了；没申请的年份不能再补。",
            SUBSIDY,
        ),
        Condition(
            ("applied_before", "born_on", "today"),
            _in_time,
            "申请的时间没有过；每年12月31日以前要再申请。",
            "首次申请的时间已经过了；以前申请过的不受影响，请问孩子户口所在的镇街。",
            SUBSIDY,
        ),
    ),
    "在孩子户口所在的镇街申请，和您住在哪里无关；也可以在微信、支付宝的「育儿补贴」小程序申请。",
)
PRE_PREGNANCY_CHECK = Rule(
    "pre_pregnancy_check",
    "免费孕前优生健康检查",
    (
        Condition(
            ("plans_child",),
            lambda f: bool(f["plans_child"]),
            "准备怀孕。",
            "给准备怀孕的夫妻做。",
            PRE_PREGNANCY,
        ),
        Condition(
            ("one_local",),
            lambda f: bool(f["one_local"]),
            "户口或居住时间符合。",
            "要一方户口在本地，或双方在本县区住满半年。",
            PRE_PREGNANCY,
        ),
        Condition(
            ("checked_before",),
            lambda f: not f["checked_before"],
            "这一胎还没查过。",
            "每生一个孩子免费一次，这一胎已经查过。",
            PRE_PREGNANCY,
        ),
    ),
    "在户口或居住地所在县区的指定机构做，回复「预约」看这里能约的时间。",
)
CANCER_SCREENING = Rule(
    "cancer_screening",
    "两癌筛查",
    (
        Condition(
            ("is_woman",), lambda f: bool(f["is_woman"]), "给妇女做。", "两癌筛查只给妇女做。", SCREENING
        ),
        Condition(
            ("age",),
            lambda f: _number(f, "age") in SCREENING_AGES,
            "年龄在35到64岁里。",
            "免费的是35到64岁；想查可以直接去医院妇科。",
            SCREENING,
        ),
        Condition(
            ("screened_this_round",),
            lambda f: not f["screened_this_round"],
            "这一轮还没查过。",
            "这一轮已经查过、结果正常，下一轮再来。",
            SCREENING,
        ),
    ),
    "回复「预约两癌筛查」看这里能约的时间。",
)
HPV_VACCINE = Rule(
    "hpv_vaccine",
    "免费HPV疫苗",
    (
        Condition(("is_girl",), lambda f: bool(f["is_girl"]), "给女孩打。", "免费的只给女孩打。", HPV),
        Condition(
            ("born_on",),
            lambda f: _day(f, "born_on") > HPV_AFTER,
            "2011年11月10日以后出生。",
            "免费的是2011年11月10日以后出生的女孩；其他人自愿、自费，问接种门诊。",
            HPV,
        ),
        Condition(
            ("born_on", "today"),
            _old_enough,
            "已满十三周岁。",
            "满十三周岁时打，到时候带接种证去门诊。",
            HPV,
        ),
    ),
    "带接种证到居住地的接种门诊。",
)
RULES = (
    SERVICE_CARD,
    RESIDENCE_PERMIT,
    CHILDCARE_SUBSIDY,
    PRE_PREGNANCY_CHECK,
    CANCER_SCREENING,
    HPV_VACCINE,
)
