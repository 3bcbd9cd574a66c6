"""How streets are written in many languages: the tables behind addresses.

Owns patterns alone, in small letters. `V` stands for a letter and `W` for a letter or digit; both
are filled in for the engine that reads the pattern.
Source of the forms: Universal Postal Union, "Postal addressing systems".
"""

from dataclasses import dataclass
from typing import Final

_FOR_PYTHON: Final = (("W", r"[^\W_]"), ("V", r"[^\W\d_]"))
_FOR_RE2: Final = (("W", r"[\pL\pN]"), ("V", r"\pL"), (r"\b", ""))


@dataclass(frozen=True, slots=True)
class Street:
    """One way of writing a street with its number."""

    pattern: str
    score: float
    """How sure the form alone is, written with capitals."""
    needs_tail: bool = False
    """Whether it is nothing without a postcode or a label."""


_NAME: Final = r"(?:(?:VW*|\d{1,3}(?:st|nd|rd|th|e|º|ª))(?:['’.-]W+)*\.?)"
_NAMES: Final = rf"(?:\d{{1,2}} (?:de )?)?{_NAME}(?: {_NAME}){{0,3}}"
_NUMBER: Final = r"\d{1,5}(?: ?[a-h])?(?:[-/]\d{1,4}[a-h]?)?"
_UNIT_FIRST: Final = (
    r"(?:(?:flat|apt|apartment|unit|suite|ste|shop|room|plot|villa|house(?: no)?|door no|h\.? ?no|level|"
    r"floor)\.?"
    r" ?#?:? ?W{1,6}(?:[-/]W{1,4})?,? {0,2})?"
)
_CLEAR: Final = (
    "street|st|avenue|ave|av|road|rd|boulevard|blvd|lane|ln|crescent|cres|mews|parkway|pkwy|highway|hwy|"
    "expressway|"
    "terrace|gardens|grove|turnpike|pike|alley|causeway|esplanade|strand"
)
_VAGUE: Final = (
    "way|place|pl|court|ct|drive|dr|close|square|sq|circle|cir|trail|trl|row|walk|hill|park|rise|parade|quay|"
    "wharf|view|green|gate|loop|path|run|ter|yard|vale|green|bend|point|pt|plaza|ridge|heights|cross|chase|"
    "meadow|salai|nagar|marg|gali|chowk|colony|layout|vihar|puram|enclave|bazaar|bazar"
)
_FRENCH: Final = (
    "rue|avenue|av\\.?|boulevard|bd\\.?|bld|place|pl\\.|chemin|ch\\.|allée|allee|allées|impasse|quai|cours|"
    "route|rte|"
    "square|passage|sentier|esplanade|faubourg|rond-point|lotissement|résidence|villa"
)
TYPE_FIRST: Final = (
    "via|viale|v\\.le|piazza|p\\.zza|piazzale|corso|largo|vicolo|lungomare|strada|contrada|"
    "calle|c/|c\\.|cl\\.|avda\\.?|avenida|av\\.?|paseo|pº|plaza|pza\\.?|camino|carrer|ronda|travesía|"
    "carretera|ctra\\.?|"
    "calzada|blvd\\.?|boulevard|privada|cerrada|jirón|jr\\.|pasaje|"
    "rua|r\\.|travessa|praça|alameda|estrada|rodovia|largo|beco|"
    "strada|str\\.|bulevardul|bd\\.?|bld|bdul|calea|aleea|șoseaua|"
    "ul\\.?|ulica|al\\.|aleja|aleje|os\\.|osiedle|pl\\.|plac|rynek|"
    "jalan|jl\\.?|lorong|persiaran|rue|avenue|đường|phố|soi|thanon|trg|cesta|bulevar"
)
_GERMANIC: Final = (
    "straße|strasse|str\\.?|weg|allee|platz|gasse|gässchen|ring|damm|ufer|chaussee|steig|graben|markt|kai|"
    "stieg|pfad|"
    "wall|berg|kamp|twiete|stiege|zeile|promenade|siedlung|"
    "straat|laan|gracht|plein|kade|singel|dijk|steeg|dreef|hof|"
    "gatan|vägen|gränd|torget|gata|veien|vegen|vei|gate|gade|vej|allé|stræde|plads|torv|boulevard|"
    "vegur|stígur|braut|katu|tie|kuja|polku|väylä|aukio"
)
_SECOND: Final = (
    "straße|strasse|str\\.|weg|allee|platz|gasse|ring|damm|ufer|chaussee|promenade|"
    "straat|laan|plein|kade|singel|gatan|väg|gate|gata|vei|plads|allé|vej|gade|"
    "utca|u\\.|út|útja|tér|tere|körút|krt\\.|köz|sor|"
    "náměstí|nám\\.|třída|tř\\.|ulice|nábřeží|námestie|"
    "caddesi|cad\\.?|cd\\.|sokak|sokağ[ıi]|sok\\.|sk\\.|bulvar[ıi]|mahallesi|mah\\.|"
    "blvd|boulevard|gatve|gatvė|iela|tänav|tn|puiestee|pst"
)

