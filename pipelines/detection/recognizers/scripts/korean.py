"""Korean names: a family name of one syllable and a given one of two."""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.spans import Span

_KR_FAMILY: Final = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함"
    "변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_KR: Final = re.compile(rf"(?<![\uac00-\ud7af])[{_KR_FAMILY}][\uac00-\ud7af]{{2}}(?![\uac00-\ud7af])")
_KR_PARTICLE: Final = re.compile(
    rf"(?<![\uac00-\ud7af])(?P<name>[{_KR_FAMILY}][\uac00-\ud7af]{{2}})(?=(?:에게|께서|한테|이가|님|씨)"
    rf"(?![\uac00-\ud7af]))"
)
# Source: ordinary words of two or three characters that begin with a family name's character.
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


def find(text: str) -> Iterator[Span]:
    """Words that begin with a family name and are no ordinary word."""
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
