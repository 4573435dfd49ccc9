"""Names that are somebody else's, a method's or a body's; statuses; and questions to applicants."""

from __future__ import annotations

import pytest

from extraction.pipeline import Extractor
from tests.extraction.checks import Want, hold

A, M, P = "after_hire", "mentioned", "preferred"


@pytest.mark.parametrize(
    "text",
    [
        "Questions? Contact Dana Whitlock, PE, at our Toledo office.",
        "Please send resumes to Ruth Abernathy, PT, MBA, our clinic director.",
        "RNs working in the intensive care unit rotate every six weeks.",
        "You give daily supervision of the LPNs and aides on the wing.",
        "Requirements\n* No finding against you may be listed in the Nurse Aide Registry.",
        "Requirements\n* Basic knowledge of Six Sigma",
        "Requirements\n* Knowledge of ITIL and change control",
        "The interview covers knowledge of: pool rules; first aid; crowd control.",
        "Requirements\n* Strong grasp of PMP methodologies",
        "Follows the guidelines of the POST Commission.",
        "Graduate of an accredited School of Nursing Licenses: see below",
        "Friendly service is A+ with us.",
        "Keywords: RN, Registered Nurse, nurse jobs, nursing",
        "We are a Google Analytics Certified Partner.",
    ],
)
def test_what_is_anothers_is_no_mention(extractor: Extractor, text: str) -> None:
    hold(extractor, text, [])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Requirements\n* Six Sigma Green Belt, or knowledge of it", [Want("Six Sigma Green Belt", "six-sigma-green-belt")]),
        ("CDL with passenger endorsement, able to help passengers board.",
         [Want("CDL", "cdl"), Want("passenger endorsement", "passenger-endorsement")]),
        ("Must obtain a Grade 2B Water Treatment Operator License.",
         [Want("Water Treatment Operator License", "water-treatment-operator", A)]),
        ("This is not a clinical laboratory, and a Clinical Laboratory Technologist License is not required.",
         [Want("Clinical Laboratory Technologist License", "clinical-lab-license", "not_required")]),
        ("A valid Class B driver's license is required.", [Want("Class B driver's license", "cdl-class-b")]),
        ("CISSP certification (Certified Information Systems Security Professional) required.",
         [Want("CISSP certification (Certified Information Systems Security Professional)", "cissp")]),
        ("Cisco Certified Network Associate (CCNA) - Data Center required.",
         [Want("Cisco Certified Network Associate (CCNA) - Data Center", "ccna-data-center")]),
    ],
)  # fmt: skip
def test_one_name_is_one_mention(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The State Board for Educator Certification sets the fee.", []),
        ("We follow the Commission on Peace Officer Standards and Training (POST) and its rules.", []),
        ("Certified by the Commission on Peace Officer Standards and Training.",
         [Want("Peace Officer Standards and Training", "post-certification")]),
        ("Licensed as a dietitian in the state of Ohio.", [Want("Licensed as a dietitian", "dietitian-license")]),
        ("Licensed staff only. Registration as a structural engineer with the board.",
         [Want("Registration as a structural engineer", "se-license")]),
        ("License to operate a forklift.", [Want("License to operate a forklift", "forklift")]),
        ("Certified as a substitute list by the clerk.", []),
    ],
)  # fmt: skip
def test_a_status_named_by_who_or_what(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Do you hold a valid CDL? Yes / No", [Want("CDL", "cdl", M)]),
        ("Three tickets while holding a CDL bar you from the job.", [Want("CDL", "cdl", M)]),
        ("Valid driver's license (no CDL required).",
         [Want("driver's license", "drivers-license"), Want("CDL", "cdl", "not_required")]),
        ("A certification such as CISSP or CISM is required and interest in others is preferred.",
         [Want("CISSP", "cissp"), Want("CISM", "cism")]),
        ("CISA, ZQX, or CISM is preferred.", [Want("CISA", "cisa", P), Want("CISM", "cism", P)]),
        ("Possession of, or ability to obtain, a forklift certification is required.",
         [Want("forklift", "forklift", A)]),
        ("Must obtain an EMT certificate prior to appointment.", [Want("EMT", "emt")]),
        ("Employer provided certification in CPR.", [Want("CPR", "cpr", A)]),
        ("Arborist certification is required prior to the end of probation.",
         [Want("Arborist certification", "certified-arborist", A)]),
        ("A 4% bonus is paid for possessing the PMP.", [Want("PMP", "pmp", M)]),
        ("PMP preferred, or the ability to obtain it.", [Want("PMP", "pmp", P)]),
        ("It'd be even better if you have…\nSecurity+ certification", [Want("Security+", "comptia-security-plus", P)]),
        ("Valid Driver's License Preferred Qualifications: ten years of sales",
         [Want("Driver's License", "drivers-license")]),
        ("CPR card* Retail experience preferred", [Want("CPR", "cpr")]),
        ("Benefits: we pay for your PMP and your lunch.", [Want("PMP", "pmp", M)]),
        ("Deliver OSHA 10 classes to the crews.", [Want("OSHA 10", "osha-10", M)]),
        ("In our program students earn the PMP before graduation.", [Want("PMP", "pmp", M)]),
        ("Entry certifications such as Security+ do not meet this requirement.", [Want("Security+", "comptia-security-plus", M)]),
        ("Any one of these is desired, but not required, of those who apply for the post in our purchasing office:\na. CISSP; or\nb. CISM",
         [Want("CISSP", "cissp", P), Want("CISM", "cism", P)]),
        ("Our engineer (who holds a CISSP) trains you.", [Want("CISSP", "cissp", M)]),
    ],
)  # fmt: skip
def test_how_it_is_asked_for(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


def test_a_name_is_found_with_the_commas_and_stops_that_it_has(extractor: Extractor) -> None:
    missed = []
    for credential in extractor.taxonomy.credentials.values():
        if "," in credential.name or "." in credential.name:
            text = f"Qualifications\n{credential.name} required\nHigh school diploma"
            found = {m.credential_id for m in extractor.read(text, None).mentions}
            if credential.id not in found:
                missed.append(credential.name)
    assert not missed


def test_a_title_in_the_text_asks_for_nothing(extractor: Extractor) -> None:
    title = "CMA - Certified Medical Assistant"
    hold(
        extractor,
        f"{title}\nYou room patients.\nQualifications\n* Current BLS",
        [Want("BLS", "bls")],
        title,
    )
    hold(
        extractor,
        "CMA certification is required.\nYou room patients.",
        [Want("CMA", "certified-medical-assistant")],
        "Medical Assistant",
    )
