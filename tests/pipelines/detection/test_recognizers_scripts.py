"""Names in scripts other than Latin, and words of interfaces in the same scripts."""

import pytest

from pipelines.detection.recognizers import scripts

THRESHOLD = 0.4


def found(text: str) -> set[str]:
    return {text[span.start : span.end] for span in scripts.find(text) if span.score >= THRESHOLD}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张伟 sent a file", "张伟"),
        ("王芳: 好的", "王芳"),
        ("问一下李伟这个问题", "李伟"),
        ("与陈建国的会议", "陈建国"),
        ("鈴木: 了解です", "鈴木"),
        ("担当: 鈴木", "鈴木"),
        ("গীতা রেড্ডি", "গীতা রেড্ডি"),
        ("రాజేష్ కుమార్", "రాజేష్ కుమార్"),
        ("முருகன் செல்வம்", "முருகன் செல்வம்"),
        ("ਹਰਪ੍ਰੀਤ ਸਿੰਘ", "ਹਰਪ੍ਰੀਤ ਸਿੰਘ"),
        ("નીલેશ પટેલ", "નીલેશ પટેલ"),
        ("ნინო ბერიძე", "ნინო ბერიძე"),
        ("Գոռ Պետրոսյան", "Գոռ Պետրոսյան"),
        ("ถามสมชายหน่อย", "สมชาย"),
        ("محمد عبد الله الحسن", "محمد عبد الله الحسن"),
        ("שלום יוסי,", "יוסי"),
        ("Привет, Олег!", "Олег"),
    ],
)
def test_names_are_found(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "お疲れ様です",
        "お客様",
        "高级设置",
        "文明用语",
        "项目经理",
        "会议已结束",
        "安静",
        "ফাইল খুলুন",
        "సేవ్ చేయండి",
        "সংরক্ষণ করুন",
        "सेटिंग्स",
        "சேமிக்க",
        "შენახვა",
        "Պահպանել",
        "Привет, коллеги!",
        "Настройки",
        "ตั้งค่า",
        "設定を保存",
    ],
)
def test_words_of_interfaces_are_left(text: str) -> None:
    assert found(text) == set()
