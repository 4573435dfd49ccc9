"""What a posting's sentences give: which credential, where, how it is asked for, what is an or."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.pipeline import Extractor
from tests.extraction.checks import Want, check_reading, hold, rows

R, P, A, M, N = "required", "preferred", "after_hire", "mentioned", "not_required"


@pytest.mark.parametrize(
    "text",
    [
        "RN required? Apply at https://jobs.example.org/CNA/list?type=BLS-ACLS today.",
        "Write to CPR@example.com or see www.example.com/CDL.",
        "Look at example.org/careers/CNA.cfm?id=7 for more.",
        "See servsafe.com for a list of classes.",
    ],
)
def test_what_stands_in_an_address_names_nothing(extractor: Extractor, text: str) -> None:
    assert [m.credential_id for m in extractor.read(text).mentions] in ([], ["rn"])


def test_a_pay_scale_asks_for_nothing(extractor: Extractor) -> None:
    hold(extractor, "$34.00/hr ground, $41.00/hr PMP lead.", [Want("PMP", "pmp", M)])


def test_a_name_beside_an_address_is_one(extractor: Extractor) -> None:
    hold(
        extractor,
        "CPR/BLS required. See www.example.com.",
        [Want("CPR", "cpr"), Want("BLS", "bls")],
    )


@rows(
    ("OSHA-10 card required.", [Want("OSHA-10", "osha-10")]),
    ("You need OSHA 30 before your first shift on the tower.", [Want("OSHA 30", "osha-30")]),
    ("OSHA 10-hour card required.", [Want("OSHA 10-hour", "osha-10")]),
    ("EPA-608 certification required to open a sealed system.", [Want("EPA-608", "epa-608")]),
    ("EPA Section 608 Universal certification required.", [Want("608 Universal", "epa-608-universal")]),
    ("A CDL (Class A) is required.", [Want("CDL (Class A)", "cdl-class-a")]),
    ("Valid Class A CDL required.", [Want("Class A CDL", "cdl-class-a")]),
    ("Commercial driver's license, Class B, required.", [Want("Commercial driver's license", "cdl-class-b")]),
    ("Must have ASE A4 certification.", [Want("ASE A4", "ase-a4")]),
    ("Must be CPR-certified before opening the pool.", [Want("CPR", "cpr")]),
    ("Must hold a current Basic Life Support (BLS) card.", [Want("Basic Life Support (BLS)", "bls")]),
    ("BLS (Basic Life Support) card required.", [Want("BLS (Basic Life Support)", "bls")]),
    ("A Project Management Professional (PMP) certification is required.", [Want("Professional (PMP)", "pmp")]),
    ("CompTIA Security+ required for system access.", [Want("CompTIA Security+", "comptia-security-plus")]),
    ("Current ServSafe Manager certificate required.", [Want("ServSafe Manager", "servsafe-manager")]),
    ("A valid driver’s license is required.", [Want("driver’s license", "drivers-license")]),
    ("DRIVER'S LICENSE REQUIRED", [Want("DRIVER'S LICENSE", "drivers-license")]),
    ("Must carry a TWIC card.", [Want("TWIC", "twic")]),
    ("FINRA Series 7 license required.", [Want("Series 7", "series-7")]),
    ("SHRM-CP required.", [Want("SHRM-CP", "shrm-cp")]),
)  # fmt: skip
def test_names(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


def test_an_expansion_in_brackets_is_one_span(extractor: Extractor) -> None:
    for text in ("Basic Life Support (BLS) required", "BLS (Basic Life Support) required"):
        (mention,) = extractor.read(text).mentions
        span = text[mention.start : mention.end]
        assert "Basic Life Support" in span and "BLS" in span


@rows(
    ("High school diploma requiredCPR certification required", [Want("CPR", "cpr")]),
    ("CPR certification requiredMust lift 50 pounds", [Want("CPR", "cpr")]),
    ("Bring proof of:CPR certification;AED certification.", [Want("CPR", "cpr"), Want("AED", "aed")]),
    ("•CPR certification\n•First Aid certification", [Want("CPR", "cpr"), Want("First Aid", "first-aid")]),
    ("★RN license required", [Want("RN license", "rn")]),
    ("Valid\u00a0driver's\u00a0license required", [Want("driver's\u00a0license", "drivers-license")]),
    ("CDL\nrequired", [Want("CDL", "cdl")]),
)  # fmt: skip
def test_glued_and_marked_text(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("✅CPR certification required", [Want("CPR", "cpr")]),
    ("🚚CDL Class A required", [Want("CDL Class A", "cdl-class-a")]),
    ("➢CPR certification", [Want("CPR", "cpr")]),
)
def test_names_glued_to_pictures(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    reading = extractor.read(text)
    assert [m.credential_id for m in reading.mentions] == [w.credential for w in wanted]
    assert text[reading.mentions[0].start :].startswith(wanted[0].surface)


@rows(
    (
        "A+/Network+ certification required.",
        [Want("A+", "comptia-a-plus"), Want("Network+", "comptia-network-plus")],
    ),
    (
        "A+, Network+ and Security+ certifications required.",
        [Want("A+", "comptia-a-plus"), Want("Network+", "comptia-network-plus"),
         Want("Security+", "comptia-security-plus")],
    ),
    (
        "ASE A4, A5 & A6 required.",
        [Want("A4", "ase-a4"), Want("A5", "ase-a5"), Want("A6", "ase-a6")],
    ),
    ("OSHA 10/30 required.", [Want("10", "osha-10"), Want("30", "osha-30")]),
    ("RN/LPN license required.", [Want("RN", "rn"), Want("LPN", "lpn")]),
    ("Must have ACLS/PALS/BLS.", [Want("ACLS", "acls"), Want("PALS", "pals"), Want("BLS", "bls")]),
    ("CPR/AED certification required.", [Want("CPR", "cpr"), Want("AED", "aed")]),
    (
        "Forklift and aerial lift certification required.",
        [Want("Forklift", "forklift"), Want("aerial lift", "aerial-lift")],
    ),
    ("Class A or B CDL required.", [Want("Class A", "cdl-class-a"), Want("B CDL", "cdl-class-b")]),
    (
        "EPA 608 Type I or II certification required.",
        [Want("Type I", "epa-608-type-1"), Want("II", "epa-608-type-2")],
    ),
    (
        "CDL Class A with hazmat and tanker endorsements required.",
        [Want("CDL Class A", "cdl-class-a"), Want("hazmat", "hazmat-endorsement"),
         Want("tanker endorsements", "tanker-endorsement")],
    ),
    ("Series 7 and 66 licenses required.", [Want("Series 7", "series-7"), Want("66", "series-66")]),
)  # fmt: skip
def test_lists_share_their_head(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Certifed Medical Assistant required.", [Want("Certifed Medical Assistant", "certified-medical-assistant")]),
    ("Driver's licsense required.", [Want("Driver's licsense", "drivers-license")]),
    ("CompTIA Secuirty+ required.", [Want("Secuirty+", "comptia-security-plus")]),
    ("Certified Pharmcy Technician required.", [Want("Pharmcy", "cpht")]),
    ("Registerd Nurse license required.", [Want("Registerd Nurse", "rn")]),
    ("Food Handlers card required.", [Want("Food Handlers card", "food-handler")]),
    ("Certfied Nursing Asistant required.", [Want("Certfied Nursing Asistant", "cna")]),
    ("Journyman Plumber license required.", [Want("Journyman Plumber license", "journeyman-plumber")]),
    ("Requirements\n* Lic. Practical Nurse or Reg. Nurse; Cert Pharmacy Tech",
     [Want("Lic. Practical Nurse", "lpn"), Want("Reg. Nurse", "rn"), Want("Cert Pharmacy Tech", "cpht")]),
    ("The SIE is required. The Sereis 7 is a plus.", [Want("SIE", "sie"), Want("Sereis 7", "series-7", "preferred")]),
)  # fmt: skip
def test_misspelled_and_shortened_names(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@pytest.mark.parametrize(
    "text",
    [
        "A secure site with security staff around the clock.",
        "Network with peers and project leaders.",
        "We service forklifts, cranes and boilers.",
        "The driver must be friendly; a licensed kitchen is next door.",
        "Strong nursing experience in a registered charity.",
        "Handle food safely; a certified store tracks every delivery.",
        "The basis of trust: we follow up and provides answers to each driver.",
    ],
)
def test_words_near_a_name_are_no_misspelling(extractor: Extractor, text: str) -> None:
    hold(extractor, text, [])


@rows(
    ("No CDL required.", [Want("CDL", "cdl", N)]),
    ("No CDL is needed for this route.", [Want("CDL", "cdl", N)]),
    ("CPR certification is not required.", [Want("CPR", "cpr", N)]),
    ("CPR certification not required.", [Want("CPR", "cpr", N)]),
    ("You do not need a real estate license to start.", [Want("real estate license", "real-estate-license", N)]),
)  # fmt: skip
def test_negation(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("PMP not required, but helpful.", [Want("PMP", "pmp", P)]),
    ("CPR is not necessary, though nice to have.", [Want("CPR", "cpr", P)]),
    ("One of the following is desired, but not required: a. PMP; b. CAPM; or c. SHRM-CP", [Want("PMP", "pmp", P), Want("CAPM", "capm", P), Want("SHRM-CP", "shrm-cp", P)]),
    ("Six Sigma Green Belt preferred but not required.", [Want("Green Belt", "six-sigma-green-belt", P)]),
    ("PMP is a plus.", [Want("PMP", "pmp", P)]),
    ("SHRM-CP desired.", [Want("SHRM-CP", "shrm-cp", P)]),
    ("Ideally you hold a CISSP.", [Want("CISSP", "cissp", P)]),
    ("A CISSP would be nice to have.", [Want("CISSP", "cissp", P)]),
    ("CPA strongly preferred.", [Want("CPA", "cpa", P)]),
    ("Preferred: PMP, CSM.", [Want("PMP", "pmp", P), Want("CSM", "csm", P)]),
    (
        "Preferred: CDL Class A. Required: valid driver's license.",
        [Want("CDL Class A", "cdl-class-a", P), Want("driver's license", "drivers-license", R)],
    ),
    (
        "CPR and First Aid required; BLS preferred.",
        [Want("CPR", "cpr"), Want("First Aid", "first-aid"), Want("BLS", "bls", P)],
    ),
    (
        "Driver's license required, forklift certification preferred.",
        [Want("Driver's license", "drivers-license"), Want("forklift", "forklift", P)],
    ),
)  # fmt: skip
def test_preferred(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("RN required; BSN preferred.", [Want("RN", "rn", R)]),
    ("RN required. BSN preferred.", [Want("RN", "rn", R)]),
)
def test_what_is_said_of_a_degree_leaves_the_license(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@rows(
    ("CPR certification within 90 days of hire.", [Want("CPR", "cpr", A)]),
    ("Must obtain a food handler card within 30 days of hire.", [Want("food handler card", "food-handler", A)]),
    ("CDL Class A or the ability to obtain one within six months.", [Want("CDL Class A", "cdl-class-a", A)]),
    ("CDL required, but it can be obtained after hire.", [Want("CDL", "cdl", A)]),
    ("Life and health license is required but may be earned during training.", [Want("Life and health license", "life-health-license", A)]),
    ("Ability to obtain an insurance license.", [Want("insurance license", "insurance-license", A)]),
    ("Willing to obtain a forklift certification.", [Want("forklift", "forklift", A)]),
    ("We pay for your CDL Class B training.", [Want("CDL Class B", "cdl-class-b", A)]),
    ("Within one year of hire: CPR, AED.", [Want("CPR", "cpr", A), Want("AED", "aed", A)]),
)  # fmt: skip
def test_after_hire(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Trains staff in CPR.", [Want("CPR", "cpr", M)]),
    ("We reimburse PMP exam fees.", [Want("PMP", "pmp", M)]),
    ("Benefits\n* Paid PMP exam and renewal", [Want("PMP", "pmp", M)]),
    ("Responsibilities\n* Lead the monthly CPR and AED drills", [Want("CPR", "cpr", M), Want("AED", "aed", M)]),
    ("About us\nOne in three of our analysts has earned the CISSP.", [Want("CISSP", "cissp", M)]),
)  # fmt: skip
def test_named_in_another_way(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


HEADINGS = {
    R: ["Requirements", "REQUIREMENTS:", "Minimum Qualifications", "What you'll need", "What You Bring:",
        "Must-haves", "Licenses & Certifications", "Licenses and Certifications:", "You must have",
        "Required Qualifications", "Who you are", "To apply you must hold:"],
    P: ["Preferred Qualifications", "Nice to have", "Nice-to-haves:", "Bonus points", "Desired skills",
        "It would be great if you also have", "**Preferred**", "Preferred but not required:", "Pluses"],
    A: ["Within your first year", "After you start:"],
    M: ["Benefits", "What we offer", "Perks:", "About us"],
    N: ["Not needed:"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "requirement"),
    [(heading, kind) for kind, each in HEADINGS.items() for heading in each],
)
def test_a_plain_listing_takes_its_headings_word(
    extractor: Extractor, heading: str, requirement: str
) -> None:
    listed = [Want("CPR", "cpr", requirement), Want("forklift", "forklift", requirement)]
    hold(
        extractor,
        f"We move freight.\n\n{heading}\n* CPR certification\n* A forklift card\n",
        listed,
    )


def test_each_section_speaks_for_itself(extractor: Extractor) -> None:
    text = (
        "Warehouse Lead\n\nResponsibilities\n* Teach CPR to the crew\n\nRequirements\n* Forklift certification\n\n"
        "Preferred Qualifications\n* OSHA 10\n\nBenefits\n* We reimburse the cost of PMP certification\n"
    )
    wanted = [
        Want("CPR", "cpr", M),
        Want("Forklift", "forklift"),
        Want("OSHA 10", "osha-10", P),
        Want("PMP", "pmp", M),
    ]
    hold(extractor, text, wanted)


def test_sections_are_found_where_line_breaks_were_lost(extractor: Extractor) -> None:
    text = (
        "Join a calm crew. Requirements: Forklift certification. Two years in a warehouse. "
        "Preferred Qualifications: OSHA 10 card. Benefits: medical and dental."
    )
    hold(extractor, text, [Want("Forklift", "forklift"), Want("OSHA 10", "osha-10", P)])


@pytest.mark.parametrize(
    "text",
    [
        "RN or LPN license required.",
        "CompTIA A+ or Network+ required.",
        "CPA, CMA or CIA certification preferred.",
        "Class A or B CDL required.",
        "One of the following is required: CISSP, CISM or CISA.",
        "PHR or SHRM-CP preferred.",
        "One of the following certifications:\n* CISSP\n* CISM\n* CISA\n",
        "Either a CISSP or a CISM is required.",
        "RN/LPN license required.",
    ],
)
def test_alternatives_share_a_number(extractor: Extractor, text: str) -> None:
    mentions = extractor.read(text).mentions
    assert len(mentions) > 1
    assert len({m.alternatives for m in mentions}) == 1
    assert mentions[0].alternatives is not None


@pytest.mark.parametrize(
    "text",
    [
        "CPR and First Aid certification required.",
        "A+, Network+ and Security+ certifications required.",
        "Must have ACLS/PALS/BLS.",
        "ASE A4, A5 & A6 required.",
        "Requirements\n* CISSP\n* CISM\n",
        "CISSP required; CISM preferred.",
        "CPR required.",
    ],
)
def test_what_is_asked_for_together_has_no_number(extractor: Extractor, text: str) -> None:
    mentions = extractor.read(text).mentions
    assert mentions
    assert {m.alternatives for m in mentions} == {None}


def test_two_groups_have_two_numbers(extractor: Extractor) -> None:
    mentions = extractor.read(
        "Requirements\n* RN or LPN license\n* CISSP or CISM\n* CPR certification\n"
    ).mentions
    groups = [m.alternatives for m in mentions]
    assert [m.credential_id for m in mentions] == ["rn", "lpn", "cissp", "cism", "cpr"]
    assert groups[0] == groups[1] is not None
    assert groups[2] == groups[3] is not None
    assert groups[0] != groups[2]
    assert groups[4] is None


OTHER_SENSES = [
    "Wage data come from the BLS.",
    "According to BLS data, pay in the region rose 4%.",
    "Experience with EMR is a must.",
    "The Bureau of Labor Statistics (BLS) projects growth.",
    "Five years in Private Equity (PE) required.",
    "Our PE fund seeks an analyst.",
    "Teach PE to grades 2 through 5.",
    "Physical education (PE) classes run daily.",
    "Group life insurance is written by CNA.",
    "CNA is one of the largest commercial insurers.",
    "Experience with CNA, Travelers or Chubb underwriting systems.",
    "Based in Pittsburgh, PA.",
    "Offices in PA and MD.",
    "PMP (preventive maintenance program) records are kept weekly.",
    "We hold an A+ rating with the Better Business Bureau.",
    "An A+ rated employer.",
    "Experience with AWS and Azure.",
    "AWS, GCP, Docker and Kubernetes.",
    "Two years of building services in the AWS cloud.",
    "You CAN make a difference.",
    "We want an ACE team player.",
    "PT/FT positions available.",
    "CPA firm in Dayton seeks a receptionist.",
    "CPT and ICD-10 codes are entered daily.",
    "The laboratory is inspected by the College of American Pathologists (CAP).",
    "CAP (College of American Pathologists) visits each spring.",
    "CMA (comparative market analysis) reports for sellers.",
    "CDA documents and HL7 messages pass the interface.",
    "ACE inhibitors and statins are stocked.",
    "CAN bus diagnostics on buses.",
    "Molds for PE, PP and PVC plastics.",
]


@pytest.mark.parametrize("text", OTHER_SENSES)
def test_other_senses_of_an_acronym_are_no_mention(extractor: Extractor, text: str) -> None:
    hold(extractor, text, [])


@rows(
    ("Requirements\n* PE license\n* Ten years in bridge design", [Want("PE", "pe")]),
    ("BLS certification for healthcare providers required.", [Want("BLS", "bls")]),
    ("Must have an active CNA certification.", [Want("CNA", "cna")]),
    ("CompTIA A+ required.", [Want("CompTIA A+", "comptia-a-plus")]),
    (
        "AWS certification required for our cloud team.",
        [Want("AWS certification", "aws-certification")],
    ),
)
def test_the_same_acronyms_as_credentials(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


NOT_CREDENTIALS = [
    "We are an ISO 9001 certified plant.",
    "A certified B Corp since 2015.",
    "Accredited by the Joint Commission.",
    "We follow OSHA regulations and the NEC.",
    "HIPAA compliance is a must.",
    "Excel, Java and welding skills required.",
    "Bachelor's degree in nursing required.",
    "High school diploma or GED required.",
    "Must pass a drug test and a background check.",
    "Secret clearance and US work authorization required.",
    "Flu vaccination and a physical are required.",
]
GENERIC = [
    "Relevant certifications a plus.",
    "Must be licensed.",
    "Valid certification required.",
    "Industry certifications preferred.",
    "Must hold all required state licenses.",
    "Certification required.",
    "Professional certification in your field is a plus.",
    "You will become certified in our sales method.",
]


@pytest.mark.parametrize("text", [*NOT_CREDENTIALS, *GENERIC])
def test_no_credential_is_named(extractor: Extractor, text: str) -> None:
    hold(extractor, text, [])


@rows(
    ("CompTIA certifications a plus.", [Want("CompTIA", "comptia", P)]),
    ("Must be ASE certified.", [Want("ASE certified", "ase")]),
    ("Microsoft certifications preferred.", [Want("Microsoft", "microsoft-certification", P)]),
    ("State teaching license required.", [Want("teaching license", "teaching-license")]),
    ("Cisco certification required.", [Want("Cisco", "cisco")]),
)
def test_a_family_that_is_named_is_a_mention(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@pytest.mark.parametrize(
    "text",
    [
        "Our registered nurses work three twelve-hour shifts.",
        "You will work with CPAs and auditors.",
        "Certified Nursing Assistant needed for nights.",
        "Certified Nursing Assistant - Nights",
        "The Registered Nurse will report to the manager.",
        "We are hiring CNAs.",
        "Seeking a Licensed Practical Nurse (LPN) to join our team.",
        "Assists the RN with care.",
        "Ashby Rehab is looking for a Licensed Physical Therapist Assistant in Ogden.",
        "Job title: Registered Nurse",
        "Knowledge of the scope and role of the Registered Nurse, Licensed Practical Nurse and aide.",
        "Brill Steel is looking for a Certified Welding Inspector to visit sites.",
        "You direct the visits of LPN's and HHA's in the home.",
        "Fill in the Licensed Practical Nurse questionnaire.",
        "Join our team of licensed electricians.",
        "Supervised by a Physical Therapist.",
        "Requirements\n* Experience working alongside our registered nurses",
    ],
)
def test_an_occupation_is_no_mention(extractor: Extractor, text: str) -> None:
    hold(extractor, text, [])


@rows(
    ("RN required.", [Want("RN", "rn")]),
    ("Current RN.", [Want("RN", "rn")]),
    ("CPA preferred.", [Want("CPA", "cpa", P)]),
    ("Must be an RN.", [Want("RN", "rn")]),
    ("Must be a Certified Nursing Assistant.", [Want("Certified Nursing Assistant", "cna")]),
    (
        "Applicants must be a licensed electrician.",
        [Want("licensed electrician", "electrician-license")],
    ),
    ("Requirements\n* Registered Nurse with 2 years' experience", [Want("Registered Nurse", "rn")]),
    (
        "Requirements\n* Licensed electrician\n",
        [Want("Licensed electrician", "electrician-license")],
    ),
    (
        "Minimum Qualifications\n\nLicensed Practical Nurse\nOne year in a clinic",
        [Want("Practical Nurse", "lpn")],
    ),
)
def test_an_occupation_asked_of_the_applicant_is_one(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


def test_every_occurrence_is_a_mention_with_its_own_place(extractor: Extractor) -> None:
    text = (
        "CDL Class A Driver\n\nRequirements\n* CDL Class A\n* CPR certification is not required\n\n"
        "Nice to have\n* CPR certification\n\nBenefits\n* We pay CPR renewal fees\n"
    )
    got = [(m.credential_id, m.requirement) for m in extractor.read(text).mentions]
    assert [row for row in got if row[0] == "cpr"] == [("cpr", N), ("cpr", P), ("cpr", M)]
    assert ("cdl-class-a", R) in got


@rows(
    ("Must be a CPA.", [Want("CPA", "cpa")]),
    ("The lead engineer must be a licensed PE.", [Want("PE", "pe")]),
    ("A CDL isn't required for these vans.", [Want("CDL", "cdl", N)]),
    ("A CDL isn’t needed, only a driver's license.",
     [Want("CDL", "cdl", N), Want("driver's license", "drivers-license")]),
    ("Driver's license required; CDL a plus.",
     [Want("Driver's", "drivers-license"), Want("CDL", "cdl", P)]),
    ("CPR required, Spanish a plus.", [Want("CPR", "cpr")]),
    ("RN required, BSN preferred.", [Want("RN", "rn")]),
    ("RN (BSN preferred) or LPN required.", [Want("RN", "rn"), Want("LPN", "lpn")]),
    ("Certifications such as PMP or CSM, preferred.", [Want("PMP", "pmp", P), Want("CSM", "csm", P)]),
    ("PMP or CISSP certifications are plusses.", [Want("PMP", "pmp", P), Want("CISSP", "cissp", P)]),
    ("Valid driver's license (a CDL is not required).",
     [Want("driver's license", "drivers-license"), Want("CDL", "cdl", N)]),
    ("Non-CDL route; driver's license required.",
     [Want("CDL", "cdl", N), Want("driver's license", "drivers-license")]),
    ("Driver's license and ability to obtain a passport.", [Want("Driver's license", "drivers-license")]),
    ("Driver's license (mileage is reimbursed) required.", [Want("Driver's license", "drivers-license")]),
    ("Valid driver's license  Preferred Qualifications: Two years in sales.",
     [Want("driver's license", "drivers-license")]),
    ("The Marlow Advantage Group requires a CISSP.", [Want("CISSP", "cissp")]),
    ("CPR required. First Aid certification if possible.",
     [Want("CPR", "cpr"), Want("First Aid", "first-aid", P)]),
)  # fmt: skip
def test_what_is_said_reaches_its_own_name_only(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Class B CDL. Or obtainable within 60 days of employment.", [Want("Class B CDL", "cdl-class-b", A)]),
    ("Must be able to obtain a guard license, must pass a background check.",
     [Want("guard license", "security-guard-license", A)]),
    ("We provide Class A CDL training to new drivers.", [Want("Class A CDL", "cdl-class-a", A)]),
    ("If you do not have a Class B CDL we teach you.", [Want("Class B CDL", "cdl-class-b", A)]),
    ("Within six (6) months you must hold a CISSP and keep it current.", [Want("CISSP", "cissp", A)]),
    ("Able to pass a welding certification test in the shop.",
     [Want("welding certification", "welding-certification", A)]),
)  # fmt: skip
def test_what_comes_later_however_it_is_put(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    got = [m.requirement for m in extractor.read(text).mentions]
    assert got == [w.requirement for w in wanted]


@rows(
    ("PREFERRED SKILLS/QUALIFICATIONSWork in a labPMP certification", [Want("PMP", "pmp", P)]),
    ("Bachelor's Degree in SonographyLicenses & CertificationsRDMS Benefits StatementSix holidays",
     [Want("RDMS", "rdms")]),
    ("We move freight. Desired Job Skills: forklift certification. Hours: days.",
     [Want("forklift", "forklift", P)]),
    ("Benefits: medical, dental.  Minimum Education and Experience  CPR certification",
     [Want("CPR", "cpr")]),
    ("License: | RN license\nPreferred: | PMP", [Want("RN", "rn"), Want("PMP", "pmp", P)]),
    ("Preferred:\nPMP\nCSM", [Want("PMP", "pmp", P), Want("CSM", "csm", P)]),
    ("Requirements: | CPR | Preferred: | ACLS", [Want("CPR", "cpr"), Want("ACLS", "acls", P)]),
)  # fmt: skip
def test_headings_where_line_breaks_were_lost_or_cells_joined(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    got = [(m.credential_id, m.requirement) for m in extractor.read(text).mentions]
    assert got == [(w.credential, w.requirement) for w in wanted]


@pytest.mark.parametrize(
    "text",
    [
        "You work in a LEED certified building.",
        "Our ASE certified shop is open on Saturdays.",
        "Keep the PMP schedule for the boilers.",
        "Know the rules for Class A and B vehicles.",
    ],
)
def test_what_a_place_or_a_plan_bears_is_no_mention(extractor: Extractor, text: str) -> None:
    hold(extractor, text, [])


def groups(extractor: Extractor, text: str) -> list[int | None]:
    return [m.alternatives for m in extractor.read(text).mentions]


@pytest.mark.parametrize(
    "text",
    [
        "Our staff includes LSRPs, PEs and PGs.",
        "You answer to the district and work closely with licensed plumbers and roofers.",
        "Former lifeguards, CNAs and EMTs do well here.",
        "Gives first aid and CPR until the ambulance comes.",
        "Initiates CPR and calls the front desk.",
        "Graduate of an ARC-PA accredited program.",
        "This van is NON-CDL.",
        "Securities through our partner, Member FINRA/SIPC.",
        "We pay your SHRM membership.",
        "Join one of the largest CPA firms in the valley.",
        "An ASE Blue Seal shop with eleven bays.",
        "Graduate of a POST approved academy.",
        "Runs the PMP cycle (our Performance Management Process).",
        "SPI is an EOE.",
        "The LSRP of record signs the report.",
    ],
)
def test_statuses_of_others_and_what_is_done_at_work_are_no_mentions(
    extractor: Extractor, text: str
) -> None:
    assert extractor.read(f"Requirements:\n{text}", "Technician").mentions == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Must be able to perform first aid; CPR certification required.", {"cpr"}),
        ("We pay for the SHRM-CP exam; SHRM-CP required.", {"shrm-cp"}),
        (
            "Certification through the American Board of Anesthesiology.",
            {"aba-anesthesiology-cert"},
        ),
        ("Certified by the American Board of Emergency Medicine.", {"abem-cert"}),
    ],
)
def test_beside_such_words_a_credential_that_is_asked_for_stays(
    extractor: Extractor, text: str, wanted: set[str]
) -> None:
    assert {m.credential_id for m in extractor.read(text, "Nurse").mentions} == wanted


def test_what_comes_with_alternatives_is_none_of_them(extractor: Extractor) -> None:
    first, second, third = groups(
        extractor, "Class A or Class B CDL with tanker endorsement required."
    )
    assert first == second is not None
    assert third is None
    first, second, third = groups(extractor, "Must have RN or LPN license and CPR.")
    assert first == second is not None
    assert third is None


@pytest.mark.parametrize(
    "text",
    [
        "Bachelor's degree in accounting or CPA required.",
        "RN license or a degree in social work required.",
        "PMP certification or equivalent experience required.",
    ],
)
def test_a_name_beside_another_way_to_qualify_is_an_alternative(
    extractor: Extractor, text: str
) -> None:
    (group,) = groups(extractor, text)
    assert group is not None


OTHER_LANGUAGES = [
    "Se requiere licencia de conducir vigente y dos años de experiencia en almacén.",
    "Wir suchen eine examinierte Pflegefachkraft für die Nachtschicht in Dresden.",
    "運転免許が必要です。夜勤あり。",
    "Требуется водитель с опытом работы от трёх лет.",
    "مطلوب سائق لديه خبرة ثلاث سنوات",
    "On peut apprendre sur place ; le salaire est versé chaque mois.",
]
EMPTY = [
    "",
    " ",
    "\n\t \n",
    "\x00",
    "\x00\x00 \x00",
    "😀",
    "😀" * 500,
    "+",
    "-",
    "&",
    "\u200b",
    "((((",
    "\ud7ff",
    "'" * 99,
]


@pytest.mark.parametrize("text", [*EMPTY, *OTHER_LANGUAGES])
def test_nothing_to_find(extractor: Extractor, text: str) -> None:
    reading = extractor.read(text)
    assert (reading.mentions, reading.unlinked) == ([], [])
    assert reading.text == text


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Custom Framing certification must be completed in the first year.", ["Custom Framing certification"]),
        ("You will be certified in Dry Stone Waymarking by spring.", ["Dry Stone Waymarking"]),
        ("High School Diploma or GED Certificate required.", []),
        ("Care is delegated by a Registered Nurse on the floor.", []),
        ("We are proud to be a Silver Lantern Certified Company.", []),
        ("Standards of the Public Orchard Certification Council apply.", []),
        ("With your current Wisconsin licensure you can start at once.", []),
        ("The clerk issues certificates and processes registrations. Issues Certificate copies daily.", []),
    ],
)  # fmt: skip
def test_names_that_the_taxonomy_lacks_are_kept_and_others_are_not(
    extractor: Extractor, text: str, spans: list[str]
) -> None:
    assert [text[low:high] for low, high in extractor.read(text).unlinked] == spans


LONG_LINES = {
    "words": "all work and no play ",
    "one word": "x",
    "digits": "1",
    "brackets": "(",
    "capitals": "A ",
    "line breaks": "\n",
}
DENSE_LINES = {
    "credentials": "CPR certification required, ",
    "triggers": "certified ",
    "levels": "A4, A5 & ",
    "leads": "certifications such as ",
    "boards": "licensed by the State Board of Nursing and ",
    "statuses": "licensed as a psychologist or a ",
    "brackets": "license (MD) (MD ",
    "examples": "MA certification (CMA, RMA ",
}


@pytest.mark.parametrize("unit", LONG_LINES.values(), ids=LONG_LINES)
def test_a_megabyte_of_one_line_is_read_in_seconds(extractor: Extractor, unit: str) -> None:
    began = time.perf_counter()
    extractor.read(unit * (1_000_000 // len(unit)))
    assert time.perf_counter() - began < 10


def test_a_credential_at_each_end_of_a_megabyte_is_found(extractor: Extractor) -> None:
    text = (
        "CPR certification required. "
        + "All work and no play. " * 45_000
        + "BLS certification preferred."
    )
    hold(extractor, text, [Want("CPR", "cpr"), Want("BLS", "bls", P)])


def seconds(extractor: Extractor, text: str) -> float:
    began = time.perf_counter()
    extractor.read(text)
    return time.perf_counter() - began


@pytest.mark.parametrize(
    "gap", [" ", "\t", " \n", "\xa0"], ids=["spaces", "tabs", "lines", "wide spaces"]
)
@pytest.mark.parametrize("name", ["RN license", "licensed", "certification"])
def test_a_gap_of_a_megabyte_behind_a_name_is_passed_in_seconds(
    extractor: Extractor, name: str, gap: str
) -> None:
    text = f"Must have a valid {name}{gap * (1_000_000 // len(gap))}as an electrician is required"
    assert seconds(extractor, text) < 10


@pytest.mark.parametrize("unit", DENSE_LINES.values(), ids=DENSE_LINES)
def test_a_line_full_of_names_takes_time_in_step_with_its_length(
    extractor: Extractor, unit: str
) -> None:
    short = min(seconds(extractor, unit * (5_000 // len(unit))) for _ in range(3))
    long = min(seconds(extractor, unit * (40_000 // len(unit))) for _ in range(2))
    assert long < 8 * short * 2.5 + 0.05
    assert short < 1


POSTING = """Line Cook and Driver - Dayton, OH

