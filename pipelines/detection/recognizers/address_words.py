"""Words that decide where an address begins and ends, and what is none.

Owns word lists alone, in small letters.
"""

from typing import Final

from pipelines.detection.recognizers.streets import TYPE_FIRST

PROSE: Final = frozenset(
    (
        "the a an on in of and or my your our his her their its per to for with by from at is are was "
        "were be been up down more than this that all any each few some left right next last first no "
        "not if as it we you they he she i miles km minutes min hours days weeks months years people "
        "items files times steps pages results users points new old"
    ).split()
)
SMALL: Final = frozenset(
    "de la le les du des del di da do dos van von der den am an auf sur en upon on in ob el los las".split()
)
"""Words inside the name of a town that have no capital."""
MONTHS: Final = frozenset(
    "january february march april may june july august september october november december".split()
)
JOINING: Final = frozenset("and or is are was at with for from to by than more".split())
OPENERS: Final = frozenset(
    TYPE_FIRST.replace("\\", "").replace("?", "").replace(".", "").split("|")
) | frozenset(
    "am an auf im zum zur unter in hinter vor aan op flat apt apartment unit suite blk block plot".split()
)
"""Words in small letters that an address may begin with."""
LEAD: Final = frozenset(
    "street address adresse anschrift home location property dirección indirizzo adres visit dom".split()
)
"""Labels without a colon, before an address."""
CORE_STOP: Final = frozenset(
    (
        "page room version chapter section step figure table line row item part vol level sprint week "
        "day year month quarter no number floor gate terminal build phase stage grade unit season "
        "episode model windows iphone office python ubuntu area zone seat ticket order invoice case "
        "error code bus tram bed ward lot size type class top since until before after from in at on of "
        "for and the january february march april may june july august september october november "
        "december jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun monday "
        "tuesday wednesday thursday friday saturday sunday"
    ).split()
)
