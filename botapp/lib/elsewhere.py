"""Subjects that belong to other offices, or to nobody: said openly, with where to turn."""

import re
from dataclasses import dataclass

from botapp.lib.danger import any_of
from botapp.lib.lexicon import normalise, official


@dataclass(frozen=True, slots=True)
class Referral:
    """A subject that is not answered here, where to turn with it, and `unless` which words it is ours."""

    said_as: re.Pattern[str]
    text: str
    unless: re.Pattern[str] | None = None


def referred(words: str) -> Referral | None:
    """Where a subject belongs that looks like ours and is not."""
    said, plain = normalise(words), official(words)
    return next((referral for referral in REFERRALS if _fits(referral, said, plain)), None)


def _fits(referral: Referral, said: str, plain: str) -> bool:
    if not referral.said_as.search(said):
        return False
    return not (referral.unless and (referral.unless.search(said) or referral.unless.search(plain)))


# What other offices and the rest of life deal with, by kind: support, papers, health insurance, work, money,
# roads, shopping, home, school, law, farming, party and army, old age, leisure, machines.
FOREIGN = (
    "(?:电梯|家电|汽车|新能源|换新|养猪|养殖|种粮|农机|农业|耕地|高龄|残疾人?|取暖|租房|购房|稳岗|技能"
    "|就业|创业|培训"
    "|失业|助学|交通|高温|夜班|油价|秸秆|退耕|光伏|危房|厕所|老旧|购车|人才|社保|移民|丧葬|伙食|房租|安家"
    "|学历|大学生|毕业生|退役|渔业|禁渔|生态|节能|充电桩|煤改|家具|消费)[^生育]{0,4}(?:补贴|补助|津贴"
    "|奖励|贷款) "
    "以旧换新 消费券 小时工 钟点工 失业 医保.{0,3}(?:比例|截止) 驾照 驾驶证 行驶证 护照 港澳 通行证 签证 "
    "退伍 优待证 残疾证 营业执照 许可证 食品经营 "
    "健康证 房产证 "
    "不动产 毕业证 学生证 准考证 教师资格 普通话 会计证 电工证 老年证 "
    "医保(?:卡)?.{0,3}(?:余额|备案|异地|查询|激活|密码|缴|断|交) 社保卡 慢性?病.{0,4}(?:办|证|报) "
    "大病(?:救助|保险) "
    "加班费 最低工资 招工 招聘 找工作 找个工作 兼职 工伤 仲裁 讨薪 欠薪 考勤 劳务 "
    "个税 退税 发票 税务 花呗 信用卡 借呗 贷款 利率 逾期 股市 基金 理财 比特币 彩票 汇率 "
    "公交 地铁 火车 高铁 飞机 机票 车票 航班 etc 违章 罚单 车险 加油 上牌 年检 年审车 车管所 "
    "科目[一二三四] 二手车 驾校 "
    "水费 电费 水电 天然气 燃气 宽带 话费 流量 快递 外卖 淘宝 拼多多 京东 闲鱼 退货 网购 抖音 快手 微博 "
    "直播 网店 "
    "房贷 首付 房价 装修 物业 拆迁 征地 宅基地 土地流转 承包地 空调 冰箱 洗衣机 电视机 路灯 垃圾 下水道 "
    "自来水 "
    "高考 中考 考研 考公 四级 六级 英语 补课 分数线 志愿 学区 寒假 暑假作业 作文 数学 "
    "官司 律师 遗产 继承 诉讼 起诉 欠条 借条 欠钱 还钱 开庭 "
    "化肥 水稻 小麦 收割机 农药 种花 花木 盆景 多肉 养鱼 钓鱼 养鸡 种菜 大棚 "
    "入党 党费 团员 参军 当兵 征兵 入伍 信访 选举 "
    "养老院 敬老院 老年卡 老年大学 墓地 殡葬 火化 "
    "旅游 景点 门票 酒店 宾馆 火锅 美食 菜谱 做法 电影 电视剧 明星 唱歌 王者 游戏 nba 足球 篮球 世界杯 "
    "奥运 股票 星座 "
    "小说 减肥 健身 化妆 发型 樱花 地震 宇宙 手机(?:屏|死机|卡|黑屏|充电|截屏|壳) 屏幕 网速 wifi 电脑 "
    "截屏 路由 "
    "密码 (?<!注销)账号 无人机 穿什么 银行卡.{0,8}(?:注销|挂失|余额|限额) 税率 个体户 企业 公章 厂房 "
    "礼物 银行(?!卡) 门锁 锁匠 ^现在几点 几点了$ 翻译 "
    "写(?:首)?诗 讲个 脑筋急转弯 狗狗 猫咪 宠物 给[猫狗] [猫狗](?:绝育|打针|看病)"
)
# A message that names one of these is ours, whatever else it names.
OUR_WORDS = (
    "居住证 居住登记 (?<!证)(?<!港澳)(?<!香港)签注 服务证 婚育 生育 育儿 奶粉 产假 护理假 婚假 陪产 分娩 "
    "生孩子 生娃 怀孕 怀了 怀上 孕 叶酸 产检 产后 月子 "
    "接种 疫苗 预防针 儿保 两癌 筛查 妇检 避孕 节育 结扎 计生 计划生育 独生 失独 光荣证 社会抚养费 "
    "[二三四]胎 结婚 领证 "
    "落户 户口 新生儿 出生 宝宝 孩子.{0,6}(?:补贴|医保|体检|登记) 2010 我的资料 我的信息 "
    "预约.{0,6}(?:检查|体检|打针) 哺乳 喂奶 领补贴 补贴.{0,4}(?:税|卡) 卡.{0,6}补贴 (?<!高温)津贴 生育险 "
    "老公.{0,4}社保"
)
OURS = re.compile("|".join(OUR_WORDS.split()))
ELSE = "也可以打 12345 政务服务热线，或回复「人工」留言给工作人员。"
REFERRALS = (
    Referral(
        any_of(
            "(?:保证|担保|包|打包票|一定|肯定|百分百|百分之百|绝对).{0,6}(?:批|过(?:吗|审)|通过|下来|到账"
            "|办成|办好|领到|拿到|中签)"
            "|(?:走|托|找).{0,2}(?:后门|关系|熟人)|(?:塞|送|给).{0,2}(?:红包|好处|钱).{0,4}(?:快|批|通过|办)",
        ),
        "批不批、哪天办好、哪天到账，我不能保证，要看经办的工作人员审核。\n"
        "回复「进度」看自己办到哪一步；不收钱，也不用托人。" + ELSE,
        any_of("包(?:括|含|里|子|皮)|一定要.{0,4}(?:吗|么|不)$"),
    ),
    Referral(
        any_of(
            "社会抚养费.{0,10}(?:退|返|还给|补偿)|(?:退|返还).{0,6}(?:社会抚养费|超生罚款|抚养费)",
            "以前.{0,6}(?:罚款|抚养费).{0,6}退",
        ),
        "以前交的社会抚养费能不能退，没有查到可靠的依据，不能随口答您。\n" + ELSE,
    ),
    Referral(
        any_of(
            "^(?!.*(?:居住证|服务证|补贴)).*(?:身份证|护照|通行证).{0,6}(?:过期|到期|丢|换|补|掉|办)",
            "^(?!.*(?:居住证|服务证|疫苗|接种)).*(?:医保卡|银行卡|手机号|电话卡).{0,4}(?:丢|补|注销|挂失|掉)",
        ),
        "这件事不归这里管：身份证、护照找公安，医保卡找医保部门，手机号找运营商。\n" + ELSE,
    ),
    Referral(any_of("公积金"), "公积金不归这里管，没有查过相关规定，请向住房公积金中心问。\n" + ELSE),
    Referral(
        any_of(
            "^(?!.*(?:补贴|津贴|生育|育儿)).*(?:社保卡|养老(?:金|保险|院)|退休金|失业金|工伤|社保"
            "|劳动合同|居民医保)",
            "拖欠工资|欠薪|(?<!产假)(?<!假期)工资|辞退|医保.{0,4}(?:交|缴|断)",
        ),
        "社保、工资和劳动方面的事不归这里管，没有查过相关规定，请向人社、医保部门问。\n" + ELSE,
        OURS,
    ),
    Referral(
        any_of(
            "^(?!.*(?:居住证|补贴)).*(?:低保|残疾证|廉租|公租房|宅基地|征地|拆迁|土地|驾照|驾驶证|违章"
            "|营业执照)"
        ),
        "这件事不归这里管，没有查过相关规定。\n" + ELSE,
    ),
    Referral(
        any_of(
            "^(?!.*(?:居住证|接种证|疫苗)).*(?:上学|入学|学区|幼儿园|小学|转学).{0,6}"
            "(?:报名|登记|要求|条件|怎么|手续)"
        ),
        "上学报名不归这里管，没有查过相关规定，请向学校或教育部门问。\n" + ELSE,
    ),
    Referral(
        re.compile("|".join(FOREIGN.split())),
        "这件事不归这里管，这里只讲人口、家庭、妇幼健康和居住方面的政策与服务。\n" + ELSE,
        OURS,
    ),
    Referral(
        any_of(
            "^你(?:今年)?(?:多大|几岁|叫什么|是谁|是男|会什么)|天气|纪念日|送什么礼|下雨|下雪|气温|笑话"
            "|讲个故事|唱歌"
            "|股票|彩票|电影|游戏|足球|起名|取名|星座|属[鼠牛虎兔龙蛇马羊猴鸡狗猪]|属相|生肖|做梦|梦见|算命"
        ),
        "这个我答不了：这里只讲人口、家庭、妇幼健康和居住方面的政策与服务。\n" + ELSE,
    ),
)