About us
We are a certified B Corp; our registered nurses teach CPR.

Responsibilities:
* Keep the BLS kits stocked & the A+ rating
* Trains staff in CPR/AED (American Heart Association)

Minimum Qualifications
- Class A or B CDL, or the ability to obtain one within 90 days of hire
- ASE A4, A5 & A6; EPA-608 Type I/II; OSHA 10/30
- RN/LPN license (Basic Life Support (BLS) required)
- A+, Network+ and Security+ certifications
Preferred: PMP®, Six Sigma Green Belt; CPA, CMA or CIA a plus. No TWIC required.
Pay: $22.50 - $31.00/hr. Call 614-555-2671 or write jobs@example.org.
"""
CUTS = st.tuples(st.integers(0, len(POSTING)), st.integers(0, 40), st.text(max_size=8))


@st.composite
def mutated_postings(draw: st.DrawFn) -> str:
    """A posting with pieces cut out, put in, moved, and its case or line breaks lost."""
    text = POSTING
    for at, length, put in draw(st.lists(CUTS, max_size=6)):
        at = at % (len(text) + 1)
        text = text[:at] + put + text[at + length :]
    lines = text.split("\n")
    if draw(st.booleans()):
        lines = draw(st.permutations(lines))
    text = draw(st.sampled_from(["\n", " ", "", "\n\n", "\t", "\r\n"])).join(lines)
    return draw(st.sampled_from([str, str.upper, str.lower, str.title]))(text)


@given(st.text(), st.none() | st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(extractor: Extractor, text: str, title: str | None) -> None:
    check_reading(extractor, text, title)


@given(mutated_postings())
@settings(max_examples=80, deadline=None)
def test_any_near_posting_is_read(extractor: Extractor, text: str) -> None:
    check_reading(extractor, text, "Line Cook")


@given(st.lists(st.sampled_from(POSTING.split()), max_size=40).map(" ".join))
@settings(max_examples=80, deadline=None)
def test_any_order_of_a_postings_words_is_read(extractor: Extractor, text: str) -> None:
    check_reading(extractor, text)


def test_two_extractors_read_alike(extractor: Extractor) -> None:
    assert Extractor(extractor.taxonomy).read(POSTING, "Cook") == extractor.read(POSTING, "Cook")
