"""Wordings in which postings of many sources name credentials: headings, lists, glue, stops, brackets."""

from __future__ import annotations

import pytest

from extraction.pipeline import Extractor
from tests.extraction.checks import Want, hold, rows

A, M, N, P = "after_hire", "mentioned", "not_required", "preferred"


@rows(
    ("A C.D.L. is required.", [Want("C.D.L.", "cdl")]),
    ("Requirements\n* R.N. license in good standing", [Want("R.N. license", "rn")]),
    ("Must be a Certified Purchasing Manager (C.P.M.).",
     [Want("Certified Purchasing Manager (C.P.M.)", "certified-purchasing-manager")]),
    ("A valid DriverÛªs license is a must.", [Want("DriverÛªs license", "drivers-license")]),
    ("A valid Driverâ€™s license is a must.", [Want("Driverâ€™s license", "drivers-license")]),
    ("The route does not require a CDLSpecial duties: loading.", [Want("CDL", "cdl", N)]),
    ("Certification'BLS CPI during orientation", [Want("BLS", "bls", A), Want("CPI", "crisis-prevention-cpi", A)]),
)  # fmt: skip
def test_glued_and_mangled_words(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("**Qualifications (Required)**\n* CPR\n**Skills (Nice to Have)**\n* PALS",
     [Want("CPR", "cpr"), Want("PALS", "pals", P)]),
    ("Education (Preferred):\n* ServSafe Manager", [Want("ServSafe Manager", "servsafe-manager", P)]),
    ("Prefferred Qualifications\n* Notary Public commission", [Want("Notary Public", "notary-public", P)]),
    ("Preferred Skills\n* Registered Veterinary Technician, as required by the state",
     [Want("Registered Veterinary Technician", "veterinary-technician-license", P)]),
)  # fmt: skip
def test_headings(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("One of the following endorsements is preferred: ESL, Math.",
     [Want("ESL", "esl-endorsement", P), Want("Math", "math-certification-teaching", P)]),
    ("Industry certifications such as Cisco, VMware or Juniper are preferred.",
     [Want("Cisco", "cisco", P), Want("VMware", "vmware-certification", P),
      Want("Juniper", "juniper-certification", P)]),
    ("Teaching endorsements such as Spanish or ESL preferred",
     [Want("Teaching endorsements", "teaching-license", P), Want("Spanish", "world-languages-certification", P),
      Want("ESL", "esl-endorsement", P)]),
    ("Certifications: phlebotomy, medical assistant",
     [Want("phlebotomy", "phlebotomy-certification"), Want("medical assistant", "medical-assistant-certification")]),
    ("Must be licensed as a physical or occupational therapist.",
     [Want("licensed as a physical", "physical-therapist-license"),
      Want("occupational therapist", "occupational-therapist-license")]),
    ("Basic and Advanced Cardiac Life Support required.",
     [Want("Basic", "bls"), Want("Advanced Cardiac Life Support", "acls")]),
    ("Requirements\n* One of the following licenses: LPCs, LMHCs", [Want("LPC", "lpc"), Want("LMHC", "lmhc")]),
    ("Requirements\n* Licensed professional counselors (LPCs)",
     [Want("Licensed professional counselors (LPCs)", "lpc")]),
    ("Certification in school psychology is required.",
     [Want("Certification in school psychology", "school-psychologist-license")]),
    ("Certification as either a building inspector or a plumbing inspector is required.",
     [Want("Certification as either a building inspector", "icc-certification")]),
    ("Each LPN must hold a current state license.", [Want("LPN", "lpn")]),
    ("Certified General or Certified Residential Appraiser credential required.",
     [Want("Certified General", "certified-general-appraiser"),
      Want("Certified Residential Appraiser credential", "certified-residential-appraiser")]),
    ("CCC-SLP or CF-SLP; state licensure required", [Want("CCC-SLP", "ccc-slp"), Want("CF-SLP", "slp-cf")]),
    ("Requirements\nDegree: Bachelor's: Required\nLicense: CPA: Preferred", [Want("CPA", "cpa", P)]),
    ("RN license in the state: Required CPR certification from the Red Cross: Preferred",
     [Want("RN license", "rn"), Want("CPR", "cpr", P)]),
    ("Other duties within the scope of LVN licensure.", [Want("LVN licensure", "lpn", M)]),
    ("Completion of certification within the required timeframe: PALS", [Want("PALS", "pals", A)]),
    ("You complete the RN/LPN Skill Assessment with 75 percent.", []),
    ("Preferred Certifications\n* Lead Inspector\n* Lead Sampling Technician\n* Team player",
     [Want("Lead Inspector", "lead-inspector", P), Want("Lead Sampling Technician", "lead-dust-sampling", P)]),
    ("Failure to obtain or maintain the appropriate California Driver License ends employment.",
     [Want("Driver License", "drivers-license")]),
    ("You pursue relevant certifications, including 40-Hour HAZWOPER.", [Want("40-Hour HAZWOPER", "hazwoper-40", A)]),
    ("Requirements\n* Board certification through ANCC or AANP",
     [Want("certification through ANCC", "ancc-certification"), Want("AANP", "aanpcb-certification")]),
    ("A tutoring program certified by CRLA.", []),
    ("Reports to the Lead A&P Mechanic.", []),
    ("A&P not required for this job.", [Want("A&P", "faa-airframe-powerplant", N)]),
    ("Certification through AHIMA or AAPC, any one of these: RHIA, RHIT", [Want("RHIA", "rhia"), Want("RHIT", "rhit")]),
    ("NCCPA certified and license-eligible in PA", [Want("NCCPA certified", "pa-c")]),
    ("A valid California Driver License (CDL) is required.",
     [Want("California Driver License (CDL)", "drivers-license")]),
    ("Tested according to P.O.S.T. specifications.", []),
    ("BS in Civil Engineering and Professional Engineering license required.",
     [Want("Professional Engineering license", "pe")]),
    ("You must qualify for a Merchant Mariner Credential.", [Want("Merchant Mariner Credential", "merchant-mariner-credential", A)]),
    ("Must be certified by the state in special education.",
     [Want("certified by the state in special education", "special-education-endorsement")]),
    ("Must be licensed by the State Board of Social Work Examiners.",
     [Want("licensed by the State Board of Social Work Examiners", "social-work-license")]),
    ("Requirements\n* Registration with the Utah Board of Registered Nurse Examiners",
     [Want("Registration with the Utah Board of Registered Nurse Examiners", "rn")]),
    ("Requirements\n* RN licensed by the Utah Board of Nursing", [Want("RN", "rn")]),
    ("Helps people with voter registration with the Board of Elections.", []),
    ("Registered Nurse currently licensed to practice here.", [Want("Registered Nurse", "rn")]),
    ("Licensed dietitian in the state of Ohio.", [Want("Licensed dietitian", "dietitian-license")]),
    ("Licensed by the State Board of Nursing as an LPN.", [Want("LPN", "lpn")]),
    ("Needs a state license with an endorsement as a School Counselor.",
     [Want("endorsement as a School Counselor", "school-counselor-license")]),
    ("Certification as a Municipal Clerk (CMC) is required.",
     [Want("Certification as a Municipal Clerk", "certified-municipal-clerk"), Want("CMC", "certified-municipal-clerk")]),
    ("Must be certified as a water treatment plant operator Class II.",
     [Want("certified as a water treatment plant operator", "water-treatment-operator")]),
    ("Must be registered as a Professional Engineer or Engineer Intern.",
     [Want("registered as a Professional Engineer", "pe")]),
    ("Cloud certifications (AWS, Azure) are a plus.",
     [Want("AWS", "aws-certification", P), Want("Azure", "azure-certification", P)]),
    ("AWS, Azure, or GCP certifications preferred",
     [Want("AWS", "aws-certification", P), Want("Azure", "azure-certification", P),
      Want("GCP certifications", "google-cloud-certification", P)]),
    ("MA certification (CMA, CCMA) within 6 months of hire",
     [Want("MA certification", "medical-assistant-certification", A), Want("CMA", "certified-medical-assistant", A),
      Want("CCMA", "ccma", A)]),
    ("Requirements\n* CNA/HHA/STNA certificate",
     [Want("CNA", "cna"), Want("HHA", "home-health-aide"), Want("STNA certificate", "stna-ohio")]),
    ("State inspection license (MD) required", [Want("State inspection license", "state-inspection-license")]),
    ("Must be licensed as a psychologist, professional counselor, or clinical social worker.",
     [Want("licensed as a psychologist", "psychologist-license"), Want("professional counselor", "lpc"),
      Want("clinical social worker", "lcsw")]),
    ("You hold the Registered Respiratory Therapist (RRT) credential.", [Want("Registered Respiratory Therapist (RRT)", "rrt")]),
    ("Reports to: Board Certified Behavior Analyst (BCBA)", []),
    ("Passes the exam of the Behavior Analyst Certification Board.", []),
    ("Follows the rules of the California Bar Association.", []),
    ("You perform CPR, intubation, and first aid as needed.", []),
    ("Series 7 and 63 registration (66 or 65 preferred).",
     [Want("Series 7", "series-7"), Want("63", "series-63"), Want("66", "series-66", P), Want("65", "series-65", P)]),
    ("It's an asset if you hold a CAMS certification.", [Want("CAMS certification", "cams", P)]),
    ("Must have or be willing to get SIE upon hire.", [Want("SIE", "sie", A)]),
    ("Requirements\n* MD or DO degree", []),
    ("You transport hazardous materials on local routes with a CDL.", [Want("CDL", "cdl")]),
    ("A BCBA, BCaBA, or RBT credential is needed.", [Want("BCBA", "bcba"), Want("BCaBA", "bcaba"), Want("RBT credential", "rbt")]),
    ("Requirements\n* Licensed esthetician or a cosmetologist",
     [Want("Licensed esthetician", "esthetician-license"), Want("cosmetologist", "cosmetology-license")]),
    ("Google Ads + GA4 certification preferred",
     [Want("Google Ads", "google-ads", P), Want("GA4 certification", "google-analytics", P)]),
    ("Requirements\n* GPEN; CCSP; CRISC", [Want("GPEN", "gpen"), Want("CCSP", "ccsp"), Want("CRISC", "crisc")]),
)  # fmt: skip
def test_lists_and_statuses(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Basic Life Support for the Healthcare Provider (BLS) from the Heart Association (AHA) is required.",
     [Want("Basic Life Support for the Healthcare Provider (BLS)", "bls")]),
    ("American Heart Association (AHA) Basic Life Support required.", [Want("Basic Life Support", "bls")]),
)  # fmt: skip
def test_brackets(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Upon hire: a current BLS card.", [Want("BLS card", "bls")]),
    ("A license as a Registered Nurse, or ability to obtain one prior to employment, is required.",
     [Want("license as a Registered Nurse", "rn")]),
    ("Must be capable of obtaining a CDL.", [Want("CDL", "cdl", A)]),
    ("Once hired, complete ServSafe Manager.", [Want("ServSafe Manager", "servsafe-manager", A)]),
    ("A driver's license, and a clean record within the three year period immediately preceding hire, are required.",
     [Want("driver's license", "drivers-license")]),
    ("No record of a driver's license suspension.", [Want("driver's license", "drivers-license", M)]),
    ("We need CDL instructors in Akron.", [Want("CDL", "cdl", M)]),
    ("$4,000 hiring bonus for current CDL holders.", [Want("CDL", "cdl", M)]),
    ("CPR certification and the desire to teach others are required.", [Want("CPR", "cpr")]),
)  # fmt: skip
def test_requirements(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Requirements\n* COA certification through JCAHPO", [Want("COA", "coa-ophthalmic")]),
    ("Requirements\n* RCDD (BICSI) in good standing", [Want("RCDD", "rcdd")]),
    ("Requirements\n* Certified Manufacturing Engineer\n* CMfgE or PMP",
     [Want("Certified Manufacturing Engineer", "sme-cmfge"), Want("CMfgE", "sme-cmfge"), Want("PMP", "pmp")]),
    ("OSHA 30 within 3 yrs, w/in 6 mos a CRCM.", [Want("OSHA 30", "osha-30", A), Want("CRCM", "crcm", A)]),
    ("A CRCM is NOT a must.", [Want("CRCM", "crcm", N)]),
    ("A license as a Professional Engineer may be substituted for one year of the required experience.",
     [Want("license as a Professional Engineer", "pe", M)]),
    ("You need the ability to obtain an Asbestos Inspector license, OSHA 30, and other required cards as needed.",
     [Want("Asbestos Inspector license", "asbestos-inspector", A), Want("OSHA 30", "osha-30", A)]),
    ("MBA, CFP®, CPA or ChFC, a plus.", [Want("CFP", "cfp", P), Want("CPA", "cpa", P), Want("ChFC", "chfc", P)]),
    ("Excel a plus A valid driver's license is needed", [Want("driver's license", "drivers-license")]),
    ("Obtain a valid CDL with a passenger endorsement.",
     [Want("CDL", "cdl", A), Want("passenger endorsement", "passenger-endorsement", A)]),
    ("Acquire a lifeguard certification prior to working.", [Want("lifeguard certification", "lifeguard")]),
    ("Must have or be willing to obtain the required CDL.", [Want("CDL", "cdl", A)]),
    ("Holders of a CPSI certification are eligible for 5% additional pay.", [Want("CPSI certification", "cpsi", M)]),
    ("CRCM pref'd", [Want("CRCM", "crcm", P)]),
    ("Requirements\n* RN license, BSN preferred", [Want("RN license", "rn")]),
    ("Requirements\n* RN licensure with BSN preferred", [Want("RN licensure", "rn")]),
    ("Requirements\n* Valid driver's license, bilingual a plus", [Want("driver's license", "drivers-license")]),
    ("* TESOL certificate, CELTA, and/or teaching experience preferred",
     [Want("TESOL certificate", "tesol-certificate", P), Want("CELTA", "celta", P)]),
    ("Requirements\n* CISSP, CISM, or similar preferred", [Want("CISSP", "cissp", P), Want("CISM", "cism", P)]),
    ("Requirements\n* OSHA 10, OSHA 30 is a plus", [Want("OSHA 10", "osha-10"), Want("OSHA 30", "osha-30", P)]),
    ("RN license (required) and BSN (preferred)", [Want("RN license", "rn")]),
    ("Nice to have but NOT a must: OSHA 10 card.", [Want("OSHA 10", "osha-10", P)]),
    ("While not required, a CFA designation is highly regarded.", [Want("CFA designation", "cfa", P)]),
    ("Requirements\n* CCC-SLP or in the process of getting it", [Want("CCC-SLP", "ccc-slp", A)]),
    ("You teach CPR classes and certify staff in ACLS.", [Want("CPR", "cpr", M), Want("ACLS", "acls", M)]),
    ("Our case managers must be licensed as RN in this state.", [Want("RN", "rn")]),
)  # fmt: skip
def test_issuers_and_short_words(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@pytest.mark.parametrize(
    "text",
    [
        "Two years of RN experience on a surgical floor.",
        "Works under a licensed electrician or plumber.",
        "You provide CPR and first aid to guests as needed.",
        "Knowledge of water safety, first aid, CPR and AED.",
        "Our shop is ASE Blue Seal certified.",
        "Discipline: RN",
        "Full time Licensed Practical Nurse, evenings",
        "Knowledge of Process Safety Management (PSM) is expected.",
        "Supports CEO/CFO certification of the accounts.",
        "The Director of Teacher Certification leads a staff of nine.",
        "Knows the state's educator certification process.",
        "Drives with no air brake restriction.",
        "Apply today! #CPAJobs #TaxManager",
        "Duties include performing cardiopulmonary resuscitation (CPR) on deck.",
        "Hawk Pools is hiring a certified lifeguard for the summer.",
        "Recruits of an Act 120 Academy may apply.",
        "You sell AED units and first aid kits to schools.",
        "Help licensed electricians pull wire.",
        "Mentor EITs and PEs in the group.",
        "We have been a licensed general contractor since 1985.",
        "Contact Ann Field, SPHR.",
        "Know the TABC laws.",
        "The office has 34 PEs.",
        "Strength of the mix per ACI and the plans.",
        "Keeps the project management plan (PMP) current.",
        "A driver's license or state-issued identification card that is not REAL ID compliant is not accepted.",
        "Two years of licensed practical nurse experience.",
    ],
)
def test_other_things(extractor: Extractor, text: str) -> None:
    hold(extractor, text, [])


@rows(
    ("Advancement to Technician III requires an ASE Master certification.", [Want("ASE Master", "ase-master", M)]),
    ("Advancement is quick, and you must hold a CDL.", [Want("CDL", "cdl")]),
    ("Level II is distinguished from Level I by possession of a Master Electrician license.",
     [Want("Master Electrician license", "master-electrician", M)]),
    ("Pay depends on experience and certification (e.g., CPA, CFE).",
     [Want("CPA", "cpa", M), Want("CFE", "cfe", M)]),
    ("To learn more about the TWIC, see the agency's page.", [Want("TWIC", "twic", M)]),
    ("Applicants with a valid EMT license are exempt from the written test.", [Want("EMT license", "emt", M)]),
    ("Leads a crew of operators who hold a Class A CDL.", [Want("Class A CDL", "cdl-class-a", M)]),
    ("Keeps the status of all CPR and First Aid cards.", [Want("CPR", "cpr", M), Want("First Aid", "first-aid", M)]),
    ("Arrange CPR training for all staff twice a year.", [Want("CPR training", "cpr", M)]),
    ("CPR training for all staff is required.", [Want("CPR training", "cpr")]),
    ("Nurses with a CCRN receive a differential.", [Want("CCRN", "ccrn", M)]),
    ("An RHIT may substitute for a year of experience.", [Want("RHIT", "rhit", M)]),
    ("A notary commission is not a requirement of the post but is welcome.",
     [Want("notary commission", "notary-public", P)]),
    ("About us\nRiverbend Stone is looking for drivers with a Class B CDL.", [Want("Class B CDL", "cdl-class-b")]),
)  # fmt: skip
def test_ladders_scales_and_others(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Fire Officer I (IFSAC)", [Want("Fire Officer I", "fire-officer-1")]),
    ("Traffic Control Supervisor (ATSSA)", [Want("Traffic Control Supervisor", "atssa-tcs")]),
    ("A bonus is given for holding the Certified Playground Safety Inspector certification.",
     [Want("Certified Playground Safety Inspector", "cpsi", M)]),
    ("licenses for Master Plumbers are preferred", [Want("Master Plumber", "master-plumber", P)]),
    ("CDL with “P” and “S” endorsements",
     [Want("CDL", "cdl"), Want("P", "passenger-endorsement"), Want("S” endorsements", "school-bus-endorsement")]),
    ("Grade 2 certifications in water treatment and water distribution",
     [Want("certifications in water treatment", "water-treatment-operator"),
      Want("water distribution", "water-distribution-operator")]),
    ("Certified to operate a forklift and a scissor lift",
     [Want("Certified to operate a forklift", "forklift"), Want("scissor lift", "scissor-lift")]),
    ("Graduate of a school of nursing, RN licensure", [Want("RN licensure", "rn")]),
    ("Position Type: Certificated/Certificated - Teacher", []),
)  # fmt: skip
def test_statuses_in_other_words(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("* Master Electrician license\n* OSHA 10 (we'll help you get OSHA 30)",
     [Want("Master Electrician license", "master-electrician"), Want("OSHA 10", "osha-10"),
      Want("OSHA 30", "osha-30", A)]),
    ("- Ohio Journeyman or Master Plumber license",
     [Want("Ohio Journeyman", "journeyman-plumber"), Want("Master Plumber license", "master-plumber")]),
    ("ASE T-series certifications (T2, T4) preferred", [Want("ASE T-series", "ase", P), Want("T2", "ase-t2", P), Want("T4", "ase-t4", P)]),
    ("Lifeguard certification (we offer free classes)", [Want("Lifeguard certification", "lifeguard", A)]),
    ("Real estate license required - don't have one? We pay for your school.",
     [Want("Real estate license", "real-estate-license", A)]),
    ("**Highly preferred:**\n\n* CISSP certification", [Want("CISSP", "cissp", P)]),
    ("EIT certification or be on track to receive it", [Want("EIT certification", "eit", A)]),
    ("Licensed to sell life insurance", [Want("Licensed to sell life insurance", "life-insurance-license")]),
    ("EIT certification required. P.E. preferred.", [Want("EIT certification", "eit"), Want("P.E.", "pe", P)]),
    ("Registered Nurse (R.N.) license", [Want("Registered Nurse (R.N.)", "rn")]),
    ("License/Certification: CPA (Preferred), CFE, CIA (Preferred)",
     [Want("CPA", "cpa", P), Want("CFE", "cfe"), Want("CIA", "cia-auditor", P)]),
    ("New hires must obtain ARRT registry or NMTCB prior to the first day of employment.",
     [Want("ARRT registry", "arrt"), Want("NMTCB", "nmtcb")]),
)  # fmt: skip
def test_what_is_offered_and_what_comes_first(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


def test_a_state_certifies_teachers_where_the_job_is_theirs(extractor: Extractor) -> None:
    line = "Requirements\n* Ohio certification within 12 months"
    hold(extractor, line, [Want("Ohio certification", "teaching-license", A)], "Math Teacher")
    hold(extractor, line, [], "Water Plant Operator")
    line = "Ohio certification in Special Education"
    hold(
        extractor,
        line,
        [Want("certification in Special Education", "special-education-endorsement")],
        "Teacher",
    )


@rows(
    ("Pay: EMT card $18.10, Paramedic card $22.40",
     [Want("EMT card", "emt", M), Want("Paramedic card", "paramedic", M)]),
    ("A Class B CDL gets top of the scale.", [Want("Class B CDL", "cdl-class-b", M)]),
    ("PMP holders may lead a team.", [Want("PMP", "pmp", M)]),
    ("The career ladder asks for a CCRN at step three.", [Want("CCRN", "ccrn", M)]),
    ("All our riggers are NCCCO certified.", [Want("NCCCO", "nccco-crane", M)]),
    ("A CompTIA A+ certification is not accepted.", [Want("CompTIA A+", "comptia-a-plus", M)]),
    ("Don't have a guard card?", [Want("guard card", "security-guard-license", M)]),
    ("You will need copies of your license and BLS card.", [Want("BLS card", "bls")]),
    ("ServSafe Manager - we will send you to the class", [Want("ServSafe Manager", "servsafe-manager", A)]),
    ("Nice to have:\n- ASSE 6040 (will send you)", [Want("ASSE 6040", "asse-6040", P)]),
    ("OSHA 10 (OSHA 30 better)", [Want("OSHA 10", "osha-10"), Want("OSHA 30", "osha-30", P)]),
    ("Must be able to drive (no CDL)", [Want("CDL", "cdl", N)]),
    ("CDL Class A, or get your CDL in 120 days", [Want("CDL Class A", "cdl-class-a", A), Want("CDL", "cdl", A)]),
    ("CIA certification; or actively working towards it", [Want("CIA certification", "cia-auditor", A)]),
    ("RPR certification: add 3% to base", [Want("RPR certification", "rpr-ncra", M)]),
)  # fmt: skip
def test_scales_offers_and_what_is_not_accepted(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Registered with the State of Texas as a Professional Engineer",
     [Want("Registered with the State of Texas as a Professional Engineer", "pe")]),
    ("Preferred: CPO certification or AFO certification; Lifeguard Instructor",
     [Want("CPO certification", "certified-pool-operator", P), Want("AFO certification", "afo-nrpa", P),
      Want("Lifeguard Instructor", "lifeguard-instructor-arc", P)]),
    ("We pay for the CPA exam.", [Want("CPA exam", "cpa", M)]),
    ("PE in North Carolina required", [Want("PE in North Carolina", "pe")]),
    ("Possession of a valid driver's licensePREFERRED", [Want("driver's license", "drivers-license")]),
    ("Our offices are SOC 2 Type II certified.", []),
    ("Ann Field, NMLS #0012345", []),
    ("The Village administers licenses (liquor, contractor, dogs).", []),
    ("Inspects playgrounds alongside the CPSI.", []),
    ("Our SQF certification has been kept since we began.", []),
    ("BBB A+ and proud of it", []),
)  # fmt: skip
def test_names_and_what_looks_like_them(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Requirements\n* Three years as a paramedic in a busy system", []),
    ("An associate degree is required by POST.", []),
    ("Welds FCAW and GMAW in 1F, 2G and 3G", []),
    ("Must pass a 3G weld test", [Want("3G", "welding-3g")]),
    ("Runs a Class A office building downtown", []),
    ("The shop is certified to AWS D1.1.", []),
    ("Knowledge of crisis work\n\nNice to have\n- CPR\n- Excel", [Want("CPR", "cpr", P)]),
    ("Valid driver's license with no more than 1 moving violation in 3 years",
     [Want("driver's license", "drivers-license")]),
    ("NATE certification is a plus and we will pay your test fees", [Want("NATE certification", "nate", P)]),
    ("See that every cook has a current food handler card.", [Want("food handler card", "food-handler", M)]),
    ("You do not need to hold a CPA license.", [Want("CPA license", "cpa", N)]),
    ("Journeyman Electrician license (Class B)", [Want("Journeyman Electrician license", "journeyman-electrician")]),
    ("Everybody on the team has earned the CISSP.", [Want("CISSP", "cissp", M)]),
    ("LCSW differential of $2", [Want("LCSW", "lcsw", M)]),
    ("Must hold a driver's license and be able to be covered by our policy.",
     [Want("driver's license", "drivers-license")]),
    ("CPA is a plus, not a must.", [Want("CPA", "cpa", P)]),
    ("WHAT WOULD BE GREAT\nLEED Green Associate\nHospital work", [Want("LEED Green Associate", "leed-green-associate", P)]),
)  # fmt: skip
def test_records_bodies_and_positions(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Requirements: API 510/570/653",
     [Want("API 510", "api-510"), Want("570", "api-570"), Want("653", "api-653")]),
    ("Inspects vessels by the API 510 and 570 codes.", []),
    ("As the law asks, in accordance with Section 608 of the Clean Air Act", []),
    ("EPA approved Universal Technician Certificate, pursuant to Section 608 of the Clean Air Act",
     [Want("Universal Technician Certificate", "epa-608-universal")]),
    ("A Grade III Operator Certification for the operation of wastewater treatment plants",
     [Want("Operator Certification for the operation of wastewater treatment plants", "wastewater-operator")]),
    ("CPR certified (may be accomplished after hire)", [Want("CPR certified", "cpr", A)]),
    ("Typing, a plus A valid driver's license", [Want("driver's license", "drivers-license")]),
    ("You are entered in the Nationwide Mortgage Licensing System by us.", []),
    ("We begin the SAFE registration process after your hire.", [Want("SAFE registration", "mlo-license", A)]),
    ("Our crew is looking for help.\nLicensed plumber\nValid driver's license",
     [Want("Licensed plumber", "plumber-license"), Want("driver's license", "drivers-license")]),
    ("PMP, Lean Six Sigma YB/GB required",
     [Want("PMP", "pmp"), Want("Lean Six Sigma YB", "six-sigma-yellow-belt"), Want("GB", "six-sigma-green-belt")]),
    ("Universal technician certification given by the Environmental Protection Agency (EPA)",
     [Want("Universal technician certification", "epa-608-universal")]),
)  # fmt: skip
def test_codes_laws_and_who_gives(extractor: Extractor, text: str, wanted: list[Want]) -> None:
    hold(extractor, text, wanted)


