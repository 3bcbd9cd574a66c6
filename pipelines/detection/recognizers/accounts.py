"""Logins and names in paths, prompts, commands, log lines and file names.

Owns which account names are generic (root, ubuntu, Public) and so name nobody.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.lists import is_ambiguous_name, is_common_word, is_given_name, is_surname, is_vendor
from pipelines.detection.recognizers.names import kind_of
from pipelines.detection.sieve import Sieve
from pipelines.detection.spans import Span

GENERIC: Final = frozenset(
    "root admin administrator administrators ubuntu debian ec2-user runner runneradmin jenkins git "
    "www-data nobody postgres mysql docker "
    "vagrant guest user users username youruser yourname your_user your-user test tester testuser "
    "default defaultuser public shared all "
    "pi daemon system service svc app apps deploy deployer deployment oracle ansible azureuser "
    "centos fedora node vscode codespace gitpod "
    "nginx redis kafka hadoop spark airflow me linuxbrew build builder ci cd bot support info sales "
    "hello noreply no-reply mail ftp "
    "anonymous local localadmin hostmaster postmaster webmaster sysadmin operator backup games sshd "
    "dev developer dev-user prod production "
    "staging demo example sample someone somebody name foo bar baz john.doe jdoe johndoe janedoe "
    "none null true false unknown self "
    "www web server client host localhost data elastic elasticsearch grafana prometheus rabbitmq "
    "mongodb cassandra zookeeper tomcat apache "
    "nagios zabbix puppet chef salt terraform packer rancher core coreos alpine arch opc bitnami "
    "jovyan rstudio notebook sagemaker-user "
    "workspace container coder theia gradle maven android appuser nonroot nonrootuser nonroot-user "
    "postfix dovecot systemd-network "
    "messagebus polkitd avahi lp news uucp proxy list irc gnats man bin sys sync halt shutdown wheel "
    "staff sudo "
    "homebrew projects project src source home documents desktop downloads public$ c$ admin$ temp "
    "tmp lost+found www-user www-run".split()
)
_LOGIN: Final = r"[A-Za-zÀ-ɏ_][\w.-]{1,31}"
_PATH: Final = re.compile(
    r"(?:(?<![\w.])/(?:home|Users|export/home|mnt/home|var/mail|var/spool/mail|data/home|usr/home|"
    r"Volumes/Users|nfs/home|homes)/"
    r"|(?<!\w)[A-Za-z]:[\\/]{1,2}(?:Users|Benutzer|Documents and Settings|Profiles|Utilisateurs|"
    r"Usuarios)[\\/]{1,2}"
    r"|\\\\[\w.-]{1,40}\\(?:users|home|homes|profiles|homedirs)\$?\\|(?<![\w/])~(?=[A-Za-z])|"
    r"/mnt/c/Users/|/c/Users/)"
    r"(?P<who>[A-Za-zÀ-ɏ_][\w.-]{0,30}(?: [A-Z][\w-]{1,30}(?=[\\/]))?)"
)
_PROMPT: Final = re.compile(
    rf"(?m)^(?:\([\w.-]{{1,40}}\) )?\[?(?P<who>{_LOGIN})@(?P<host>[\w-]{{1,60}}(?:\.[\w-]{{1,60}}){{0,4}})"
    r"(?=[: ][~/\w.$#%>\])-]|[$#%>\]])"
)
_SSH: Final = re.compile(
    rf"\b(?:ssh|scp|rsync|sftp|mosh|sshfs|ssh-copy-id)\b(?: [^\s@]{{1,60}}){{0,8}} (?P<who>{_LOGIN})"
    rf"@(?=[\w.-])"
)
_DOMAIN_LOGIN: Final = re.compile(
    r"(?<![\w\\/.])(?P<domain>[A-Z][A-Z0-9-]{1,14})\\{1,2}(?P<who>[A-Za-z][\w.-]{1,30})(?![\w\\])"
)
_FIELD: Final = re.compile(
    r"(?i)(?<![\w.-])(?:user(?:[_ ]?name|[_-]?id)?|usr|uid|login(?:[_ ]?name)?|logname|acct|account|"
    r"actor|author|owner|assignee|reporter|"
    r"principal|subject|requester|created_by|createdBy|updated_by|modified_by|assigned_to|"
    r"submitted_by|approved_by|caller|operator|"
    r"member|employee|displayname|display_name|full_?name|first_?name|last_?name|given_?name|"
    r"family_?name|sur_?name|customer_?name|"
    r"patient_?name|contact_?name|samaccountname|cn|sn|name|ruser|euser|remote_user|"
    r"preferred_username|nickname|who|by)"
    r"['\"]? ?(?:=>|[=:]) ?(?:u?['\"(]|\\['\"])?"
    rf"(?P<who>{_LOGIN}(?-i:(?: [A-Z][\w'-]{{1,24}}){{0,2}}))(?![\w(\[{{@])(?!\.\w+\()"
)
_UID: Final = re.compile(rf"\b(?:uid|euid|auid|gid|groups)=\d+\((?P<who>{_LOGIN})\)")
_LOGGED: Final = re.compile(
    r"(?i)\b(?:(?:invalid |for |by )user|session (?:opened|closed) for(?: user)?|accepted "
    r"(?:publickey|password|keyboard-interactive(?:/pam)?) for|"
    r"failed password for(?: invalid user)?|authentication failure for|login(?:s)? (?:by|from user)|"
    r"logged in as|switched to user|su:|sudo:|"
    r"whoami:?|chown(?: -R)?|su -?|sudo -u|usermod(?: -\w+ [\w,]+)?|useradd(?: -\w+)*|adduser|passwd|"
    r"userdel(?: -r)?|id -u|finger|"
    r"triggered by|started by|deployed by|approved by|merged by|requested by|published by|pushed by|"
    r"cancelled by|closed by|invoked by|executed by|"
    rf"commented by|assigned by) (?P<who>{_LOGIN})(?![\w:=(@/\\-])"
)
_WHO: Final = re.compile(
    rf"(?i)(?:\bwhoami(?: ?→| ?->|:)? ?|\bfinger:? |\bcrontab -u |\bas (?=[a-z]\w{{3,20}}$)|\bchown "
    rf"(?:-\w+ )?(?=[\w.-]{{2,32}}:)|\b(?:modified|edited|updated|created|owned|saved|locked|checked "
    rf"out|opened|uploaded|shared) by |\b(?:for|of) user [\"'`]|"
    rf"\b(?:token|session|key|account|mailbox|home|quota|password)(?: \w{{3,10}})? for |\bgrep "
    rf"(?:-\w+ )?|\bon behalf of |\bTODO\(|\bFIXME\(|\blogin: ?|\b(?:remove|add|drop|invite|mention|"
    rf"assign|unassign|thank|cc|thanks to) @?(?=[a-z]))(?P<who>{_LOGIN})(?![\w:=(@/\\-]\w)"
)
_BRANCH: Final = re.compile(
    r"(?<![\w/])(?:origin/)?(?:feature|feat|fix|bugfix|hotfix|users?|wip|personal|sandbox|dev|topic|"
    r"spike)/(?P<who>[a-z]{4,20})(?=[-_/])"
)
_APACHE: Final = re.compile(rf"(?<=\d) (?:-|\S{{1,30}}) (?P<who>{_LOGIN}) \[\d\d/[A-Z][a-z]{{2}}/\d{{4}}")
_W: Final = re.compile(rf"(?m)^(?P<who>{_LOGIN}) +(?:pts/\d{{1,3}}|tty\w{{1,4}}|console|:\d) ")
_SUDOERS: Final = re.compile(rf"(?m)^(?P<who>{_LOGIN}) +ALL=")
_BASIC: Final = re.compile(
    r"(?i)(?:\b(?:curl|wget|http)\b[^\n|;]{0,200}? (?:-u|--user) ?[\"']?|\w://)"
    r"(?P<who>[A-Za-z][\w.+-]{1,40})(?=:[^\s/@]{2,80}@|:[^\s/]{2,80}(?:\s|[\"']|$))"
)
_DOTTED: Final = re.compile(
    r"(?<![\w@/\\.$-])(?P<one>[a-z]{1,15})[._](?P<two>[a-z]{2,20})(?![\w(@./=:]|\.\w)"
)
_BARE: Final = re.compile(r"(?<![\w@/\\.$#-])[a-z](?P<last>[a-z]{5,15})\d{0,2}(?![\w(@./=:-])")
_PART_OF_PATH: Final = re.compile(
    r"(?<=[\\/])(?P<who>[A-Za-zÀ-ɏ]{4,20}(?:[-_.][A-Za-zÀ-ɏ]{3,20})?)(?=[\\/]|$|\s*$)"
)
_LS: Final = re.compile(
    rf"(?m)^[dlbcps-][rwxsStT-]{{9}}[.+@]? +\d{{1,6}} +(?P<who>{_LOGIN}) +(?P<group>[\w.-]{{1,32}}) "
    rf"+[\d,.]{{1,20}}[KMGT]? "
)
_PS: Final = re.compile(rf"(?m)^(?P<who>{_LOGIN}) +\d{{1,7}} +\d{{1,3}}\.\d +\d{{1,3}}\.\d ")
_FILE: Final = re.compile(
    r"(?<![\w.@-])(?P<stem>[^\W_][\w&'+-]{2,80}(?: [\w&'+-]{1,40}){0,4})\.(?P<kind>pdf|docx?|xlsx?|"
    r"xlsm|pptx?|csv|tsv|txt|rtf|odt|ods|png|jpe?g|heic|tiff?|"
    r"zip|eml|msg|vcf|ics|pages|numbers|key|mp4|mov|m4a|mp3|wav|html?|p7s|pem|ppk|gpg|ova|vsdx|pst|"
    r"ost|bak|md|dcm|dwg|psd|ai|sketch|fig|webm|mkv|avi|aac|ogg|wma|epub|mobi|ps|xps|json|xml|sql|"
    r"log)\b"
)
_PART: Final = re.compile(r"[A-ZÀ-Þ]?[^\W\d_A-ZÀ-Þ]+|[A-ZÀ-Þ]+(?![^\W\d_A-ZÀ-Þ])")
_PAPERS: Final = frozenset(
    "cv resume invoice contract offer payslip passport mri xray ct lab results biopsy will deed "
    "lease tax return payroll timesheet bonus salary quote proposal case file chart record docs "
    "intake onboard scan letter id w2 w9 1099 statement agreement nda headshot photo "
    "review appraisal evaluation report claim referral bio badge certificate transcript interview "
    "onboarding visa permit "
    "lebenslauf rechnung vertrag zeugnis bewerbung facture contrat curriculum signature signed notes "
    "meeting for from by".split()
)
_SIEVE: Final = Sieve(_LOGGED, _WHO, _BRANCH, _APACHE, _W, _SUDOERS, _BASIC, _UID)


def find(text: str) -> Iterable[Span]:
    """Logins and names that structure gives away."""
    if "/" in text or "\\" in text or "~" in text:
        yield from _named(_PATH, text, 0.85, "path_user")
        yield from _domain_logins(text)
    if "@" in text:
        yield from _named(_PROMPT, text, 0.85, "prompt")
        yield from _named(_SSH, text, 0.85, "ssh_user")
    if "=" in text or ":" in text:
        yield from _fields(text)
        if _SIEVE.may_match(_UID, text):
            yield from _named(_UID, text, 0.85, "log_user")
    yield from _logged(text)
    yield from _bare_logins(text)
    for pattern in (_WHO, _BRANCH, _APACHE, _W, _SUDOERS, _BASIC):
        for match in _SIEVE.finditer(pattern, text):
            who = match["who"].rstrip(".-")
            if is_personal_login(who) and not is_generic(who):
                yield Span(match.start("who"), match.start("who") + len(who), "PERSON", 0.75, "log_user")
    if "  " in text or text[:1] in "-dl":
        yield from _named(_LS, text, 0.75, "listing_user")
        yield from _named(_PS, text, 0.75, "listing_user")
    if "." in text:
        yield from _files(text)


def is_generic(login: str) -> bool:
    """Whether an account name names a role, a service or nobody."""
    lowered = login.lower().rstrip("._-")
    if lowered in GENERIC:
        return True
    stem = re.split(r"[._\d-]", lowered, maxsplit=1)[0]
    if is_given_name(lowered) and not is_ambiguous_name(lowered):
        return False
    return stem in GENERIC or (
        is_common_word(lowered) and not (is_given_name(lowered) or is_surname(lowered))
    )


def _bare_logins(text: str) -> Iterator[Span]:
    """Logins that nothing announces: `t.brandt`, `tessa.brandt`, `tkoskinen`."""
    if "." in text or "_" in text:
        for match in _DOTTED.finditer(text):
            one, two = match["one"], match["two"]
            family = is_surname(two) and not is_ambiguous_name(two)
            if (len(one) <= 2 and family and len(two) > 3) or (_is_sure(one) and is_surname(two)):
                yield Span(match.start(), match.end(), "PERSON", 0.65, "login")
    for match in _BARE.finditer(text):
        last = match["last"]
        if (
            is_surname(last)
            and not is_ambiguous_name(last)
            and kind_of(match[0].rstrip("0123456789")) == "unknown"
        ):
            yield Span(match.start(), match.end(), "PERSON", 0.5, "login")
    if ("/" in text or "\\" in text) and "://" not in text.replace("smb://", ""):
        for match in _PART_OF_PATH.finditer(text):
            parts = re.split(r"[-_.]", match["who"])
            sure = all(_is_sure(part) and is_given_name(parts[0]) for part in parts)
            if sure and (len(parts) == 2 or len(parts[0]) > 4):
                yield Span(match.start("who"), match.end("who"), "PERSON", 0.55, "path_name")


def _named(pattern: re.Pattern[str], text: str, score: float, rule: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        who = match["who"].rstrip(".-")
        if len(who) > 1 and not is_generic(who):
            yield Span(match.start("who"), match.start("who") + len(who), "PERSON", score, rule)


def _domain_logins(text: str) -> Iterator[Span]:
    for match in _DOMAIN_LOGIN.finditer(text):
        if not is_generic(match["who"]) and match["domain"].upper() not in ("HKLM", "HKCU", "HKEY"):
            sure = is_personal_login(match["who"])
            yield Span(match.start("who"), match.end("who"), "PERSON", 0.8 if sure else 0.4, "domain_login")


def is_personal_login(login: str) -> bool:
    """Whether a login holds a name of the lists: `marta`, `p.shah`, `okafor_j`, `mlopez2`."""
    for part in re.split(r"[._\d-]+", login.lower()):
        if len(part) < 4:
            continue
        if (is_given_name(part) or is_surname(part)) and not is_ambiguous_name(part):
            return True
        if (
            len(part) > 5
            and is_surname(part[1:])
            and not is_common_word(part)
            and not is_ambiguous_name(part[1:])
        ):
            return True
    return False


def _fields(text: str) -> Iterator[Span]:
    for match in _FIELD.finditer(text):
        who = match["who"].rstrip(".-")
        first = who.split(" ")[0]
        if is_generic(first) or is_vendor(who) or len(who) < 3:
            continue
        end = match.start("who") + len(who)
        if is_personal_login(first) or (" " in who and is_personal_login(who.replace(" ", "."))):
            yield Span(match.start("who"), end, "PERSON", 0.8, "log_user")
        elif match[0][0] in "uUlLaA" and "=" in match[0] and not is_common_word(first):
            yield Span(match.start("who"), match.start("who") + len(first), "PERSON", 0.5, "log_user")


def _logged(text: str) -> Iterator[Span]:
    for match in _SIEVE.finditer(_LOGGED, text):
        who = match["who"].rstrip(".-")
        if is_generic(who) or is_vendor(who):
            continue
        score = (
            0.8 if is_personal_login(who) else 0.35 if is_ambiguous_name(who) or who[:1].isupper() else 0.55
        )
        yield Span(match.start("who"), match.start("who") + len(who), "PERSON", score, "log_user")


def _files(text: str) -> Iterator[Span]:
    for match in _FILE.finditer(text):
        at = match.start("stem")
        parts = [(part.start() + at, part.end() + at, part[0]) for part in _PART.finditer(match["stem"])]
        papers = any(part.lower() in _PAPERS for _, _, part in parts)
        index = 0
        while index < len(parts):
            length = _name_length([part for _, _, part in parts[index:]], papers)
            if length:
                start, end = parts[index][0], parts[index + length - 1][1]
                yield Span(start, end, "PERSON", 0.75, "file_name")
            index += max(length, 1)


def _name_length(parts: list[str], papers: bool) -> int:
    """How many parts of a file name, from the first on, are a name."""
    first = parts[0]
    if len(first) < 2 or first.lower() in _PAPERS:
        return 0
    sure = _is_sure(first)
    second = parts[1] if len(parts) > 1 else ""
    if second and len(second) > 1 and second.lower() not in _PAPERS:
        known = _is_sure(second) or is_surname(second)
        if sure and (known or (second[:1].isupper() and not is_common_word(second) and not second.isupper())):
            return 2
        if _is_sure(second) and is_given_name(first):
            return 2
    if sure and len(first) > 3 and (papers or len(parts) == 1):
        return 1
    return 0


def _is_sure(part: str) -> bool:
    return len(part) > 2 and (is_given_name(part) or is_surname(part)) and not is_ambiguous_name(part)
