"""Questions of one or two words (补贴, 看病, 孩子) that several entries could answer: which ones to offer."""

import re

from botapp.lib.lexicon import normalise

# The bare words, and the slugs of what they may mean, likeliest first.
MEANINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "补贴 补助 津贴 领钱 发钱 钱 国家补贴 政府补贴 有补贴 补贴政策",
        ("childcare-subsidy", "maternity-allowance", "rural-support"),
    ),
    ("养老 老人 老年人 老了 退休 养老钱", ("rural-support", "only-child-retirement", "special-support")),
    ("看病 生病 就医 挂号看病 病 看医生 医院 去医院 卫生院", ("booking", "office", "delivery-cost")),
    (
        "体检 检查 检查身体 查体 健康检查 免费检查 免费体检 做检查 查身体",
        ("child-check", "screening", "pre-pregnancy-check", "premarital-check"),
    ),
    ("打针 打疫苗针 针 打苗", ("vaccination", "vaccination-schedule", "hpv-vaccine")),
    ("结婚 婚姻 成家 结婚了 要结婚", ("marriage-registration", "premarital-check", "family-leave")),
    (
        "孩子 小孩 娃 娃娃 宝宝 儿童 小囡 小朋友 儿子 女儿 带孩子 孩子们",
        ("newborn", "childcare-subsidy", "vaccination", "child-check"),
    ),
    (
        "生孩子 生娃 生小孩 生育 分娩 生宝宝 要生孩子 生产",
        ("newborn", "delivery-cost", "maternity-leave", "birth-registration"),
    ),
    ("怀孕 孕妇 孕期 大肚子 怀上 有喜", ("pregnancy-booklet", "maternity-leave", "delivery-cost")),
    (
        "要孩子 备孕 生二胎 二胎 三胎 老二 老三 二孩 三孩",
        ("how-many-children", "pre-pregnancy-check", "childcare-subsidy"),
    ),
    ("证 办证 证件 办个证 什么证", ("residence-permit-how", "service-card", "birth-registration")),
    ("登记 报到 办登记 登个记", ("residence-registration", "birth-registration", "marriage-registration")),
    ("户口 户籍 户口本 迁移", ("hukou", "hukou-newborn", "childcare-subsidy-where")),
    ("假 请假 放假 休假 假期 请假条", ("maternity-leave", "family-leave", "miscarriage-leave")),
    (
        "外地人 流动人口 外来人口 打工 打工的 外地 外来人员 新市民",
        ("residence-registration", "residence-permit-how", "service-card"),
    ),
    ("报销 医保 医疗费 保险 社保", ("delivery-cost", "newborn-insurance", "maternity-allowance")),
    (
        "上学 读书 入学 入园 幼儿园 学校",
        ("vaccination-school", "residence-permit-rights", "childcare-subsidy"),
    ),
    ("奖励 扶助 奖金 困难补助 救助", ("rural-support", "special-support", "only-child")),
    ("计划生育 计生 计生政策 生育政策", ("how-many-children", "contraception-choice", "only-child")),
    ("妇女 女的 女人 女性 妇科 妇女病", ("screening", "contraception-choice", "maternity-leave")),
    ("男的 男人 男性 老公 爸爸", ("family-leave", "youth-and-men-health", "pre-pregnancy-check")),
    ("离婚 离婚了 单亲", ("childcare-subsidy-divorce", "marriage-age", "hukou-newborn")),
    ("资料 信息 个人资料 我的东西", ("privacy", "privacy-rights", "service-card-public")),
    (
        "免费 免费的 有什么免费 免费项目 福利 好处",
        ("screening", "pre-pregnancy-check", "vaccination", "folic-acid"),
    ),
    ("政策 新政策 好政策 国家政策", ("childcare-subsidy", "how-many-children", "maternity-leave")),
    (
        "多少钱 要钱吗 要钱不 收费吗 要多少钱 要带什么 带什么 带啥 要带啥 要啥材料 什么材料 "
        "怎么办 咋办 咋弄 怎么弄 怎么办理 在哪办 哪里办 去哪办 在哪 多久 要多久 几天 什么时候 能办吗 可以吗 "
        "怎么申请 咋申请 怎么领 网上能办吗 代办 过期了 到期了 丢了 补办 入口 找不到入口 材料 手续 条件 流程 "
        "外地的呢 外地呢 外地的 本地的呢 老人呢 孩子呢",
        ("residence-permit-how", "childcare-subsidy", "vaccination", "booking"),
    ),
)
AROUND = re.compile(
    "^(?:请问|你好|您好|我想|我要|想|要|问|问问|问一下|咨询|咨询一下|打听|了解|关于|有关|说说|那|那个|这个)+|"
    "(?:的)?(?:事情?|问题|方面|相关|这块|那块|咨询|一下|的事|呢|啊|呀|吧|了)+$"
)
BARE = {normalise(word): slugs for words, slugs in MEANINGS for word in words.split()}


def meanings(question: str) -> tuple[str, ...]:
    """The slugs that a question of one broad word may mean; none when it says more than that."""
    said = normalise(question)
    return BARE.get(said) or BARE.get(AROUND.sub("", said), ())
