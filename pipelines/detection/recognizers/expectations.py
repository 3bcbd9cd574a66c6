"""What a label, a column head or a field name says of the value beside, below or in it."""

import re
from functools import lru_cache
from typing import Final

_EDGES: Final = re.compile(r"^[\W_]+|[\W_]+$|\((?:required|optional|\d+)\)|\*")
_GAPS: Final = re.compile(r"[_\-/.\s]+|(?<=[a-z])(?=[A-Z])")

# In this order; the first that matches counts. Matched against the lower-case words of a label.
_RULES: Final[tuple[tuple[str, str], ...]] = (
    (
        "SECRET",
        r"(?:.* )?(?:password|passwd|passcode|passphrase|pin|pin code|cvv2?|cvc2?|csc|secret|token|"
        r"otp|api key|access key|secret key|private key|security code|security answer|one time code|"
        r"verification code|recovery (?:key|code|phrase)|2fa code|seed phrase|kennwort|passwort|"
        r"contraseña|mot de passe|senha)s?",
    ),
    (
        "EMAIL_ADDRESS",
        r"(?:.* )?(?:e ?mail(?: address(?:es)?)?|mail|correo(?: electrónico)?|courriel|"
        r"メール(?:アドレス)?|邮箱|이메일)",
    ),
    (
        "PHONE_NUMBER",
        r"(?:.* )?(?:phone(?: number| no)?|telephone|tel|mobile(?: number| no| phone)?|cell(?: phone)"
        r"?|fax|landline|whatsapp(?: number)?|contact (?:number|no)|telefon|handy|teléfono|móvil|"
        r"téléphone|portable|電話(?:番号)?|电话|手机|전화(?:번호)?|телефон)",
    ),
    (
        "DATE",
        r"(?:dob|d o b|(?:.* )?(?:date of (?:birth|death|service|injury|treatment|hearing|admission|"
        r"discharge)|birth ?date|birthday|born|died|admitted|discharged|"
        r"deceased|death date|hearing date|admission date|discharge date|"
        r"geburtsdatum|geb datum|fecha de nacimiento|date de naissance|生年月日|出生日期|생년월일|"
        r"дата рождения))",
    ),
    ("US_SSN", r"(?:.* )?(?:ssn|social security(?: number| no)?|s s n)"),
    ("US_ITIN", r"itin"),
    ("US_EIN", r"(?:ein|fein)"),
    ("PASSPORT", r"(?:.* )?passport(?: number| no)?|reisepass(?:nummer)?|pasaporte"),
    ("IBAN_CODE", r"(?:.* )?iban"),
    (
        "CREDIT_CARD",
        r"(?:.* )?(?:card number|card no|credit card|debit card|pan|kartennummer|numéro de carte)",
    ),
    (
        "US_BANK_NUMBER",
        r"(?:.* )?(?:bank account|account number|account no|acct no|acct number|kontonummer|konto nr|"
        r"numéro de compte|número de cuenta)",
    ),
    ("ABA_ROUTING_NUMBER", r"(?:.* )?(?:routing(?: number| no)?|aba|sort code)"),
    (
        "GOVERNMENT",
        r"(?:.* )?(?:national id|national insurance(?: number| no)?|nino|tax id|tax number|tin|"
        r"vat(?: number| id| no)?|nhs(?: number| no)?|medicare(?: number)?|mbi|driver'?s? "
        r"licen[cs]e(?: number| no)?|aadhaar|pan number|cpf|cnpj|curp|dni|nie|nif|nir|bsn|pesel|"
        r"steuer ?id|"
        r"personnummer|cpr|ahv|svnr|sozialversicherungsnummer|id card|identity number|government id|"
        r"codice fiscale|rfc|rut|sin|tfn|abn)",
    ),
    ("IP_ADDRESS", r"(?:.* )?(?:ip(?: address)?|client ip|source ip|host ip|remote addr)"),
    (
        "ADDRESS",
        r"(?:.* )?(?:address(?: line)?(?: \d)?|street(?: address)?|post ?code|zip(?: code)?|postal "
        r"code|home address|mailing address|shipping address|billing address|ship to address|"
        r"location address|adresse|anschrift|straße|dirección|indirizzo|adres|住所|地址|주소|адрес)",
    ),
    (
        "ID",
        r"(?:.* )?(?:(?:customer|client|employee|emp|staff|personnel|payroll|order|ticket|case|"
        r"incident|request|patient|medical record|chart|encounter|policy|claim|member|membership|"
        r"subscriber|account|acct|invoice|quote|contract|booking|reservation|confirmation|tracking|"
        r"loan|application|"
        r"applicant|candidate|student|license|licence|permit|badge|asset|device|serial|transaction|"
        r"payment|reference|ref|matter|docket|file|record|user|worker|associate|vendor|supplier|"
        r"contact|lead|deal|opportunity|po|purchase order|sales order|rma|shipment|card|tenant|"
        r"property|unit|vehicle|visit)"
        r" ?(?:id|ids|no|nr|num|number|#|code|key|ref|reference)|mrn|pnr|vin|imei|iccid|po|policy|"
        r"policy no|order|ticket|case|invoice|claim|rma|emp id|employee|id|kundennummer|"
        r"auftragsnummer|rechnungsnummer|personalnummer|vertragsnummer|aktenzeichen|"
        r"número de (?:cliente|pedido|factura|póliza)|numéro de (?:client|commande|dossier|police))",
    ),
    (
        "HANDLE",
        r"(?:.* )?(?:user ?name|login(?: name| id)?|user ?id|handle|nick(?:name)?|screen name|"
        r"gamertag|alias|twitter|instagram|github|skype|telegram|slack id|benutzername|usuario|"
        r"identifiant|ユーザー名|用户名)",
    ),
    (
        "ORGANIZATION",
        r"(?:company(?: name)?|employer(?: name)?|organi[sz]ation(?: name)?|org(?: name)?|account(?: "
        r"name)?|workspace|tenant(?: name)?|business(?: name)?|firm|insurer|carrier|merchant|"
        r"supplier|school|university|hospital|clinic|practice|firma|unternehmen|arbeitgeber|empresa|"
        r"société|entreprise|azienda|会社名?|公司|회사)",
    ),
    ("CHANNEL", r"channel(?: name)?"),
    ("REPOSITORY", r"repo(?:sitory)?(?: name)?"),
    (
        "NOTHING",
        r"(?:.* )?(?:status|state|type|kind|category|priority|severity|stage|plan|tier|country|city|"
        r"town|region|province|county|language|locale|currency|product(?: name)?|item|sku|version|"
        r"model|brand|title|job title|role|position|department|dept|team|subject|topic|theme|font|"
        r"color|colour|size|"
        r"quantity|qty|price|amount|total|tax|discount|date|time|due|created|updated|modified|start|"
        r"end|duration|format|encoding|extension|tags?|labels?|gender|sex|marital status|nationality|"
        r"ethnicity|blood type|diagnosis|medication|allergies|procedure|course|grade|reason|method|"
        r"channel type|source|medium|campaign|browser|os|device type|platform|file ?type|branch|"
        r"build|environment|severity level|event|action|command|project type|sprint|component|fix "
        r"version|resolution|hotel|restaurant|cuisine|genre|album|song|movie|book|publisher|make|"
        r"vehicle model|species|breed|feature|setting|option|menu)",
    ),
    (
        "PERSON",
        r"(?:(?:full|legal|first|last|middle|given|family|maiden|preferred|display|customer|client|"
        r"patient|employee|contact|guest|member|account holder|card ?holder|student|staff|applicant|"
        r"candidate|recipient|sender|beneficiary|owner|user|person|agent|doctor|provider|emergency "
        r"contact|primary contact|parent|guardian|nick|sur) ?name|"
        r"name|names|surname|forename|from|to|cc|bcc|assignee|assigned to|reporter|reported by|"
        r"author|owner|created by|updated by|modified by|last modified by|requested by|requester|"
        r"requestor|submitted by|submitter|approved by|approver|reviewer|reviewers|reviewed by|"
        r"contact|contacts|contact person|primary contact|"
        r"customer|client|patient|employees|member|members|guest|guests|attendees?|participants?|"
        r"invitees?|organi[sz]er|host|sender|recipients?|caller|callee|agent|rep|sales rep|account "
        r"manager|account owner|account executive|manager|line manager|supervisor|reports to|lead "
        r"owner|case owner|ticket owner|"
        r"doctor|physician|provider|nurse|surgeon|attending|pcp|next of kin|emergency contact|"
        r"guardian|parent|spouse|partner name|beneficiary|policy ?holder|insured|claimant|plaintiff|"
        r"defendant|judge|attorney|witness|candidate|applicant|interviewer|passenger|passengers|"
        r"traveller|driver|tenant|landlord|"
        r"borrower|account holder|card ?holder|payee|payer|ship to|bill to|sold to|attn|attention|"
        r"student|teacher|instructor|speaker|presenter|people|person|persons|user|users|assignees|"
        r"responsible|signed by|signatory|staff|staff member|colleague|colleagues|friend|friends|"
        r"followers|who|by|with|"
        r"search (?:people|contacts?|members?|users?|employees?|patients?|customers?|clients?|"
        r"colleagues?)|add (?:people|members?|guests?|attendees?|participants?|assignee|reviewers?)|"
        r"invite(?: people| members?| guests?)?|mention|assign to|share with|find people|"
        r"vorname|nachname|ansprechpartner|kunde|kundin|mitarbeiter|bearbeiter|nombre(?: completo)?|"
        r"apellidos?|cliente|paciente|nom(?: complet)?|prénom|naam|voornaam|achternaam|nome|cognome|"
        r"navn|namn|imię|nazwisko|氏名|名前|お名前|担当者?|姓名|联系人|이름|성명|имя|фамилия|фио)",
    ),
)
_PATTERNS: Final = tuple((entity, re.compile(rf"(?:{pattern})")) for entity, pattern in _RULES)


@lru_cache(maxsize=8192)
def expected(label: str) -> str | None:
    """The entity that a label announces, None if unknown.

    `GOVERNMENT` stands for government numbers, `NOTHING` for what is not personal.
    """
    words = _GAPS.sub(" ", _EDGES.sub("", label)).strip().lower()
    words = _EDGES.sub("", words).strip()
    if not words or len(words) > 40:
        return None
    for entity, pattern in _PATTERNS:
        if pattern.fullmatch(words):
            return entity
    return None
