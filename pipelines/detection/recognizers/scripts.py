"""Names in other scripts: Chinese, Japanese, Korean, Cyrillic, Greek, Arabic, Hebrew, Devanagari, Thai.

Owns the family and given names of these scripts and the honorifics that announce a name. Written
from general knowledge; nobody in particular is meant.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.spans import Span

_HAN_FAMILY: Final = (
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
_KR_FAMILY: Final = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함"
    "변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_HONORIFIC: Final = re.compile(
    r"(?P<zh>[\u4e00-\u9fff]{1,4})(?=先生|女士|小姐|太太|老师|老師|经理|經理|总监|總監|博士|医生|"
    r"醫生|主任|教授|同学|同學|律师|律師|师傅)"
    r"|(?P<jp>[\u4e00-\u9fff々ヶ]{1,4}(?:[ 　]?[\u4e00-\u9fff\u3040-\u30ff]{1,4})?)(?=さん|様|さま|"
    r"くん|君|ちゃん|"
    r"先生|部長|課長|係長|社長|氏(?!名))"
    r"|(?P<kana>[\u30a0-\u30ff]{2,8})(?=さん|様|くん|ちゃん|氏)"
    r"|(?P<kr>[\uac00-\ud7af]{2,4})(?= ?(?:님|씨|대리|과장|차장|부장|팀장|사원|대표|이사|선생님|교수|"
    r"박사)(?![\uac00-\ud7af]{2}))"
)
_LABEL: Final = re.compile(
    r"(?:姓名|名前|氏名|お名前|联系人|聯絡人|收件人|寄件人|客户|客戶|负责人|負責人|经办人|担当者?|"
    r"患者|患者名|病人|员工|員工|作者|宛先|差出人|担当医|申请人|用户名|"
    r"이름|성명|담당자|고객명?|환자|작성자|받는 사람|보낸 사람|"
    r"имя|фамилия|ф\.?и\.?о\.?|клиент|пациент|сотрудник|кому|от кого|контакт|автор|ім'я|прізвище|"
    r"όνομα|επώνυμο|πελάτης|الاسم|اسم|العميل|المريض|الموظف|من|إلى|נמען|שם|לקוח|מאת|אל|नाम|ग्राहक|"
    r"रोगी|कर्मचारी|ชื่อ|ลูกค้า|ผู้ป่วย)"
    r"(?i: ?[:：]\s?)(?P<name>[^\s:：,，、;；|()（）<>]{2,20}(?: [^\s:：,，、;；|()（）<>@]{1,20}){0,2})",
    re.IGNORECASE,
)
_JP: Final = re.compile(
    rf"(?<![\u4e00-\u9fff々])(?:{_JP_FAMILY})[ 　]?(?P<given>[\u4e00-\u9fff々]{{1,3}}|"
    rf"[\u3040-\u309f]{{2,4}}|[\u30a0-\u30ff]{{2,5}})(?![\u4e00-\u9fff々\u3040-\u30ff])"
)
_ZH: Final = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:{_HAN_DOUBLE}|[{_HAN_FAMILY}])[\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff])"
)
_ZH_BEFORE: Final = re.compile(
    rf"(?:@|由|给|給|请|請|和|与|與|跟|问|問|找|联系|聯繫)(?P<name>(?:{_HAN_DOUBLE}|[{_HAN_FAMILY}])"
    rf"[\u4e00-\u9fff]{{2}})(?=[\u4e00-\u9fff])"
)
_KR: Final = re.compile(rf"(?<![\uac00-\ud7af])[{_KR_FAMILY}][\uac00-\ud7af]{{2}}(?![\uac00-\ud7af])")
_KR_PARTICLE: Final = re.compile(
    rf"(?<![\uac00-\ud7af])(?P<name>[{_KR_FAMILY}][\uac00-\ud7af]{{2}})(?=(?:에게|께서|한테|이가|님|씨)"
    rf"(?![\uac00-\ud7af]))"
)
# Source: ordinary words of two or three characters that begin with a family name's character.
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
    "関東 関西 林業 堀川 辻褄 森林 原則 原本 東側".split()
)
_KR_WORDS: Final = frozenset(
    "이메일 이미지 이벤트 이름은 이용자 이전글 이상의 이동중 이력서 이체함 이번주 이번달 이것은 "
    "이동함 정보를 정보는 정말로 정확한 정기적 정렬됨 고객님 고객센 고급형 주문서 "
    "주소록 주말에 주세요 주간의 주요한 전화번 전체글 전송됨 전자책 문서함 문의함 문제가 문자를 "
    "서비스 서버의 서명란 서울시 서식을 "
    "신규로 신청서 신용카 신고서 조회수 조건을 조직도 조정됨 임시로 임시글 임의로 임직원 최근에 "
    "최신순 최대한 최소한 최종본 최적화 강의실 강조됨 강제로 오늘의 오늘은 오전에 "
    "오후에 오류가 오류의 오디오 오픈함 한국어 한국의 한글로 한번에 장바구 장치를 장소를 유효한 "
    "유지됨 유료로 유튜브 유형별 안내문 안녕하 안전한 "
    "성공함 성능을 성별을 성장률 성과급 송신함 송금액 전화함 전달함 구글의 구독자 구매자 구매함 "
    "구성원 구성됨 구분선 차단됨 차트를 차이점 기본값 기록을 기능을 기간을 기타의 "
    "기준일 기사를 지원함 지정됨 지금은 지도를 지역별 지급일 지출액 연결됨 연락처 연동됨 연도별 "
    "연구소 여러개 여행지 여기에 여부를 "
    "배송지 배송비 배경색 배너를 배포됨 백업됨 민원실 변경됨 변경함 변환됨 변수명 공유됨 공유함 "
    "공지글 공개됨 공간을 공급자 현재는 현황판 원격의 원본의 원하는 원래의 원인을 "
    "진행중 진료비 진단서 채널의 채팅방 채용팀 추가됨 추가함 추천인 추세선 도움말 도구를 도착함 "
    "도시명 소개글 소스의 소리를 소유자 선택됨 선택함 설정을 설명을 설치됨 표시됨 "
    "표준형 표시함 명령어 명세서 인쇄함 인증됨 인터넷 인보이 제목을 제품명 제출됨 제거됨 제한됨 "
    "제외됨 모두를 모드를 모바일 모니터 국가별 국내외 금액을 금요일 월요일 화요일 "
    "수요일 목요일 토요일 일요일 "
    "반환됨 반복됨 반응형 위치를 위젯을 위에서 마감일 마우스 마지막 마케팅 길이를 노트북 노출됨 "
    "하루에 하위의 하지만 함수의 함께한 심사중 허용됨 남은수 남성용 홍보팀 황금색 "
    "권한이 권한을 나이키 용량이 용지를 어떻게 은행명 편집함 편집됨 편의점 육아휴 왕복의 맹세함 "
    "탁월한 옥상의".split()
)
_CYR_GIVEN: Final = frozenset(
    "александр александра алексей алена алёна алина алла анастасия анатолий андрей андрій анна антон "
    "антонина аркадий арсений артем артём артур богдан борис вадим валентин валентина валерий "
    "валерия варвара василий василь василиса вера вероника виктор виктория віктор виталий віталій "
    "влад владимир владислав "
    "володимир всеволод вячеслав галина геннадий георгий герман глеб григорий дарья дарина даша "
    "денис диана дмитрий дмитро ева евгений евгения егор екатерина катерина катя елена олена "
    "елизавета ефим жанна захар зинаида зоя иван іван игорь ігор илья инна ирина ірина карина кирилл "
    "клавдия константин кристина ксения лариса "
    "лев леонид лидия лилия любовь людмила максим маргарита марина мария марія марк марта матвей "
    "михаил михайло мила надежда надія наталья наталія наташа настя никита николай микола нина "
    "оксана олег олександр олександра олексій олеся ольга павел павло петр пётр петро полина раиса "
    "ринат роман ростислав руслан савелий сергей сергій светлана світлана "
    "семен семён софия софія станислав степан тамара тарас татьяна тетяна тимофей тимур ульяна федор "
    "фёдор филипп юлия юлія юрий юрій яков яна ярослав ярослава мілош милош јелена јована драган "
    "горан зоран никола никола слободан стефан иванка георги димитър петър тодор христо".split()
)
_CYR: Final = re.compile(
    r"(?<![\w@.-])(?P<one>[А-ЯЁІЇЄҐЈЂЋЉЊ][а-яёіїєґјђћљњ']{2,20}|[А-ЯЁІЇЄ]\.(?: ?[А-ЯЁІЇЄ]\.)?) "
    r"?(?P<two>[А-ЯЁІЇЄҐЈЂЋЉЊ][а-яёіїєґјђћљњ']{2,24}(?:-[А-ЯЁ][а-яё]{2,20})?|[А-ЯЁІЇЄ]\. "
    r"?(?:[А-ЯЁІЇЄ]\.)?)?(?: (?P<three>[А-ЯЁІЇЄ][а-яёіїє']{3,24}))?(?![\w])"
)
_CYR_FAMILY: Final = re.compile(
    r"(?:ов|ова|ову|овой|ев|ева|еву|евой|ёв|ёва|ин|ина|ину|иной|ын|ына|ский|ская|ского|ской|скому|"
    r"цкий|цкая|енко|чук|юк|як|ук|ко|вич|ич|ук|ець|ян|дзе|швили|ић|ски|ска)$"
)
_CYR_PATRON: Final = re.compile(r"(?:ович|евич|ич|овна|евна|ична|івна|ївна|йович)$")
_GREEK: Final = re.compile(
    r"(?<![\w@.-])[Α-ΩΆΈΉΊΌΎΏ][α-ωάέήίόύώϊϋΐΰς]{2,20} [Α-ΩΆΈΉΊΌΎΏ][α-ωάέήίόύώϊϋΐΰς]{2,24}(?:ος|ου|ης|"
    r"ας|ης|ίδης|άκης|όπουλος|οπούλου|άκη|ίδη|έας|ιώτης)(?!\w)"
)
_ARABIC: Final = frozenset(
    "محمد أحمد احمد علي حسن حسين عمر خالد يوسف إبراهيم ابراهيم عبدالله عبد محمود مصطفى كريم سعيد "
    "طارق فهد سلطان ناصر فيصل ماجد وليد هاني سامي رامي زياد أنس بلال حمزة ياسر عادل عماد جمال كمال "
    "نبيل رشيد سمير فريد منصور صالح سليمان عثمان مروان "
    "فاطمة عائشة مريم زينب خديجة سارة نور ليلى هدى منى أمل سلمى ريم دينا رنا هند نادية سميرة لينا "
    "ياسمين رانيا حنان إيمان نجلاء شيماء آمنة جميلة سعاد وفاء رضا حسام هشام تامر شريف أشرف باسم غسان "
    "قاسم إسماعيل اسماعيل موسى عيسى داود آدم "
    "رضا علیرضا محمدرضا مهدی حسین زهرا فاطمه مریم سارا نرگس امیر سینا آرش کاوه پریسا لیلا شیرین "
    "بهرام داریوش پویا نیما".split()
)
_ARABIC_WORD: Final = re.compile(r"[\u0621-\u064a\u0671-\u06d3]{2,15}")
_HEBREW: Final = frozenset(
    "דוד משה יוסף יעקב אברהם יצחק שרה רחל לאה רבקה מרים דניאל יונתן נועם איתי עומר אורי יואב גיל "
    "עידו רון אלון אסף תומר ניר שירה נועה מאיה תמר יעל מיכל רונית דנה טל ענת אורית סיגל הילה ליאת "
    "אביגיל אסתר חיים שלמה אליהו בנימין שמעון כהן לוי מזרחי פרץ ביטון דהן אברהם פרידמן אזולאי מלכה "
    "כץ "
    "גבאי עמר אוחיון חדד גולן ברק שפירא רוזנברג גולדברג וייס שגב".split()
)
_HEBREW_WORD: Final = re.compile(r"[\u05d0-\u05ea]{2,12}")
_DEVANAGARI: Final = frozenset(
    "शाह शर्मा वर्मा गुप्ता सिंह कुमार पटेल यादव मिश्रा पांडे जोशी देशमुख कुलकर्णी पाटिल नायर मेनन "
    "अय्यर रेड्डी राव अग्रवाल जैन मेहता कपूर खन्ना मल्होत्रा चोपड़ा भाटिया सक्सेना त्रिपाठी तिवारी "
    "द्विवेदी चतुर्वेदी श्रीवास्तव ठाकुर चौहान राठौर सोलंकी परमार देसाई दवे भट्ट पंत नेगी रावत बिष्ट "
    "शिंदे "
    "प्रिया राहुल अमित सुनीता अनीता पूजा नेहा रवि सुरेश रमेश महेश राजेश मुकेश दिनेश संजय विजय अजय "
    "अनिल सुनील मनोज विनोद प्रकाश दीपक विकास संदीप प्रदीप अशोक मोहन सोहन गीता सीता रीता मीना रेखा "
    "लता उषा आशा कविता सरिता ममता शिल्पा स्वाति ज्योति निशा दिव्या अंजलि श्रेया काव्या आरव रोहन "
    "अर्जुन करण वरुण".split()
)
_DEVANAGARI_WORD: Final = re.compile(r"[\u0900-\u0963\u0970-\u097f]{2,20}")
_THAI: Final = re.compile(
    r"(?:คุณ|นาย|นางสาว|นาง|ดร\.|น\.ส\.|ด\.ช\.|ด\.ญ\.)(?!ภาพ|สมบัติ|ลักษณะ|ค่า) "
    r"?(?P<name>[\u0e00-\u0e7f]{2,15}(?: [\u0e00-\u0e7f]{2,20})?)"
)


def find(text: str) -> Iterable[Span]:
    """Names in scripts other than Latin."""
    if text.isascii():
        return
    yield from _announced(text)
    if re.search(r"[\u4e00-\u9fff]", text):
        yield from _han(text)
    if re.search(r"[\uac00-\ud7af]", text):
        yield from _korean(text)
    if re.search(r"[\u0400-\u04ff]", text):
        yield from _cyrillic(text)
    if re.search(r"[\u0370-\u03ff]", text):
        for match in _GREEK.finditer(text):
            yield Span(match.start(), match.end(), "PERSON", 0.6, "script_name")
    for pattern, names in ((_ARABIC_WORD, _ARABIC), (_HEBREW_WORD, _HEBREW), (_DEVANAGARI_WORD, _DEVANAGARI)):
        yield from _listed(text, pattern, names)
    for match in _THAI.finditer(text):
        yield Span(match.start("name"), match.end("name"), "PERSON", 0.7, "script_name")


def _announced(text: str) -> Iterator[Span]:
    for match in _LABEL.finditer(text):
        name = match["name"].rstrip(".,。")
        if not name.isascii() and not any(letter.isdigit() for letter in name):
            yield Span(match.start("name"), match.start("name") + len(name), "PERSON", 0.75, "script_label")
    for match in _HONORIFIC.finditer(text):
        kind = match.lastgroup or ""
        name = match[kind]
        start = match.start(kind)
        if kind == "zh":
            name, start = _from_family(name, start)
        if len(name.strip()) >= (2 if kind in ("kr", "kana") else 1) and name not in (
            "お客",
            "皆",
            "お母",
            "お父",
            "고객",
            "선생",
        ):
            yield Span(start, start + len(name), "PERSON", 0.75, "script_honorific")


def _from_family(name: str, start: int) -> tuple[str, int]:
    """A name without the words before its family name."""
    for index, letter in enumerate(name):
        if letter in _HAN_FAMILY and len(name) - index <= 3:
            return name[index:], start + index
    return "", start


def _han(text: str) -> Iterator[Span]:
    found_at: set[int] = set()
    for match in _JP.finditer(text):
        spaced = " " in match[0] or "\u3000" in match[0]
        if match[0] not in _HAN_WORDS and (spaced or len(match[0]) > 2):
            found_at.add(match.start())
            yield Span(match.start(), match.end(), "PERSON", 0.8 if spaced else 0.55, "script_name")
    for match in _ZH.finditer(text):
        alone = len(match[0]) == 3
        if match[0] not in _HAN_WORDS and match.start() not in found_at and match[0][:2] not in _HAN_WORDS:
            yield Span(match.start(), match.end(), "PERSON", 0.5 if alone else 0.3, "script_name")
    for match in _ZH_BEFORE.finditer(text):
        if match["name"][:2] not in _HAN_WORDS:
            yield Span(match.start("name"), match.end("name"), "PERSON", 0.55, "script_name")


def _korean(text: str) -> Iterator[Span]:
    for pattern, score in ((_KR, 0.45), (_KR_PARTICLE, 0.7)):
        for match in pattern.finditer(text):
            name = match["name"] if pattern is _KR_PARTICLE else match[0]
            if name not in _KR_WORDS and name[1:] not in (
                "니다",
                "세요",
                "하기",
                "입니",
                "으로",
                "에서",
                "까지",
                "부터",
            ):
                yield Span(match.start(), match.start() + len(name), "PERSON", score, "script_name")


def _cyrillic(text: str) -> Iterator[Span]:
    for match in _CYR.finditer(text):
        parts = [part for part in (match["one"], match["two"], match["three"]) if part]
        given = sum(_is_cyrillic_given(part) for part in parts)
        family = sum(bool(_CYR_FAMILY.search(part)) and len(part) > 4 for part in parts)
        patron = any(_CYR_PATRON.search(part) for part in parts if len(part) > 5)
        initials = any("." in part for part in parts)
        end = match.end() - (len(match[0]) - len(match[0].rstrip()))
        if len(parts) > 1 and given and (family or patron or len(parts) == 2):
            yield Span(match.start(), end, "PERSON", 0.85 if family or patron else 0.6, "script_name")
        elif len(parts) > 1 and initials and family:
            yield Span(match.start(), end, "PERSON", 0.75, "script_name")
        elif given and len(parts) == 1:
            yield Span(match.start(), end, "PERSON", 0.5, "script_name")
        elif given:
            first = next(part for part in parts if _is_cyrillic_given(part))
            at = text.index(first, match.start())
            yield Span(at, at + len(first), "PERSON", 0.5, "script_name")


def _is_cyrillic_given(word: str) -> bool:
    """Whether a word is a given name; the commonest case endings are undone."""
    lowered = word.lower()
    if lowered in _CYR_GIVEN:
        return True
    stems = (
        lowered[:-1],
        lowered[:-1] + "а",
        lowered[:-1] + "я",
        lowered[:-1] + "й",
        lowered[:-2],
        lowered[:-2] + "й",
    )
    return len(lowered) > 4 and any(stem in _CYR_GIVEN and len(stem) > 3 for stem in stems)


def _listed(text: str, pattern: re.Pattern[str], names: frozenset[str]) -> Iterator[Span]:
    """Runs of words of which at least one is a known name: two words, or one."""
    words = list(pattern.finditer(text))
    index = 0
    while index < len(words):
        word = words[index]
        if word[0] not in names:
            index += 1
            continue
        last = word
        for following in words[index + 1 : index + 3]:
            near = following.start() - last.end() == 1
            if (
                near
                and (
                    following[0] in names
                    or (last is word and following[0].startswith(("ال", "آل", "بن", "אל")))
                )
                or (
                    near
                    and last is word
                    and text[following.end() : following.end() + 1] in ("", ",", "،", "\n", ")", "|")
                )
            ):
                last = following
            else:
                break
        yield Span(word.start(), last.end(), "PERSON", 0.8 if last is not word else 0.5, "script_name")
        index += max(1, sum(1 for following in words[index:] if following.start() < last.end()))
