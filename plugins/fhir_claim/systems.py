"""Addresses of the code systems and identifier systems that are read, as exports write them."""

from __future__ import annotations

from typing import Final

CPT: Final = frozenset({"http://www.ama-assn.org/go/cpt", "urn:oid:2.16.840.1.113883.6.12"})
HCPCS: Final = frozenset(
    {
        "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "https://www.cms.gov/Medicare/Coding/MedHCPCSGenInfo",
        "http://terminology.hl7.org/CodeSystem/HCPCS",
        "https://bluebutton.cms.gov/resources/codesystem/hcpcs",
        "urn:oid:2.16.840.1.113883.6.14",
        "urn:oid:2.16.840.1.113883.6.285",
    }
)
PROCEDURES: Final = CPT | HCPCS
MODIFIERS: Final = PROCEDURES | {
    "http://hl7.org/fhir/ValueSet/claim-modifiers",
    "http://www.ama-assn.org/go/cpt/modifier",
}
DIAGNOSES: Final = frozenset(
    {"http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10", "urn:oid:2.16.840.1.113883.6.90"}
)
PLACES: Final = frozenset(
    {
        "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
        "http://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
        "https://www.cms.gov/Medicare/Coding/place-of-service-codes",
        "https://bluebutton.cms.gov/resources/variables/line_place_of_srvc_cd",
    }
)
TAXONOMY: Final = frozenset({"http://nucc.org/provider-taxonomy", "urn:oid:2.16.840.1.113883.6.101"})
CLAIM_TYPES: Final = frozenset({"http://terminology.hl7.org/CodeSystem/claim-type"})
DISCHARGES: Final = frozenset({"http://terminology.hl7.org/CodeSystem/claiminformationcategory"})
ABSENT_REASONS: Final = frozenset({"http://terminology.hl7.org/CodeSystem/data-absent-reason"})
ABSENT_REASON_EXTENSION: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

NPI: Final = frozenset({"http://hl7.org/fhir/sid/us-npi", "urn:oid:2.16.840.1.113883.4.6"})
TAX_ID: Final = frozenset({"urn:oid:2.16.840.1.113883.4.4", "http://hl7.org/fhir/sid/us-ein"})

# Care team roles of CARIN Blue Button, where `primary` is the physician of primary care, not who rendered the service.
CARIN_ROLES: Final = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBClaimCareTeamRole"

# Data elements of X12 005010 as code systems.
X12: Final = "https://codesystem.x12.org/005010/"
FILING_INDICATORS: Final = frozenset({f"{X12}1032"})
FREQUENCIES: Final = frozenset({f"{X12}1325"})
DELAY_REASONS: Final = frozenset({f"{X12}1514"})
REPORT_TYPES: Final = frozenset({f"{X12}755"})