@rows(
    ("HVAC/EPA card (Type I & II or Universal)",
     [Want("Type I", "epa-608-type-1"), Want("II", "epa-608-type-2"), Want("Universal", "epa-608-universal")]),
    ("CPO (Certified Pool Operator) preferred - own tools", [Want("CPO (Certified Pool Operator)", "certified-pool-operator", P)]),
    ("CPI training provided", [Want("CPI training", "crisis-prevention-cpi", A)]),
    ("CCHT (BONENT, NNCC or NNCO) within a year of hire", [Want("CCHT", "ccht", A)]),
    ("Registered with the Texas State Board of Pharmacy as a technician",
     [Want("Board of Pharmacy as a technician", "pharmacy-technician-license")]),
    ("Licensed Cosmetologist (active TX license)", [Want("Licensed Cosmetologist", "cosmetology-license")]),
    ("NYS EMT-B card, clean record", [Want("EMT-B", "emt-basic")]),
    ("RBT (or willing to finish the course)", [Want("RBT", "rbt", A)]),
    ("CVT/RVT/LVT or eligible",
     [Want("CVT", "veterinary-technician-certified"), Want("RVT", "veterinary-technician-license"),
      Want("LVT", "veterinary-technician-license")]),
    ("Journeyworker plumber lic.", [Want("Journeyworker plumber lic", "journeyman-plumber")]),
    ("Pro Board Firefighter II, HazMat Operations",
     [Want("Firefighter II", "firefighter-2"), Want("HazMat Operations", "fire-hazmat-operations")]),
    ("A state S-1/D-1/B-1 license for boilers", []),
    ("Texas SBEC certificate required", [Want("SBEC certificate", "teaching-license")]),
)  # fmt: skip
def test_what_stands_in_brackets_and_short(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Certifications: RN must have CEN or CFRN.", [Want("CEN", "cen"), Want("CFRN", "cfrn")]),
    ("Openings\nICU - (RN) - Full time", []),
    ("Echo technologist with a CCI registry-level credential", [Want("CCI registry-level credential", "cci-certification")]),
    ("Are you a skilled Class A CDL driver who likes to be home?", [Want("Class A CDL", "cdl-class-a", M)]),
    ("Are you a certified welder with a CDL?", [Want("CDL", "cdl", M)]),
    ("NYS guard license and F02 Fire Guard", [Want("guard license", "ny-security-guard"), Want("F02 Fire Guard", "fdny-f02")]),
    ("Driver\x92s license", [Want("Driver\x92s license", "drivers-license")]),
    ("Current license to practice oral hygiene", [Want("license to practice oral hygiene", "dental-hygienist-license")]),
    ("Must be licensed by the Texas Medical Board.", []),
)  # fmt: skip
def test_who_is_spoken_of_and_registries(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Obtain and keep a valid Georgia driver's license", [Want("driver's license", "drivers-license")]),
    ("Obtain and maintain a driver's license within 30 days", [Want("driver's license", "drivers-license", A)]),
    ("Valid driver's license, CDL license a plus",
     [Want("driver's license", "drivers-license"), Want("CDL license", "cdl", P)]),
    ("The department will provide you with Firefighter I, EMT-B and more.",
     [Want("Firefighter I", "firefighter-1", A), Want("EMT-B", "emt-basic", A)]),
    ("Please list the expiration date of your CPR card.", [Want("CPR card", "cpr")]),
    ("Information Technology Infrastructure Library Foundations (ITIL) certification",
     [Want("Information Technology Infrastructure Library Foundations", "itil-foundation")]),
    ("The Certified Crop Consultant is a member of our team.", []),
    ("CPA or CPFO/CGFM", [Want("CPA", "cpa"), Want("CPFO", "cpfo"), Want("CGFM", "cgfm")]),
)  # fmt: skip
def test_what_is_to_be_had_and_what_is_given(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@rows(
    ("* NRP 90 Days Required * PALS 1 Year Preferred", [Want("NRP", "nrp", A), Want("PALS", "pals", P)]),
    ("You must have (or be able to obtain) an Ohio Class B CDL.", [Want("Class B CDL", "cdl-class-b", A)]),
    ("Must hold a Class B CDL at the time of hire or be eligible and agree to get it.",
     [Want("Class B CDL", "cdl-class-b", A)]),
    ("Must be CPR certified or be able to complete a class in the first month.", [Want("CPR", "cpr", A)]),
    ("Must have, or have the ability to obtain, a valid driver's license at the time of hire.",
     [Want("driver's license", "drivers-license", A)]),
    ("CPR required (or willingness to obtain prior to your first day)", [Want("CPR", "cpr", A)]),
    ("Class B CDL. Can be obtained through the district.", [Want("Class B CDL", "cdl-class-b", A)]),
    ("Must have a real estate license. If you don't have this license yet, you get 60 days.",
     [Want("real estate license", "real-estate-license", A)]),
    ("Have a valid Iowa driver's license and to have or the ability to obtain a CDL.",
     [Want("driver's license", "drivers-license"), Want("CDL", "cdl", A)]),
    ("Applicants without an active RN license will not be considered.", [Want("RN license", "rn")]),
    ("Those who do not hold a RN license are encouraged to call the board.", [Want("RN license", "rn", M)]),
    ("Duties\n- Acts as a notary public for the office", [Want("notary public", "notary-public", M)]),
    ("Moves trailers and other vehicles requiring a Class A CDL.", [Want("Class A CDL", "cdl-class-a", M)]),
    ("Aides are eligible for a CNA certification differential.", [Want("CNA certification", "cna", M)]),
    ("Mechanics with an ASE certification of that institute will be paid at least $30 an hour.",
     [Want("ASE certification", "ase", M)]),
)  # fmt: skip
def test_what_may_come_later_and_what_is_only_told(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@rows(
    ("What you'll do:\n* Lead groups\nWhat you are:\n* A therapist with a license (LCSW, LMFT)",
     [Want("LCSW", "lcsw"), Want("LMFT", "lmft")]),
    ("A valid Class B Oregon Commercial Driver's License",
     [Want("Class B Oregon Commercial Driver's License", "cdl-class-b")]),
    ("Journeyman's plumber license", [Want("Journeyman's plumber license", "journeyman-plumber")]),
    ("Our veterinary clinic\nRequirements\n* CVT degree or designation", [Want("CVT", "veterinary-technician-certified")]),
    ("Certified Code Enforcement Officer (CCEO) designation from the Association of Code Enforcement",
     [Want("Certified Code Enforcement Officer (CCEO)", "code-enforcement-aace")]),
    ("A Class A CDL license to operate equipment", [Want("Class A CDL license", "cdl-class-a")]),
    ("The A & P Aircraft Mechanic reports to the chief.", []),
    ("Two years of experience as a Registered Nurse is required.", []),
    ("Tasks that do not require a registered pharmacist to perform", []),
    ("We are seeking a Professional Land Surveyor (PLS) to join our office.", []),
    ("Minimum Multi-Engine Land Hours: 400", []),
    ("Runs a Class 3 wastewater treatment plant", []),
    ("BLS certification is required. Takes calls of the BLS or ALS level.",
     [Want("BLS certification", "bls")]),
    ("Valid DOT medical card", []),
)  # fmt: skip
def test_jobs_plants_and_levels_of_care(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Nice-to-Have Skills and Experience\n* Security+", [Want("Security+", "comptia-security-plus", P)]),
    ("Desired Qualifications:\n* Master's degree\n* License and certifications:\no Certified Energy Auditor",
     [Want("Certified Energy Auditor", "aee-cea", P)]),
    ("Desired Qualifications:\n* Master's degree\n* Required certifications:\no Certified Energy Auditor",
     [Want("Certified Energy Auditor", "aee-cea")]),
    ("Requirements\n* Degree (finance or economics preferred); CPA is a big plus", [Want("CPA", "cpa", P)]),
    ("Certification from a recognized body such as ISACA", [Want("Certification from a recognized body such as ISACA", "isaca-certification")]),
    ("Elections Officer Certified", [Want("Elections Officer Certified", "arizona-elections-officer")]),
    ("Oracle Administrator Certified Master", []),
    ("CMRT - Certified Medical Radiologic Technologist", [Want("Medical Radiologic Technologist", "mrt-texas")]),
)  # fmt: skip
def test_headings_that_are_items_and_who_is_certified(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@rows(
    ("CPR/First Aid cert. within 60 days", [Want("CPR", "cpr", A), Want("First Aid cert", "first-aid", A)]),
    ("MSHA Part 46 (we provide), Part 48 a plus", [Want("MSHA Part 46", "msha-part-46", A)]),
    ("Staff who are licensed as an LMHC, LCSW or LMFT may receive a higher rate.",
     [Want("LMHC", "lmhc", M), Want("LCSW", "lcsw", M), Want("LMFT", "lmft", M)]),
    ("A bonus of $3,000 for nurses that are bilingual or hold a CCRN", [Want("CCRN", "ccrn", M)]),
    ("Drivers with an out-of-state driver's license get a month.", [Want("driver's license", "drivers-license", M)]),
    ("Schedules CPR, First Aid and NRP classes for hospital staff",
     [Want("CPR", "cpr", M), Want("First Aid", "first-aid", M), Want("NRP", "nrp", M)]),
    ("Two years of experience with buses and other vehicles\nrequiring a Class B CDL", [Want("Class B CDL", "cdl-class-b", M)]),
    ("Desired Qualifications:\n\n•Degree.\n\n•License and certifications:\n\no Certified Energy Auditor (CEA)\n\no LEED AP",
     [Want("Certified Energy Auditor (CEA)", "aee-cea", P), Want("LEED AP", "leed-ap", P)]),
    ("One of these: Certified Medical Assistant; Association of Medical Assisting + Registered Medical Assistant (RMA)",
     [Want("Certified Medical Assistant", "certified-medical-assistant"),
      Want("Registered Medical Assistant (RMA)", "registered-medical-assistant")]),
    ("School posting. Professional Educator's License", [Want("Professional Educator's License", "teaching-license")]),
    ("Summary The COTA Certified Occupational Therapy Assistant provides care.", []),
    ("Trained by 29 CFR 1910.120", []),
    ("BLS is current. Perform BLS on patients.", [Want("BLS", "bls")]),
)  # fmt: skip
def test_papers_pay_and_lists_in_one_line(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@pytest.mark.parametrize(
    "text",
    [
        "We run a Safe Sport certified club.",
        "Knowledge of FedRAMP certified offerings",
        "Our ASE certified technicians do the repairs.",
        "Work for a Salesforce certified implementation partner in an AWS certified environment.",
        "The shop is an FAA certified repair station.",
        "We keep HACCP plans for each kitchen.",
        "Coordinate with LEED consultants.",
    ],
)
def test_what_an_employer_bears(extractor: Extractor, text: str) -> None:
    hold(extractor, text, [])


@rows(
    ("Qualifications\n* Holds or is eligible for an N.J. School Social Worker Certificate.",
     [Want("School Social Worker Certificate", "school-social-work-license", A)]),
    ("Qualifications\n* Eligible for or hold State Library Certification.",
     [Want("State Library Certification", "library-certification", A)]),
    ("Crew without papers: those lacking a CDL will be required to obtain it by May.", [Want("CDL", "cdl", M)]),
    ("You drive a minibus not requiring a Class B CDL.", [Want("Class B CDL", "cdl-class-b", N)]),
    ("The county returns the cost of obtaining a CDL.", [Want("CDL", "cdl", M)]),
    ("Notary commission (if hired)", [Want("Notary commission", "notary-public", A)]),
    ("Work Environment\nThe barns are cold.\n\nPossession of a license to practice veterinary medicine.",
     [Want("license to practice veterinary medicine", "veterinarian-license")]),
    ("Requirements\n* International Society of Arboriculture certification and Texas Pesticide Applicators License within six months.",
     [Want("International Society of Arboriculture certification", "certified-arborist", A),
      Want("Pesticide Applicators License", "pesticide-applicator", A)]),
    ("Candidates seeking a school counselor license shall send us their plan.",
     [Want("school counselor license", "school-counselor-license", M)]),
    ("Requirements\n* Endorsement as a school counselor shall be on file.",
     [Want("Endorsement as a school counselor", "school-counselor-license")]),
)  # fmt: skip
def test_who_has_none_yet_and_what_it_costs(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


def test_a_method_among_tools_is_no_credential(extractor: Extractor) -> None:
    assert not extractor.read("You cut waste with lean tools such as Six Sigma and 5S.").mentions


@rows(
    ("Requirements\n* Clinical Medical Assistant Certification by AAMA, AMT, NCCT or NHA.",
     [Want("Clinical Medical Assistant Certification", "ccma")]),
    ("Licenses\n* CNA certification listed on the State Nurse Aide Registry.", [Want("CNA certification", "cna")]),
    ("Skills must be shown within the 90 days to be eligible for continued employment to include ACLS and any other certifications required.",
     [Want("ACLS", "acls", A)]),
    ("Certification in EVOC or its equivalent and certification in Hazmat Awareness are preferred.",
     [Want("EVOC", "evoc", P), Want("Hazmat Awareness", "fire-hazmat-awareness", P)]),
    ("Requirements\n* Vascular Interventional Radiography (ARRT)",
     [Want("Vascular Interventional Radiography", "arrt-vascular-interventional")]),
)  # fmt: skip
def test_givers_registries_and_lists_that_are_wished(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@pytest.mark.parametrize(
    "text",
    [
        "Two years of experience as a professional Registered Nurse.",
        "Indirect supervision: RNs, LPNs and clerks.\nSupervision: RNs and clerks.",
        "Field of Study:\n\nPhysical Therapist Assistant",
        "You know the principles and practices of anesthesia, airway care and CPR.",
        "A curriculum accepted by the National Registry.",
        "Two years as an active BLS provider.",
        "Education: Doctor of Medicine: M.D. or D.O.",
    ],
)
def test_work_people_and_what_is_studied(extractor: Extractor, text: str) -> None:
    assert not extractor.read(text, "Clinic Manager").mentions


@rows(
    ("Qualifications: a degree. Clinical licensure preferred as Registered Nurse or Social Worker.",
     [Want("Registered Nurse", "rn", P), Want("Social Worker", "social-work-license", P)]),
    ("Those on the ward may not currently hold a valid nursing license.", [Want("nursing license", "nursing-license", N)]),
    ("Requirements\n* Ability to be certified as a forklift operator; five years on the road",
     [Want("certified as a forklift operator", "forklift", A)]),
    ("Qualifications: degree in Accounting with CPA or EA preferred.",
     [Want("CPA", "cpa", P), Want("EA", "enrolled-agent", P)]),
    ("These may be substituted for a year of the experience: a. Certified Purchasing Manager (CPM). b. CPSM.",
     [Want("Certified Purchasing Manager (CPM)", "certified-purchasing-manager", M), Want("CPSM", "cpsm", M)]),
    ("Requirements\n* A valid driver's license issued in the state of residence.",
     [Want("driver's license", "drivers-license")]),
    ("Requirements\n* Proof of a nursing license in the state of desired employment",
     [Want("nursing license", "nursing-license")]),
    ("Incentives given to obtain your PE license", [Want("PE license", "pe", M)]),
)  # fmt: skip
def test_who_holds_what_and_where_it_is_issued(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@rows(
    ("Certification: technical certification e.g. Cisco, VMware.",
     [Want("Cisco", "cisco"), Want("VMware", "vmware-certification")]),
    ("OSHA-10 or -30 certification preferred.", [Want("OSHA-10", "osha-10", P), Want("30", "osha-30", P)]),
    ("Requirements: Ability to obtain an EMT certificate before start date", [Want("EMT certificate", "emt", A)]),
    ("Premium pay requires a Class A CDL.", [Want("Class A CDL", "cdl-class-a", M)]),
)  # fmt: skip
def test_lists_by_example_and_what_pays_more(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


@pytest.mark.parametrize(
    "text",
    [
        "Builds relationships within the account, among them: RNs, buyers and clerks.",
        "A residency accredited by the ACGME and the American Board of Medical Specialties (ABMS).",
        "Applied experience in Agile, Scrum or Lean Six Sigma.",
    ],
)
def test_whom_one_meets_and_who_accredits(extractor: Extractor, text: str) -> None:
    assert not extractor.read(text, "Account Manager").mentions


def test_the_title_amid_the_first_words_asks_for_nothing(extractor: Extractor) -> None:
    title = "Certified Surgical Technologist, Days"
    assert not extractor.read(f"Mercy Hospital {title} Location: Salem", title).mentions
    asked = extractor.read(f"Licensed as a {title}, you scrub in.", title)
    assert [m.credential_id for m in asked.mentions] == ["surgical-technologist"]


def test_cisa_is_an_agency_where_the_sentence_speaks_of_its_clearance(extractor: Extractor) -> None:
    assert not extractor.read(
        "DHS suitability, preferably with CISA.", "Software Engineer"
    ).mentions
    assert extractor.read("Requirements\n* CISA preferred", "IT Auditor").mentions


@rows(
    ("One or more of the following certifications: PE, ASA, PMP or CPA.", [Want("PMP", "pmp"), Want("CPA", "cpa")]),
    ("General knowledge of the billing suite\nPMP or MBA in project management", [Want("PMP", "pmp")]),
    ("PMI Project Management Professional (“PMP”) certification a plus.",
     [Want("PMI Project Management Professional (“PMP”)", "pmp", P)]),
    ("Current CPR certification (qualified new hires may complete it as part of their training).",
     [Want("CPR", "cpr", A)]),
)  # fmt: skip
def test_lists_that_begin_with_acronyms_and_quoted_ones(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)


def test_months_of_work_and_a_module_are_no_credentials(extractor: Extractor) -> None:
    assert not extractor.read("At least six months as a Registered Nurse.", "Team Lead").mentions
    assert not extractor.read("A ServiceNow module (ITSM, CSM, ITOM).", "Developer").mentions


@rows(
    ("Any of these may be substituted for a year of the experience:\na. A PMP\nb. The SHRM-CP",
     [Want("PMP", "pmp", M), Want("SHRM-CP", "shrm-cp", M)]),
    ("Requirements\n* Maintain BLS certification, if required for the position", [Want("BLS", "bls", M)]),
    ("ERP - Orders - Procure to Pay - P2P - OTC - PMP - coding - programming - Java - SQL - QA - Agile",
     [Want("PMP", "pmp", M)]),
)  # fmt: skip
def test_what_only_counts_for_some_or_for_a_search(
    extractor: Extractor, text: str, wanted: list[Want]
) -> None:
    hold(extractor, text, wanted)
