"""Names in any script beside words that announce them: labels, titles, greetings, verbs of chats."""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.recognizers.scripts.han import HAN_FAMILY, is_word
from pipelines.detection.spans import Span

_HONORIFIC: Final = re.compile(
    r"(?P<zh>[\u4e00-\u9fff]{1,4})(?=先生|女士|小姐|太太|老师|老師|经理|經理|总监|總監|博士|医生|"
    r"醫生|主任|教授|同学|同學|律师|律師|师傅|阿姨|叔叔|哥|姐)"
    r"|(?<![おご御])(?P<jp>[\u4e00-\u9fff々ヶ]{1,4}(?:[ 　]?[\u4e00-\u9fff\u3040-\u30ff]{1,4})?)"
    r"(?=さん|様|さま|くん|君|ちゃん|先生|部長|課長|係長|社長|氏(?!名))"
    r"|(?P<kana>[\u30a0-\u30ff]{2,8})(?=さん|様|くん|ちゃん|氏)"
    r"|(?P<kr>[\uac00-\ud7af]{2,4})(?= ?(?:님|씨|대리|과장|차장|부장|팀장|사원|대표|이사|선생님|교수|"
    r"박사)(?![\uac00-\ud7af]{2}))"
)
_NOBODY: Final = frozenset(
    "お客 皆 お母 お父 客 仕 同 模 多 一 有 異 神 王 何 各位 各 両 諸 貴 副 元 前 本 新 担当 会員 患者 "
    "母 父 "
    "営業 総務 人事 経理 開発 技術 製造 企画 広報 法務 取締役 代表 代表取締役 主治医 店 院 校 市 町 "
    "고객 선생 회원 사용자 관리자 손님 여러분 부 팀 담당 영업 개발 인사 "
    "客户 产品 项目 部门 财务 销售 市场 技术 总 副总 大 小".split()
)
_LABEL: Final = re.compile(
    r"(?:姓名|名前|氏名|お名前|联系人|聯絡人|收件人|收货人|寄件人|发件人|客户|客戶|负责人|負責人|"
    r"经办人|审批人|发起人|"
    r"主持人|参会人|与会者|申请人|创建人|修改人|提交人|执行人|学生|家长|担当者?|作成者|承認者|報告者|"
    r"参加者|主治医|"
    r"患者|患者名|病人|员工|員工|作者|宛先|差出人|担当医|用户名|保護者|"
    r"이름|성명|담당자|고객명?|환자|작성자|승인자|참석자|보호자|보고자|받는 사람|보낸 사람|"
    r"имя|фамилия|ф\.?и\.?о\.?|клиент|пациент|сотрудник|кому|от кого|контакт|автор|ответственный|"
    r"исполнитель|"
    r"заявитель|участники?|организатор|менеджер|руководитель|врач|подпись|получатель|отправитель|"
    r"ім'я|прізвище|відповідальний|виконавець|ονοματεπώνυμο|υπεύθυνος|ασθενής|όνομα|επώνυμο|πελάτης|"
    r"الاسم|اسم|اسم المريض|العميل|المريض|الموظف|المرسل|المستلم|المسؤول|الطبيب|من|إلى|"
    r"נמען|שם|שם מלא|אחראי|מטופל|לקוח|מאת|אל|नाम|ग्राहक|रोगी|कर्मचारी|डॉक्टर|নাম|রোগী|গ্রাহক|"
    r"பெயர்|நோயாளி|పేరు|ಹೆಸರು|പേര്|નામ|ਨਾਮ|නම|ชื่อ|ชื่อ-นามสกุล|ลูกค้า|ผู้ป่วย|ผู้รับผิดชอบ|სახელი|անուն)"
    r"(?i: ?[:：]\s?)(?P<name>[^\s:：,，、;；|()（）<>]{2,20}(?: [^\s:：,，、;；|()（）<>@]{1,20}){0,2})",
    re.IGNORECASE,
)
_OTHER: Final = r"[^\W\d_A-Za-zÀ-ɏ](?:[^\W_]|[\u0300-\u036f\u0900-\u0e7f'’-]){1,19}"
_NAME: Final = rf"(?P<name>{_OTHER}(?: {_OTHER}){{0,2}})"
_DOES: Final = re.compile(
    rf"(?:^|(?<=[\]|>\d] )|(?<=[:：] )){_NAME} (?=(?:sent|joined|left the|is typing|shared|reacted|"
    rf"replied|commented|"
    r"invited|accepted|declined|has (?:joined|left|raised|shared)|is (?:presenting|sharing|away|online|"
    r"muted|calling)|"
    r"mentioned|liked|followed|pinned|started|assigned|wants to|печатает|присоедин|отправил|вош[её]л|"
    r"вошла|выш[её]л|"
    r"вышла|покинул|добавил|назначил|написал|приєдна|надісла|друкує|πληκτρολογεί|έστειλε|συνδέθηκε|"
    r"αποχώρησε|"
    r"أرسل|انضم|غادر|يكتب|تكتب|הצטרפ?ה?|עזבה?|שלחה?|מקלידה?|ने |টাইপ|যোগ দি|লিখছেন|পাঠিয়েছেন|शामिल|टाइप|"
    r"இணைந்த|అనుసరి|చేరారు|เข้าร่วม|ออกจาก|ส่งข้อความ|กำลังพิมพ์|님이))"
)
_GREETED: Final = re.compile(
    rf"(?:^|(?<=[.!\n] ))(?:[Пп]ривет|[Зз]дравствуйте|[Уу]важаем(?:ый|ая)|[Дд]орог(?:ой|ая)|[Дд]обрый день|"
    r"[Вв]ітаю|[Шш]ановн(?:ий|а)|Αγαπητ(?:ή|έ)(?: κυρία| κύριε)?|Γεια σου|Καλημέρα|κυρία|κύριε|κύριος|"
    r"عزيزي|عزيزتي|السيدة?|الدكتورة?|الأستاذة?|مرحبا|שלום|היי|לכבוד|प्रिय|नमस्ते|श्री|श्रीमती|डॉ\.|"
    r"প্রিয়|জনাব|"
    rf"ডা\.|திரு|శ్రీ|เรียน|สวัสดี(?:ครับ|ค่ะ)?),? ?(?<=[ ]){_NAME}"
)
_UI: Final = frozenset(
    "всем коллеги команда друзья клиент όλους για همه الجميع בכם כולם לכולם सभी সবাই".split()
)


