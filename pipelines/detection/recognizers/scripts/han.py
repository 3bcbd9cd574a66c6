"""Chinese and Japanese names: family names, and the signs that given names are written with.

Written from general knowledge; nobody in particular is meant.
"""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.spans import Span

HAN_FAMILY: Final = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾萧肖"
    "田董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付傅方邹鄒熊白孟"
    "秦邱侯江尹薛阎段雷龙龍黎史陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向常汤湯康易乔喬赖賴文"
)
_HAN_DOUBLE: Final = "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|皇甫|尉迟|公孙|慕容|令狐"
_JP_FAMILY: Final = (
    "佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邊|渡邉|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|"
    "木村|林|斎藤|齋藤|清水|山崎|森|池田|橋本|阿部|石川|山下|中島|石井|"
    "小川|前田|岡田|長谷川|藤田|後藤|近藤|村上|遠藤|青木|坂本|斉藤|福田|太田|西村|藤井|金子|岡本|"
    "藤原|中野|三浦|原田|"
    "中川|松田|竹内|小野|田村|中山|和田|石田|森田|上田|原|内田|柴田|酒井|宮崎|横山|高木|安藤|宮本|"
    "大野|小島|谷口|工藤|今井|高田|増田|丸山|杉山|村田|大塚|新井|藤本|"
    "小山|平野|河野|上野|野口|武田|松井|千葉|菅原|岩崎|久保|木下|佐野|野村|松尾|市川|菊地|杉本|古川|"
    "大西|島田|水野|桜井|高野|渡部|吉川|山内|西田|飯田|菊池|西川|小松|"
    "北村|安田|五十嵐|川口|平田|関|中田|久保田|服部|東|岩田|土屋|川崎|福島|本田|辻|樋口|秋山|永井|"
    "田口|山中|中西|吉村|川上|石原|大橋|松岡|馬場|浜田|森本|星野|矢野|"
    "浅野|松下|大久保|吉岡|小池|野田|荒木|熊谷|松浦|大谷|内藤|黒田|尾崎|川村|永田|望月|松村|田辺|"
    "菅野|荒井|堀|平井|大島|西山|早川|栗原|広瀬|横田|石橋|岩本|萩原|片山|"
    "関口|宮田|大石|本間|須藤|岡崎|小田|伊東|鎌田|上原|小西|松原"
)
_JP: Final = re.compile(
    rf"(?<![\u4e00-\u9fff々])(?:{_JP_FAMILY})[ 　]?(?P<given>[\u4e00-\u9fff々]{{1,3}}|"
    rf"[\u3040-\u309f]{{2,4}}|[\u30a0-\u30ff]{{2,5}})(?![\u4e00-\u9fff々\u3040-\u30ff])"
)
# Source: the signs that given names are mostly written with, simplified and traditional.
_HAN_GIVEN: Final = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚辉鹏华飞鑫波斌宇浩凯健俊帆琳雪倩颖莹婷玲红梅兰英萍秀"
    "玉珍凤洁琴云莲"
    "荣爱妹香月莺媛瑞凡佳嘉琼勤贞莉桂娣叶璧璐娅琦晶妍茜秋珊莎锦黛青文思怡婉欣岚苑婕馨瑗琰韵融园艺咏卿聪澜纯"
    "毓悦昭冰爽琬茗羽希宁欢飘滢馥筠柔竹霭凝晓枫芸菲寒伊亚宜可姬舒影荔枝丝瑶峰毅弘胜学祥才发武新利清彬富顺信"
    "子昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江亮"
    "政谦亨奇固之"
    "轮翰朗伯宏言若鸣朋梁栋维启克伦翔旭泽晨辰士以建家致树炎德行时泰盛雄琛钧冠策腾楠榕风航梓涵诗雨"
    "欣彤睿轩铭皓"
    "宸逸霖昊然博雅琪蕾薇露瑾芬燕彩春菊惠珠翠环雁蓉眉君姣婵婧姗娴娥婻妮妙娇媚娉恒恩恺愉慧懿憬捷敦"
    "斐方旋昕晖晗"
    "景晟智暄曦朝柏桐桦森楚歆毓沁沛沐泓洁浚浩涓润淇淑淳渊溪滨漫澄烨煊煜焕熙燃爵珂珏珑琅琢瑄璇璟甜"
    "畅皎盈真睦硕"
    "祎祺禹秉程穆立竣筱簡紫絮纪绮缘罡羿翎耀聆育舜艾芃芊芝芷苒苓若茵荃莞菁萌萱葳蓓蔚蕊蕙虹衍裴诺谨"
    "豫贤贵超越轶"
    "辛迪逊遥邈郁铮锋锐锴镇长闻陶隽霄霓青靖韬頔颂颢飒骁骏高魁鸿鹤麒麟黎默齐龙国海东生全根福金水元"
    "保宝喜良仁义"
    "礼志忠孝廉勋本大小西南北山石川世仲伶佩俐偉傑剛勳華國堅場壽夢婭嬌學寧寶嵐廣張強彥彬恆慶憲戰曉"
    "書東榮樂樹歡"
    "淵潔澤濤營爾瑋瑩瓊畢盧祿禮穎紅純紹維綺義聖聰肅芸莊華葉蓮蔣藍蘭蘇衛詠詩誠誼論謙豐貞貴賢輝達遠"
    "鄭銀銘鋒錦鍾鎮"
    "長開陽際雲霖靈靜韻順頌願風飛馨駿鳳鴻鵬麗齊龍偲彥晴柔欣瑜瑤潔盈穎筠蓁宥妤禎翊廷珮雯芯蓉琇珊志紋欽銓斌誌"
)
_ZH: Final = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<family>{_HAN_DOUBLE}|[{HAN_FAMILY}])(?P<given>[\u4e00-\u9fff]{{1,2}})"
    r"(?![\u4e00-\u9fff])"
)
_ZH_BEFORE: Final = re.compile(
    rf"(?:@|由|给|給|请|請|和|与|與|跟|问|問|找|联系|聯繫|一下|告诉|告訴|叫|向|对|對|被|通知|邀请|邀請|"
    rf"感谢|感謝|约)"
    rf"(?P<name>(?:{_HAN_DOUBLE}|[{HAN_FAMILY}])(?P<given>[{_HAN_GIVEN}]{{1,2}}))(?=[\u4e00-\u9fff])"
)
_ZH_DOES: Final = re.compile(
    rf"(?:^|(?<=[\s,，、。:：;；|\]】]))(?P<name>(?:{_HAN_DOUBLE}|"
    rf"[{HAN_FAMILY}])(?P<given>[{_HAN_GIVEN}]{{1,2}}))"
    r"(?=已|加入|退出|离开|離開|发|發|说|說|回复|回覆|撤回|上传|上傳|创建|建立|修改|编辑|編輯|删除|"
    r"审批|審批|提交|评论|評論|"
    r"邀请|邀請|正在|拍了|分享|同意|拒绝|请假|請假|转发|把|将|將|负责|負責|来电|來電|申请|申請|完成|"
    r"通过|取消|确认|"
    r"的(?:会议|會議|日程|文件|电脑|手机|邮件|消息|桌面|iPhone|Mac|订单|生日|备注|任务|笔记|直播|共享|"
    r"朋友圈|合同|病历|简历|工资|屏幕))"
)
_ZH_BESIDE: Final = re.compile(r"^\s*$|[|\t,，、;；@(（\[/·•\-:：]\s*$")
_ZH_AFTER: Final = re.compile(
    r"\s*$|\s*[|\t,，、;；)）\]/(（·•\-:：]|\s+(?:已|撤回|回复|上传|创建|修改|编辑|提交|评论|邀请|拍了|"
    r"分享|同意|转发|把|将|加入|退出|发|正在|说|\d|sent|joined|left|is|has|"
    r"shared|added|"
    r"created|updated|commented|replied|reacted|said|wrote|uploaded|invited|accepted|declined|approved|"
    r"assigned|<)"
)
_JP_FAMILY_ALONE: Final = re.compile(
    rf"(?:^|(?<=[\s,、。:：|\]@]))(?P<name>(?:{_JP_FAMILY}))(?=[:：] |が(?:参加|退出|入力|送信|編集|更新)|"
    r" (?:\d{1,2}:\d\d|午前|午後)|\((?:営業|開発|総務|人事|経理)|と(?:の|打ち)|に(?:聞|確認|連絡))"
)
_HAN_WORDS: Final = frozenset(
    "文件 文档 文本 文字 文章 文件夹 文書 文化 高级 高度 高清 高亮 高效 高速 金额 金融 金属 石油 "
    "白色 白天 黄色 黄金 方式 方法 方向 方案 方便 方面 常用 常规 常见 "
    "易用 万元 万一 马上 马来 江苏 江西 于是 何时 何处 任务 任何 任意 任命 石头 金币 "
    "程序 程度 程式 向上 向下 向左 向右 向导 向前 向后 余额 余下 康复 龙头 严重 严格 江山 周一 周二 "
    "周三 周四 周五 周六 周日 周末 周期 周围 许可 许可证 许多 安全 "
    "成功 成本 成员 原因 原始 原文 关闭 关于 关注 关系 白板 黑板 田野 东西 林业 江南 "
    "贺卡 乔迁 毛利 毛利率 陶瓷 汤料 钟表 钟点 龙门 高新 金山 马达 史料 史诗 武器 武汉 钱包 程序员 "
    "方程 方块 方形 付款 付费 付款人 夏季 夏天 孔径 段落 万能 易于 常量 "
    "常数 汪汪 任务栏 任务数 余量 方框 森林 関連 関係 関数 原稿 原因 原価 東京 東京都 東北 東日本 "
    "関東 関西 林業 堀川 辻褄 森林 原則 原本 東側 "
    "高兴 高明 高强 高超 高峰 高原 高山 高雅 高龙 文明 文娱 文静 文艺 文学 文献 文凭 安静 安宁 安心 "
    "金华 金红 金星 "
    "金辉 金秋 金玉 石英 石林 石子 白雪 白云 白天 白银 白玉 向阳 向东 向南 向北 向西 常青 常见 常委 "
    "江波 江海 江河 "
    "江北 江东 温馨 温柔 温和 温泉 明天 明日 明年 明星 严明 严峻 方正 方圆 方阵 马克 马力 马路 马云 "
    "黄河 黄海 黄山 黄昏 龙华 龙江 许昌 田园 周年 周刊 周边 易懂 易学 雷达 雷雨 雷电 雷锋 段位 平静 "
    "平安 平台 "
    "平均 平方 何方 何如 于今 任性 万里 万家 万岁 万全 汪洋 洪水 华丽 华夏 祝福 祝贺 祝你 祝愿 "
    "水平 水库 成立 成长 成熟 成果 成绩 成为 成交 程海 顾客 顾问 钱数 史上 汤圆 乐观 应用 应该 应当 应急 "
    "季度 季节 纪念 纪录 项目 项数 路径 路由 路线 路上 包含 包装 包括 单位 单价 单元 单独 单击 时间 "
    "时候 时区 "
    "关注 花园 花费 房间 房东 房屋 车站 全部 全选 全屏 全文 解决 解析 解释 解除 强调 强制 管理 牛奶 "
    "步骤 柳州 "
    "凌晨 盛大 景区 景色 古典 古代 和平 相关 相册 相机 相同 查看 查询 查找 荣誉 支持 支付 支出 左边 "
    "右边 甘肃".split()
)


