"""Words and endings that stand in names, before them and after them; no logic."""

import re
from typing import Final

PARTICLES: Final = frozenset(
    "de da do dos das del della di du la le las los van der den von zu zum zur bin binti ibn bint al "
    "el ter ten y e "
    "st san santa af av abu ben".split()
)
TITLES: Final = frozenset(
    "mr mrs ms miss mx dr prof professor sir madam dame lord lady rev fr herr frau mme mlle monsieur "
    "madame señor "
    "señora sr sra srta signor signora don doña pan pani sig dott mevr dhr hon sgt capt lt col judge nurse "
    "panie mevrouw maj gen rev justice coach uncle aunt auntie senator councillor ing maître abuela "
    "abuelo tía tío oma opa".split()
)
# Source: endings of family names in Slavic, Nordic, Armenian, Georgian, Greek, Turkish and other languages.
FAMILY_ENDING: Final = re.compile(
    r"(?:ov|ev|ova|eva|ski|sky|ska|skaya|skiy|cki|cka|czyk|wicz|icz|owicz|vich|ovic|ović|ević|ić|"
    r"enko|chuk|czuk|yuk|yan|iants|shvili|adze|idze|"
    r"dóttir|dottir|sson|sdotter|ersen|nssen|quist|qvist|gaard|strøm|ström|nen|opoulos|opoulou|akis|"
    r"idis|iadis|oğlu|oglu|escu|eanu|zadeh|"
    r"berger|bauer|stein|baum|feld|mann|hofer|oulos|iewicz|ington|worth|borough|wala|walla|swamy|"
    r"murthy|nathan|bayo)$"
)
FAMILY_START: Final = re.compile(
    r"(?:Mc|O'|D'|Fitz)[A-ZÀ-Þ][a-zà-ÿ]{2,}|(?:Mac|De|Di|La|Le|Van|Von|Ben|Abu|Al)[A-ZÀ-Þ][a-zà-ÿ]{3,}"
)
SUFFIX: Final = re.compile(r",? (?:Jr|Sr|II|III|IV|Esq|PhD|Ph\.D|MD|M\.D|DDS|RN|CPA|MBA|PE)\b\.?")
# Source: words after which a family name is that of a discovery, a place or a prize.
EPONYM: Final = frozenset(
    "disease syndrome test tests law laws method methods theorem series transform effect curve "
    "algorithm scale score distribution principle "
    "equation equations model index filter conjecture number numbers constant function functions "
    "process processes chain chains machine diagram "
    "matrix norm space inequality criterion rule hypothesis paradox problem regression correlation "
    "coefficient estimator sampling optimizer "
    "search sort tree heap code coding cipher encoding blur noise bridge engine cycle scan reaction "
    "reagent lens tube bulb counter clock cell "
    "cells body palsy sign reflex position maneuver procedure stain fever day avenue street square "
    "garden gardens line station university "
    "college hospital school airport park stadium center centre museum library institute foundation "
    "award prize medal cup trophy "
    "report reports commission theater theatre hall tower building house hotel beach island islands "
    "lake river creek valley hills mountain "
    "county road lane drive boulevard plaza court bay falls case notation calculus logic geometry "
    "algebra green blue grey gray red brown "
    "black gold pink reforms act bold italic regular light medium semibold expansion polynomial "
    "decomposition factorization lemma".split()
)
# Source: what follows a family name in the names of laws, tests, illnesses, instruments and tools.
SCIENCE: Final = frozenset(
    "disease syndrome test tests t-test law laws theorem transform curve algorithm scale distribution "
    "principle "
    "equation equations conjecture constant diagram norm inequality criterion hypothesis paradox "
    "regression "
    "correlation coefficient estimator sampling optimizer heap cipher encoding blur noise reaction "
    "reagent tube "
    "bulb counter palsy reflex maneuver manoeuvre stain fever telescope comet kappa alpha "
    "triangulation shuffle "
    "catheter dish smear screwdriver wrench knife filter window loop cage burner flask razor hierarchy "
    "rank "
    "exercises tendon nodes fracture contractions lemma polynomial calculus algebra expansion "
    "decomposition "
    "factorization factorisation smoothing sum triangle sequence series numbers trial trials "
    "equilibrium tessellation "
    "kernel matrix operator manifold group ring field curvature tensor bundle cohomology lymphoma "
    "sarcoma tumor "
    "tumour anemia anaemia thyroiditis contracture sphincter duct canal gland ganglia lobe cyst spasm "
    "pneumonia "
    "telegraph engine thermometer barometer pump cell coil lamp jar motor valve press loom".split()
)