def find(text: str) -> Iterator[Span]:
    """What a label, an honorific, a greeting or the verb of a chat shows to be a name."""
    for match in _LABEL.finditer(text):
        name = match["name"].rstrip(".,。")
        if not name.isascii() and not any(letter.isdigit() for letter in name):
            yield Span(match.start("name"), match.start("name") + len(name), "PERSON", 0.75, "script_label")
    for match in _HONORIFIC.finditer(text):
        yield from _honoured(match)
    for pattern, rule in ((_DOES, "script_chat"), (_GREETED, "script_greeting")):
        for match in pattern.finditer(text):
            if match["name"].lower() not in _UI and not is_word(match["name"]):
                yield Span(match.start("name"), match.end("name"), "PERSON", 0.65, rule)


def _honoured(match: re.Match[str]) -> Iterator[Span]:
    kind = match.lastgroup or ""
    name, start = match[kind], match.start(kind)
    if name in _NOBODY:
        return
    if kind == "zh":
        name, start = _from_family(name, start)
        if name in _NOBODY or is_word(name):
            return
    if len(name.strip()) >= (2 if kind in ("kr", "kana") else 1):
        yield Span(start, start + len(name), "PERSON", 0.75, "script_honorific")


def _from_family(name: str, start: int) -> tuple[str, int]:
    """A name without the words before its family name."""
    for index, letter in enumerate(name):
        if letter in HAN_FAMILY and len(name) - index <= 3:
            return name[index:], start + index
    return "", start
