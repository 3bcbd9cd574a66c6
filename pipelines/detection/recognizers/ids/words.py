"""Words that stand before numbers: what they number, what says "number", and what is nobody's.

Owns word lists alone, in small letters. They are looked up word by word, so a longer list costs no time.
"""

from typing import Final

STRONG: Final = frozenset(
    (
        "order orders ticket case invoice claim policy incident patient pt pat customer cust client "
        "employee emp empl staff "
        "member subscriber account acct encounter admission chart mrn mrns booking reservation tracking "
        "waybill awb consignment "
        "parcel shipment loan mortgage confirmation rma quote quotation rx prescription specimen accession "
        "docket matter receipt participant badge student applicant candidate po payroll membership loyalty "
        "citation summons warrant inmate prisoner detainee petition probate complaint mandate refund pnr "
        "locator eticket voucher donor subject medicare medicaid chi gmc nmc hcpc ubrn urn crn cad upn ucas "
        "ifsc cbu cvu clabe bankgiro plusgiro osb sbn wsba cohort "
        "volunteer mpan mprn microchip eori passid escrow folio adjuster claimant policyholder holder "
        "cvr siret siren kvk ičo dič regon krs npwp rnc lease mls trip barcodes "
        "worker associate personnel matriculation enrolment enrollment beneficiary policyholder insured "
        "usps fedex dhl ups hermes evri gls dpd tnt poczta debtor creditor tenant occurrence "
        "inquiry enquiry dispute appeal grievance hospital hosp authorization authorisation ehr emr uhid "
        "hn nhi "
        "frequentflyer rewards bonuscard clubcard mileage bag "
        # German
        "auftrag bestellung rechnung vertrag vorgang schaden kunde kunden kd mandant aktenzeichen "
        "geschäftszeichen zeichen sendung buchung buchungscode versicherung police matrikel "
        "vorgangsnummer beleg "
        # French
        "commande facture dossier sinistre contrat adhérent devis colis matricule abonné réservation "
        "identifiant bénéficiaire rg "
        # Spanish
        "pedido factura expediente póliza siniestro cliente empleado contrato reserva albarán socio "
        "historia histoclínica hc nss paciente legajo "
        # Italian, Portuguese
        "ordine fattura pratica polizza sinistro preventivo matricola tessera prenotazione fascicolo "
        "fatura encomenda apólice processo sinistro inscrição prontuário "
        # Dutch, Nordic, Finnish
        "bestelling factuur polis klant zaak lidnummer kenmerk beställning ärende faktura kund medlem "
        "ordre sag sak kunde tilaus lasku asiakas "
        # Polish, Czech, Hungarian, Romanian, Turkish
        "zamówienie zamówienia polisa polisy umowa umowy sprawa sprawy zlecenie klienta sygnatura "
        "objednávka smlouvy zákazníka rendelés szerződés comandă dosar sipariş poliçe dosya müşteri "
        # Russian, Ukrainian, Greek
        "заказ заказа договор договора дело дела полис полиса заявка заявки счёт клиента пациента замовлення "
        "παραγγελία "
        # Chinese, Japanese, Korean
        "订单 订单号 工号 学号 单号 编号 病历号 会员号 保单号 案号 客户号 运单号 快递单号 受付 "
        "사번 학번 운송장 "
    ).split()
)
"""Things whose number may follow at once: "order 48213"."""
THINGS: Final = frozenset(
    (
        "az user usr profile contact group asset property application app contract agreement lead deal "
        "opportunity meter sim reference ref refs payment transaction trans txn return registration reg "
        "license licence permit unit file device serial card record locker parking bill estimate purchase "
        "sales work delivery visit exam test centre center library household respondent sample study "
        "insurance plan policyno certificate cover note visa alien receipt visitor guest report event_no "
        "delegate voter ballot imei meid iccid imsi vin vehicle chassis plate uuid guid tag "
        "locator officer police crime fir offence arrest court judgment extension pass "
        "crn portfolio fund investor instruction wire batch_ref remittance cheque check sack "
        "patientid customerid conference webinar meeting union travel itinerary e-ticket callback "
        "call support help service hotel folio rental hire job_ref timesheet expense "
    ).split()
)
"""Things whose number needs a word or a sign between: "user id 48213", "file: 48213"."""
NUMBER: Final = frozenset(
    (
        "number numbers num no nos nr nrs n id ids identifier # ref refs reference referenz nummer numéro "
        "número numero núm num. numer number: № n° nº n.º º ° n0 номер číslo broj szám code codice código "
        "kod key no. nr. nb nro sayısı numarası mã số "
    ).split()
)
BROAD: Final = NUMBER - frozenset("id ids identifier code codice código kod key n # º °".split())
"""Words that make a number of whatever stands before them, if that is not denied."""
FILLERS: Final = frozenset(
    (
        "de du des del della do da di la le les el of the l d your our my his her their ihr ihre unser mein "
        "votre notre su tu is was ist est es è jest är er für for under "
    ).split()
)
DENIED: Final = frozenset(
    (
        "page version build model part parts item sku line port error chapter step row room table figure "
        "article product catalog catalogue cat ean isbn issn upc gtin lot batch release revision rev issue "
        "pr pull commit job run process thread span trace image container node partition offset block slot "
        "channel frame track volume vol section paragraph question level lesson season episode week day "
        "month year quarter tel phone telephone mobile fax cell whatsapp telefon telefono teléfono "
        "téléphone telefone handy house street apt flat box zip postcode plz cap hotline helpline style "
        "size color colour index magic lucky random atomic prime flight train bus gate platform lane route "
        "rfc iso din en cve kb total count hex decimal binary odd even serial_port phone iban account_iban "
        "cas ec oem mpn fcc form schedule rule law act section clause annex appendix recital stock hs hsn "
        "tariff naics sic un formula equation sequence seq packet frame sector cluster core cpu gpu "
        "register opcode exit status http response return signal interrupt vlan asn group_policy winner "
        "sort swift bic blz bankleitzahl routing haus artikel seiten versions modell teile material zimmer "
        "atom zip postal area country dial opus symphony mach grade score rank episode patch scene shot "
        "jersey shirt chrome windows android ios driver firmware kernel patent trademark "
        "ticket_volume any same whole large small total maximum minimum max min line_item kit "
        "what which some that this a an the and or in on at by with to from than over under about version "
    ).split()
)
"""Things whose numbers name no person, purchase or case."""
PLAIN: Final = frozenset(
    "file test tag plan unit app application serial group call event job report visa".split()
)
"""Things beside which a name with digits means little: "file IMG2025"."""
TRAVEL: Final = frozenset(
    "booking reservation pnr locator confirmation buchungscode réservation reserva".split()
)
MACHINE: Final = frozenset(
    "request session trace span correlation transaction device event user message run job task".split()
)
"""Things whose numbers, where they are UUIDs or long hexadecimal words, only tell machines apart."""
WEAK: Final = frozenset(
    (
        "user usr profile session file card unit device contact group request asset property subject "
        "application app contract lead meter sim reference ref payment transaction serial return "
        "registration reg license licence permit tag report record sample study test visit check unit key "
        "call event job id plan service support "
    ).split()
)
"""Things whose short numbers mean little: five digits at least."""
ENDINGS: Final = (
    "nummer", "nr", "numero", "numer", "zeichen", "kennung", "szám", "番号", "番號", "號碼", "号码", "編號",
    "编号", "번호", "单号", "單號", "号", "號",
)  # fmt: skip
"""How words end that name a number in one word: "Sendungsnummer"."""