STREETS: Final[tuple[Street, ...]] = (
    # 4521 Elm St; 19b Gloucester Rd; Flat 7, 19 Castle Terrace
    Street(
        rf"{_UNIT_FIRST}{_NUMBER},? (?:[nsew]{{1,2}}\.? )?(?:(?:old|new|upper|lower|the|st\.?) "
        rf")?{_NAMES} (?:{_CLEAR})\b\.?"
        r"(?: [nsew]{1,2}\b)?",
        0.75,
    ),
    Street(
        rf"{_UNIT_FIRST}{_NUMBER},? (?:[nsew]{{1,2}}\.? )?{_NAMES} (?:{_VAGUE})\b\.?(?: "
        rf"[nsew]{{1,2}}\b)?",
        0.35,
    ),
    Street(
        rf"{_UNIT_FIRST}{_NUMBER},? (?:avenue|broadway|route|highway|county road|state route|us) "
        rf"\w{{1,6}}\b",
        0.3,
        True,
    ),
    # 12 Rue de la Paix; 8 bis avenue des Tilleuls
    Street(
        rf"{_NUMBER}(?: ?(?:bis|ter|quater))?,? (?:{_FRENCH}) (?:(?:de|du|des|de la|de l['’]|d['’]|la|le|"
        rf"les) ?)?{_NAMES}",
        0.75,
    ),
    # Via Garibaldi 18/A; C/ Serrano 41, 3º B; Rua Augusta 1508; ul. Marszałkowska 84/92 m. 14
    Street(
        rf"(?:{TYPE_FIRST})(?:\b ?| )(?:(?:de|del|della|dei|do|da|dos|las|los|la|el|św\.|gen\.|al\.) "
        rf"){{0,2}}{_NAMES}"
        r",? ?(?:n[º°o.]{0,2} ?|nr\.? ?|# ?|no[.:] ?)?\d{1,5}(?: ?- "
        r"?\d{1,4})?[a-z]?(?:[/-][\da-z]{1,4})?(?: ?(?:m|lok|bis)\.? ?\d{1,4})?",
        0.7,
    ),
    # Hauptstraße 5; Prinsengracht 263-II; Storgatan 12; Mannerheimintie 14 B 22
    Street(
        rf"(?:{_NAME} ){{0,2}}W{{2,20}}-?"
        rf"(?:{_GERMANIC}) ?\d{{1,4}}(?: ?[a-f])?\b(?:[-/ ](?:\d{{1,4}}|"
        rf"[ivx]{{1,4}})\b)?",
        0.7,
    ),
    # Mariahilfer Straße 77/12; Karl Johans gate 25; Váci utca 12; İstiklal Caddesi No:142/5
    Street(rf"{_NAMES} (?:{_SECOND}) (?:no[.:]? ?)?\d{{1,5}}[a-h]?\b(?:[/-]\d{{1,4}})?", 0.65),
    # Calle 93 # 11-26; Carrera 7 No. 12-34
    Street(
        r"(?:calle|carrera|cra\.?|kr|cl|transversal|diagonal|av\.?) ?\d{1,3}[a-z]? ?(?:#|no\.?|n°) "
        r"?\d{1,3}[a-z]? ?-? ?\d{1,3}",
        0.85,
    ),
    # Am Stadtpark 12, An der Alster 3
    Street(
        r"(?:am|an der|an den|auf der|auf dem|im|in der|in den|zum|zur|unter den|hinter der|vor dem|"
        r"aan de|op de) W{3,20} \d{1,4}[a-h]?",
        0.45,
        True,
    ),
    # Plac Zbawiciela 3, Ermou 22 (the postcode makes it an address)
    Street(
        rf"{_NAMES} \d{{1,4}}(?: ?[a-h]\b)?(?:[-/ ]\d{{1,4}}\b)?(?:,? (?:m|lok|kv|byt|dør|tv|th|"
        rf"[1-9]\. ?(?:tv|th|mf|sal))\.? ?\d{{0,3}})?",
        0.0,
        True,
    ),
    # ул. Ленина, д. 12, кв. 45
    Street(
        rf"(?:ул\.?|улица|вул\.?|вулиця|бул\.?|пр\.?|пр-т|просп\.?|проспект|пер\.?|переулок|наб\.?|шоссе|"
        rf"ш\.|бульвар|б-р|пл\.?) ?{_NAMES}"
        r",? ?(?:д\.?|дом|буд\.?|№)? ?\d{1,4} ?[а-г]?(?:-\d{1,4})?(?:[,/ ]{1,2}(?:к\.?|корп\.?|"
        r"стр\.?) ?\d{1,3})?(?:, "
        r"?(?:кв\.?|оф\.?) ?\d{1,4})?",
        0.8,
    ),
    # רחוב הרצל 44; شارع الملك فهد 18
    Street(r"(?:רחוב|רח['׳]|שדרות|שד['׳]|דרך|סמטת) V{2,15}(?: V{2,15}){0,2} \d{1,4}", 0.75),
    Street(r"(?:شارع|طريق|حي) V{2,15}(?: V{2,15}){0,3}،? ?(?:رقم )?\d{1,4}", 0.75),
    # #12, 3rd Cross, 5th Main, Jayanagar, Bengaluru 560011
    Street(
        rf"#?\d{{1,4}},? (?:\d{{1,2}}(?:st|nd|rd|th) (?:cross|main|block|phase|stage)(?: road|"
        rf" rd)?,? ?){{1,3}}"
        rf"(?:{_NAMES},? ){{1,3}}(?:- ?)?\d{{6}}",
        0.85,
    ),
    # PO Box 4417; Postfach 12 34
    Street(
        r"(?:p\.? ?o\.? ?box|post office box|postfach|boîte postale|b\.p\.|apartado(?: de correos)?|"
        r"casilla|caixa postal|postbus|skr\. poczt\.) ?(?:no\.? ?)?\d[\d ]{1,6}\d",
        0.75,
    ),
    # 55 Koidu 31, Apt. 853: a unit makes a street of any name
    Street(
        rf"\d{{1,5}} {_NAMES}(?: \d{{1,4}})?,?\s{{1,4}}(?:apt|apartment|suite|ste|unit)\b\.? "
        rf"?#?\d{{1,5}}[a-z]?",
        0.75,
    ),
    # The Old Rectory, Church Lane, Great Missenden HP16 0RX: a house with a name
    Street(
        rf"(?:{_NAMES}, )?{_NAMES} (?:{_CLEAR}|close|court|drive|way|hill|square|place)"
        rf"(?:, {_NAMES}){{1,3}},? [a-z]{{1,2}}\d[a-z\d]? \d[abd-hjlnp-uw-z]{{2}}",
        0.85,
    ),
    Street(rf"\d{{1,5}} (?:lorong|jalan|jln|persiaran|soi) {_NAMES}(?: \d{{1,3}})?", 0.7),
    Street(
        r"(?:서울|부산|대구|인천|광주|대전|울산|세종) \p{Hangul}{1,5}[시구군] "
        r"\p{Hangul}{1,8}\d{0,3}(?:로|길|동) ?\d{1,4}",
        0.9,
    ),
    # PSC 3117, Box 0609, APO AA 44332: the posts of armed forces
    Street(
        r"(?:(?:psc|unit|cmr) \d{1,5},? (?:box \d{1,5},?)?|(?:usc?gc|uss|usns|usnv|usnumber) V{2,20})\s{0,3}"
        r"[afd]po,? a[aep],? \d{5}",
        0.9,
    ),
    # Blk 123 Bedok North Ave 2 #05-678; Flat 302, Sai Krupa Apartments, MG Road
    Street(r"(?:blk|block) \d{1,4}[a-z]?,? W+(?: W+){0,4} #\d{2}-\d{2,4}", 0.85),
    Street(
        rf"(?:flat|apt|apartment|plot|villa|house|door|h)\.? ?(?:no\.?)? ?[\w/-]{{1,6}}, ?(?:{_NAMES}, "
        rf"?){{1,4}}{_NAMES}(?: -? ?\d{{3}} ?\d{{3}})",
        0.85,
    ),
    # 1-2-3 Ginza, Chuo-ku, Tokyo
    Street(rf"\d{{1,3}}-\d{{1,3}}(?:-\d{{1,3}})? {_NAME}, ?{_NAME}(?:-(?:ku|shi|cho|gun))?,", 0.8),
    # 东京都…, 北京市朝阳区建国路93号, 서울특별시 강남구 테헤란로 152
    Street(
        r"(?:〒 ?\d{3}-\d{4} ?)?(?:東京都|北海道|(?:京都|大阪)府|"
        r"\p{Han}{2,3}県)[^\s,、。]{1,20}?[市区町村郡][^\s,、。]{1,20}?\d{1,4}(?:[-‐−丁番号目の]{1,2}\d{0,4}){0,4}(?:号室?)?",
        0.9,
    ),
    Street(r"〒 ?\d{3}-\d{4}(?: ?[\p{Han}\p{Katakana}\p{Hiragana}\d-]{4,40})?", 0.85),
    Street(
        r"\p{Han}{2,12}?(?:省|市|自治区|縣|县|區|区|镇|鄉|乡|里)\p{Han}{1,14}?(?:路|街|大道|道|巷|"
        r"弄|胡同|村|"
        r"段)\d{1,5}[号號弄](?:[\p{Han}\d]{0,4}\d{1,5}[室楼层樓号號])?",
        0.9,
    ),
    Street(
        r"\p{Hangul}{2,7}(?:특별시|광역시|시|도) ?(?:\p{Hangul}{1,5}[시구군] ?){1,2}\p{Hangul}{1,8}"
        r"\d{0,3}(?:로|길|"
        r"동|읍|면)(?:\d{1,3}번?길)? ?\d{1,4}(?:-\d{1,4})?(?:,? ?\d{1,4}동)?(?: ?\d{1,4}호)?",
        0.9,
    ),
)

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\u3005"
_HANGUL: Final = "\uac00-\ud7a3"
_KANA: Final = "\u3040-\u309f\u30a0-\u30ff"
_SCRIPTS: Final = (
    (r"[\p{Han}", f"[{_HAN}"),
    (r"\p{Katakana}\p{Hiragana}", _KANA),
    (r"\p{Han}", f"[{_HAN}]"),
    (r"\p{Hangul}", f"[{_HANGUL}]"),
)
"""Scripts that the standard library has no name for, first those inside a set."""


def for_python(pattern: str) -> str:
    """The pattern as the standard library reads it."""
    for sign, signs in (*_FOR_PYTHON, *_SCRIPTS):
        pattern = pattern.replace(sign, signs)
    return pattern


def for_re2(pattern: str) -> str:
    """The pattern as re2 reads it: without word bounds, which are ASCII only there."""
    for sign, signs in _FOR_RE2:
        pattern = pattern.replace(sign, signs)
    return pattern
