"""What the labels of models mean here.

Owns the table from labels of spaCy models and token classifiers to the entities of SPEC
section 6. Places alone and nationalities count only where a rules document names their entity; a label
that is not in the table (works of art, amounts) yields nothing.
"""

from typing import Final

ENTITY_OF: Final[dict[str, str]] = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "NAME": "PERSON",
    "PATIENT": "PERSON",
    "STAFF": "PERSON",
    "GIVEN_NAME": "PERSON",
    "GIVENNAME": "PERSON",
    "FIRSTNAME": "PERSON",
    "FIRST_NAME": "PERSON",
    "SURNAME": "PERSON",
    "LASTNAME": "PERSON",
    "LAST_NAME": "PERSON",
    "PRIVATE_PERSON": "PERSON",
    "ORG": "ORGANIZATION",
    "ORGANIZATION": "ORGANIZATION",
    "COMPANY": "ORGANIZATION",
    "COMPANY_NAME": "ORGANIZATION",
    "COMPANYNAME": "ORGANIZATION",
    "CORPORATION": "ORGANIZATION",
    "GPE": "LOCATION",
    "LOC": "LOCATION",
    "FAC": "LOCATION",
    "LOCATION": "LOCATION",
    "NORP": "NRP",
    "NRP": "NRP",
    "EMAIL": "EMAIL_ADDRESS",
    "EMAIL_ADDRESS": "EMAIL_ADDRESS",
    "PHONE": "PHONE_NUMBER",
    "PHONE_NUMBER": "PHONE_NUMBER",
    "TELEPHONENUM": "PHONE_NUMBER",
    "ADDRESS": "ADDRESS",
    "STREET_ADDRESS": "ADDRESS",
    "USERNAME": "HANDLE",
    "USER_NAME": "HANDLE",
    "IP": "IP_ADDRESS",
    "IP_ADDRESS": "IP_ADDRESS",
    "CREDIT_CARD": "CREDIT_CARD",
    "CREDITCARDNUMBER": "CREDIT_CARD",
    "CREDIT_CARD_NUMBER": "CREDIT_CARD",
    "IBAN": "IBAN_CODE",
    "IBAN_CODE": "IBAN_CODE",
    "SSN": "US_SSN",
    "SOCIALNUM": "US_SSN",
    "TAX_ID": "TAX_ID",
    "TAXNUM": "TAX_ID",
    "BANK_ACCOUNT": "US_BANK_NUMBER",
    "ACCOUNTNUM": "US_BANK_NUMBER",
    "ROUTING_NUMBER": "ABA_ROUTING_NUMBER",
    "GOVERNMENT_ID": "ID",
    "IDCARDNUM": "ID",
    "ID": "ID",
    "PASSPORT": "US_PASSPORT",
    "DRIVERS_LICENSE": "US_DRIVER_LICENSE",
    "DRIVERLICENSENUM": "US_DRIVER_LICENSE",
    "MEDICAL_LICENSE": "MEDICAL_LICENSE",
    "DATE_OF_BIRTH": "DATE",
    "DATEOFBIRTH": "DATE",
    "PASSWORD": "SECRET",
    "API_KEY": "SECRET",
    "SECRET": "SECRET",
}
"""Labels of spaCy (OntoNotes, CoNLL), Rampart, and the widely used public token classifiers."""

ADDRESS_PARTS: Final[frozenset[str]] = frozenset(
    {
        "BUILDING_NUMBER",
        "BUILDINGNUM",
        "STREET_NAME",
        "STREET",
        "SECONDARY_ADDRESS",
        "CITY",
        "STATE",
        "ZIP_CODE",
        "ZIPCODE",
    }
)
"""Parts of an address: together one ADDRESS if a street or a building is among them."""
STREET_PARTS: Final[frozenset[str]] = frozenset({"STREET_NAME", "STREET", "SECONDARY_ADDRESS"})


def bare(label: str) -> str:
    """A label without its BIO or BILOU prefix, in capitals, with underscores."""
    upper = label.upper().replace("-", "_").replace(" ", "_")
    return upper[2:] if upper[:2] in {"B_", "I_", "L_", "U_", "S_", "E_"} else upper