def find(text: str) -> Iterator[Span]:
    """Names that family names and the signs of given names show, surer where a name can stand alone."""
    found_at: set[int] = set()
    for match in _JP.finditer(text):
        spaced = " " in match[0] or "\u3000" in match[0]
        if match[0] not in _HAN_WORDS and (spaced or len(match[0]) > 2):
            found_at.add(match.start())
            yield Span(match.start(), match.end(), "PERSON", 0.8 if spaced else 0.55, "script_name")
    for match in _ZH.finditer(text):
        if match.start() not in found_at and not is_word(match[0]):
            yield Span(match.start(), match.end(), "PERSON", _chinese_score(text, match), "script_name")
    for pattern in (_ZH_BEFORE, _ZH_DOES):
        for match in pattern.finditer(text):
            if not is_word(match["name"]):
                yield Span(match.start("name"), match.end("name"), "PERSON", 0.6, "script_name")
    for match in _JP_FAMILY_ALONE.finditer(text):
        if match["name"] not in _HAN_WORDS:
            yield Span(match.start("name"), match.end("name"), "PERSON", 0.6, "script_name")


def is_word(name: str) -> bool:
    """Whether signs that begin like a name are an ordinary word, or begin with one."""
    return name in _HAN_WORDS or (len(name) > 2 and name[:2] in _HAN_WORDS)


def _chinese_score(text: str, match: re.Match[str]) -> float:
    """How surely a run of two or three signs is a name: by its signs, and by whether it stands alone."""
    usual = sum(sign in _HAN_GIVEN for sign in match["given"])
    before, after = text[: match.start()], text[match.end() :]
    alone = _ZH_BESIDE.search(before) is not None and _ZH_AFTER.match(after) is not None
    if len(match["given"]) == 2 or len(match["family"]) == 2:
        return 0.5 if usual else 0.4 if alone else 0.3
    return 0.5 if usual and alone else 0.3
