"""Names in Arabic, Hebrew, Devanagari and Thai letters, as far as the lists here know them.

Written from general knowledge; nobody in particular is meant.
"""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.spans import Span

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
# Source: common Thai given names; written from general knowledge.
_THAI_GIVEN: Final = (
    "สมชาย สมหญิง สมศักดิ์ สมศรี สมพร สมบัติ สมปอง สมจิตร สมบูรณ์ สมคิด สุรชัย สุรศักดิ์ สุดารัตน์ "
    "สุภาพร สุนีย์ สุชาติ สุวรรณา "
    "สุพรรณี วิชัย วิไล วิภา วิทยา วีระ วรรณา วราภรณ์ วันเพ็ญ วันชัย นิภา นงลักษณ์ นภา นันทนา ณัฐพล "
    "ณัฐวุฒิ ณัฐธิดา ณัฐกานต์ "
    "ประเสริฐ ประยุทธ์ ประสิทธิ์ ปราณี ปรีชา ปิยะ ปิยะดา พรทิพย์ พรชัย พิมพ์ชนก พิชัย พงศกร พัชรี "
    "เพ็ญศรี กิตติ กิตติพงษ์ "
    "กนกวรรณ กมล กัญญา จันทร์เพ็ญ จิราภรณ์ จิรายุ ชัยวัฒน์ ชาติชาย ชนิดา ชลธิชา ธนพล ธนากร ธีรพงษ์ "
    "ธีรศักดิ์ ธิดารัตน์ มานี "
    "มานะ มาลี มนัส ยุพิน ยุทธนา รัตนา รุ่งโรจน์ ลัดดา วาสนา ศิริพร ศิริชัย ศักดิ์ชัย สิริพร อนงค์ "
    "อนุชา อภิชาติ อรุณี อรทัย อำนวย "
    "อารีย์ อัญชลี เกศินี เอกชัย โชคชัย ไพศาล ไพโรจน์"
).split()
_THAI_NAMED: Final = re.compile(
    r"(?:^|(?<=[\s,:|(@])|(?<=ถาม)|(?<=กับ)|(?<=ของ)|(?<=โดย)|(?<=ให้)|(?<=หา)|(?<=จาก))(?P<name>(?:"
    + "|".join(sorted(_THAI_GIVEN, key=len, reverse=True))
    + r")(?: [\u0e00-\u0e7f]{2,20}(?=$|[\s,|)]))?)"
)
_THAI: Final = re.compile(
    r"(?:คุณ|นาย|นางสาว|นาง|ดร\.|น\.ส\.|ด\.ช\.|ด\.ญ\.)(?!ภาพ|สมบัติ|ลักษณะ|ค่า) "
    r"?(?P<name>[\u0e00-\u0e7f]{2,15}(?: [\u0e00-\u0e7f]{2,20})?)"
)


def find(text: str) -> Iterator[Span]:
    """Runs of words with a known name, and what follows a Thai title."""
    for pattern, names in ((_ARABIC_WORD, _ARABIC), (_HEBREW_WORD, _HEBREW), (_DEVANAGARI_WORD, _DEVANAGARI)):
        yield from _listed(text, pattern, names)
    if re.search("[\u0e00-\u0e7f]", text):
        for thai, score in ((_THAI, 0.7), (_THAI_NAMED, 0.6)):
            for match in thai.finditer(text):
                yield Span(match.start("name"), match.end("name"), "PERSON", score, "script_name")


_GOES_ON: Final = ("ال", "آل", "بن", "ابن", "أبو", "ابو", "عبد", "الله", "אל", "בן", "בר")
_CELL_ENDS: Final = ("", ",", "،", "\n", ")", "|", "\t")


def _listed(text: str, pattern: re.Pattern[str], names: frozenset[str]) -> Iterator[Span]:
    """Runs of words that begin with a known name: more known ones, and what can only go on a name."""
    words = list(pattern.finditer(text))
    at = 0
    while at < len(words):
        first = last = at
        at += 1
        if words[first][0] not in names:
            continue
        for following in range(first + 1, min(len(words), first + 5)):
            word = words[following]
            ends = last == first and text[word.end() : word.end() + 1] in _CELL_ENDS
            if word.start() - words[last].end() != 1 or not (
                word[0] in names or word[0].startswith(_GOES_ON) or ends
            ):
                break
            last = following
        score = 0.8 if last > first else 0.5
        yield Span(words[first].start(), words[last].end(), "PERSON", score, "script_name")
        at = last + 1
