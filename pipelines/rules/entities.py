"""The names of entities: those that SPEC section 6 calls personal, and Presidio's.

Owns the list, which a rules document may go beyond: a name that is not here is found by the
document's own patterns, lists and recognizers.
"""

from typing import Final

OURS: Final[dict[str, str]] = {
    "PERSON": "names in any form; logins and path parts that plainly are names",
    "EMAIL_ADDRESS": "e-mail addresses",
    "PHONE_NUMBER": "telephone numbers",
    "ADDRESS": "addresses at street level, with postcode and city",
    "ORGANIZATION": "customers, employers, tenants, workspaces",
    "HANDLE": "handles and mentions",
    "CHANNEL": "channels of a chat",
    "REPOSITORY": "repositories, `owner/name`",
    "URL": "addresses that name a person, a private document or an invitation, or carry a token",
    "IP_ADDRESS": "IP addresses",
    "CREDIT_CARD": "payment cards",
    "IBAN_CODE": "international bank account numbers",
    "ID": "customer, employee, order, patient, policy and ticket numbers",
    "DATE": "dates of birth, death, treatment or hearing",
    "SECRET": "keys, tokens, passwords; always `<SECRET>`, whatever the rules say",
}
"""Entity: what it is."""

PRESIDIO: Final[tuple[str, ...]] = tuple(
    """
    ABA_ROUTING_NUMBER AU_ABN AU_ACN AU_MEDICARE AU_TFN CA_POSTAL_CODE CA_SIN CRYPTO DATE_TIME
    DE_BSNR DE_FUEHRERSCHEIN DE_HANDELSREGISTER DE_HEALTH_INSURANCE DE_ID_CARD DE_KFZ DE_LANR
    DE_PASSPORT DE_PLZ DE_SOCIAL_SECURITY DE_TAX_ID DE_TAX_NUMBER DE_VAT_ID ES_NIE ES_NIF
    ES_PASSPORT FI_PERSONAL_IDENTITY_CODE IN_AADHAAR IN_GSTIN IN_PAN IN_PASSPORT
    IN_VEHICLE_REGISTRATION IN_VOTER IT_DRIVER_LICENSE IT_FISCAL_CODE IT_IDENTITY_CARD IT_PASSPORT
    IT_VAT_CODE KR_BRN KR_DRIVER_LICENSE KR_FRN KR_PASSPORT KR_RRN LOCATION MAC_ADDRESS
    MEDICAL_LICENSE NG_NIN NG_VEHICLE_REGISTRATION NRP PH_PASSPORT PH_TIN PH_UMID PL_PESEL
    SE_ORGANISATIONSNUMMER SE_PERSONNUMMER SG_NRIC_FIN SG_UEN TH_TNIN TR_LICENSE_PLATE
    TR_NATIONAL_ID UK_DRIVING_LICENCE UK_NHS UK_NINO UK_PASSPORT UK_POSTCODE UK_VEHICLE_REGISTRATION
    US_BANK_NUMBER US_CLAIM_NUMBER US_DRIVER_LICENSE US_HEALTH_INSURANCE_MEMBER_ID US_ITIN US_MBI
    US_NPI US_PASSPORT US_PRESCRIPTION_NUMBER US_PRIOR_AUTHORIZATION_NUMBER US_PROVIDER_TAX_ID
    US_REFERRAL_NUMBER US_SSN ZA_COMPANY_REGISTRATION ZA_DRIVER_LICENSE ZA_ID_NUMBER
    ZA_INCOME_TAX_NUMBER ZA_LICENSE_PLATE ZA_PASSPORT ZA_TRAFFIC_REGISTER_NUMBER ZA_VAT_NUMBER
    """.split()  # noqa: SIM905
)
"""Bank, tax, health and other government numbers, by Presidio's names (2.2.366)."""

KNOWN_ENTITIES: Final[tuple[str, ...]] = (*OURS, *PRESIDIO)

RESERVED_ENTITIES: Final[dict[str, str]] = {
    "CLIPBOARD": "use `fields.paste` and `fields.clipboard`",
    "TEXT": "remove it: text at a cut is always `<TEXT>`",
}
"""Entities that stand for text without being found in it: no rule is for them."""
