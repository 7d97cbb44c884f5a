"""Everyday messages in which nobody is in danger, put together from words and frames, to learn calm from."""

SUBJECTS = (
    "手机 电脑 网站 短信 快递 公交 电动车 自行车 驾照 车票 钥匙 钱包 衣服 鞋 被子 空调 冰箱 洗衣机 电视 灯 "
    "水管 煤气 宽带 电费 水费 房租 房子 宿舍 食堂 超市 菜场 学校 作业 老师 家长会 成绩 考试 课本 幼儿园 "
    "医院 卫生院 挂号 病历 体检单 材料 表格 照片 复印件 身份证 户口本 结婚证 居住证 服务证 社保卡 银行卡 "
    "工资 合同 加班 请假 年假 老板 同事 工地 厂里 机器 货 订单 种子 化肥 鱼塘 花木 树苗 鸡 猫 狗 西瓜 早饭 "
    "午饭 酒席 广场舞 篮球 电影 小说 游戏 视频 音乐 天气 台风 下雪 地铁 高铁 停车 路灯 垃圾 快递柜 菜刀 剪刀 "
    "绳子 药店 口罩 体温计 眼镜 牙刷 奶粉 尿不湿 推车"
)
SPEAKERS = "我 我妈 我爸 老公 老婆 孩子 儿子 女儿 婆婆 爷爷 邻居 同事 朋友 房东 老师 他 她 我们 你们"
DONE = (
    "去办 去看 去买 来拿 寄来 弄丢了 找不到了 换了 坏了 过期了 忘带了 写错了 交了 领了 卖了 借了 修好了 "
    "用完了 改了 退了 排队 打电话问 上网查 发过去 盖章 签字 照相 打印 预约 取消 报名 登记 申请 退货 搬走 "
    "装好 打扫 收拾 商量 讲好"
)
THINGS, PEOPLE, DEEDS = SUBJECTS.split(), SPEAKERS.split(), DONE.split()
FRAMES = (
    "{who}想{deed}{thing}",
    "{thing}{deed}怎么办",
    "{who}的{thing}在哪里",
    "{who}昨天{deed}{thing}",
    "请问{thing}怎么{deed}",
    "{who}说{thing}要重新弄",
    "{thing}多少钱",
    "{who}不想要{thing}了",
    "{who}不在家{thing}谁来{deed}",
    "{who}今天没时间去{deed}",
    "{thing}是什么意思",
    "{who}和{thing}有什么关系",
    "为什么{thing}老是不行",
    "{who}三个月没{deed}了",
    "{thing}被退回来了",
    "{who}走了以后{thing}给谁",
    "半天没找到{thing}",
    "{who}累了不想{deed}",
    "没有{thing}能不能{deed}",
    "{who}的{thing}掉了一个",
    "{thing}还要多久",
    "{who}对{thing}不满意",
    "怎样才能{deed}{thing}",
    "谁知道{thing}哪里有",
    "{thing}被偷了",
    "{thing}被抢了",
    "他不让我{deed}",
    "我女儿15岁要{deed}{thing}",
    "我儿子13岁{thing}怎么{deed}",
    "17岁能{deed}{thing}吗",
    "初中生{deed}{thing}",
    "{thing}讲座在哪里",
    "给{who}办",
    "帮{who}{deed}",
    "梦见自己{deed}{thing}",
    "{who}不还{thing}就算了",
    "孩子吃多了{thing}",
    "这个世界上有没有{thing}",
)


def messages() -> list[str]:
    """Some thousands of messages, always the same."""
    return [
        frame.format(
            thing=thing,
            deed=DEEDS[(at * 3 + turn) % len(DEEDS)],
            who=PEOPLE[(at + turn) % len(PEOPLE)],
        )
        for turn, frame in enumerate(FRAMES)
        for at, thing in enumerate(THINGS)
    ]
