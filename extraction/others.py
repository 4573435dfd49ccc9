"""Whether a name stands for something or somebody else than the applicant's credential.

A board or a company that bears it, people who have it already, work that is done, knowledge of a
method: the words right beside the name tell.
"""

from __future__ import annotations

import re

from extraction.candidates import Candidate

AID = ("cpr", "first-aid", "aed", "bls")
"""Credentials in what is also done at work."""
METHODS = frozenset(
    (*AID, "itil", "leed", "lean-six-sigma", "six-sigma", "haccp", "pmp", "post-certification")
)
"""Credentials whose names are also those of a method or a standard that people know or follow."""

# Names that an employer bears, not the applicant; for what follows in small letters, which is tried much faster.
_OWN_AFTER = re.compile(
    r"\s*(?:-?\s?certified|-?\s?accredited|-?\s?registered)?\s*(?:blue seal (?:of excellence )?|gold class\s+|class\s+|minimum\s+)?"
    r"(?:facility|facilities|integrators?|plants?|treatment plants?\b(?! oper| licen| certif)|hospitals?|compan(?:y|ies)|organizations?|firms?|shops?|practice|practices|manufacturers?|(?:\w+\s)?partners?|clubs?|gyms?|agenc(?:y|ies)|environments?|vessels|engines|dealers?(?:hips?)?|business(?:es)?|repair stations?|consultants|data sources?|plans?\b(?! exam| review)|"
    r"employers?|centers?|laborator\w+|buildings?|projects?|standards?|regulations?|guidelines|procedures|compliance|rules|code|polic(?:y|ies|es)|"
    r"principles|methodolog\w+|specifications|best[- ]practices|techniques|process(?:es)?|management processes)\b|"
    r"\s*-?\s?(?:approved|accredited|recognized)\s+(?:\w+\s+){0,2}(?:academ\w+|programs?|schools?|colleges?|universit\w+)\b|"
    r"s?\s+restrictions?\b|\s+(?:units|devices|machines|posters?|textbooks?|laws|tools|compressions|saves|(?:flight )?hours(?=:))\b|\s*(?:id\s?)?(?:#|no\.)\s?\d{3,}|,?\s*(?:(?:and|&)\s+)?(?:fully )?(?:bonded|insured)\b|\s+contractor (?:license )?#|\s+(?:commercial )?(?:office|properties|apartments?|multi-?family|real estate|asset)\b|\s+(?:is an? (?:eoe|eeo\b|equal)|is (?:certified|accredited) by|of record\b|member(?:ship)?s?\b)"
)
# The same, of bodies and ways that are named: their capitals tell.
_NAMED_AFTER_IT = re.compile(
    r"\s+(?:Academy|Board|Association)\b(?!\s+(?i:certif|graduat|eligib))|\s+(?:Commission|Compact|Registry|System)\b(?!\s+(?i:licen|certif))"
    r"|\s*[A-Z]\w+ (?i:(?:management )?processes)\b"
)
# `Behavior Analyst Certification\nBoard for the ...`: a line that was broken amid a name.
_BOARD_BELOW = re.compile(r"(?<=Certification)\nBoard (?:for|of|in)\b")
_NEAR_AFTER = 90
"""Characters behind a name in which the words of these stand."""
# `Member FINRA/SIPC`, `ARC-PA`, `CEO/CFO certification`: an employer's own body, the end of another
# acronym, officers who certify accounts.
_BELONGS_BEFORE = re.compile(
    r"\b(?:[Mm]ember(?: of)?(?: the)?\s+|[A-Z]{3,}-|CEO\s?(?:/|and)\s?|Web |certified to (?:AWS )?)$"
)
# `mix design per ACI`, `a degree is required by POST`: the body that asks for what stands before it.
_ASKED_BY = re.compile(
    r"(?i:\b(?:per|according to|in accordance with) (?:the )?)$"
    r"|\b(?:required|mandated|approved|accepted|recognized) by (?:the )?$"
)
# `accredited by the ACGME and the American Board of ...`
_ACCREDITED_BY = re.compile(r"\baccredited (?:by|through) [^.;\n]{0,90}\b(?:and|or) (?:the )?$")
# `in accordance with Section 608 of the Clean Air Act`: the law that asks for something.
_A_LAW = re.compile(r"[Ss]ections? \d{3}\b.* of the\b")
_UNDER_LAW = re.compile(
    r"\b(?:accordance with|pursuant to|under|required by|by) (?:the )?$", re.IGNORECASE
)
# `Environmental Protection Agency (EPA) - approved`: who approves what is named after it.
_APPROVES = re.compile(r"\)?\s?[-–]\s?approved\b", re.IGNORECASE)
# `issued by the National Registry of ...`: who gives the credential that was just named.
_ISSUER_BEFORE = re.compile(
    r"\b(?:issued|given) by (?:the )?(?:[A-Z][\w.]* (?:(?:of|for|and|the) )*){0,5}$"
)
# `the State Board for Educator Certification`, `standards of the Commission on Peace Officer Standards`
_BODY_BEFORE = re.compile(
    r"\b(?<!Certification[ \n])(?:Board|Commission|Council|Committee|Bureau|Division) (?:for|on|of) (?:the )?$"
)
_BODYS_ACRONYM_BEFORE = re.compile(
    r"\b(?:(?:Board|Commission|Council|Committee|Association|Society|Institute) (?:for|on|of) [^.;,()\n]{3,60}|(?:[A-Z]\w+ ){2,5}(?:Association|Society|Council|Organization|Foundation|Academy|Federation)|\b(?:issued|awarded|certified|given|granted) by (?:the )?(?:[A-Z][\w.]* ?){1,6}) \($"
)
_GIVEN_AFTER = re.compile(
    r"[^;\n]{0,50}?\b(?:certif|licen|credential|course|class|card|regist|exam)", re.IGNORECASE
)
_GIVES_BEFORE = re.compile(
    r"\b(?:certif|licen|credential|regist)\w*(?: \w+){0,3} (?:by|from|through|with|of|via)\b[^.;\n]{0,60}$",
    re.IGNORECASE,
)
# `reports to the Lead A&P Mechanic`
_REPORTS_TO = re.compile(
    r"\b[Rr]eport(?:s|ing)? (?:directly )?to:? (?:the |an? |our )?(?:[A-Z][a-z]+ ){0,3}$"
)
# `alongside the CPSI`, `the County's CPSI`, `weld to D1.1`, `thinking about COTA school`
_OF_COLLEAGUES = re.compile(
    r"\balongside (?:the|our|an?) $|\b(?:County|City|Town|Village|District|company|hospital)['’]s $|\bwelds? to (?:AWS )?$|\b[Tt]hinking about (?:[A-Z]{2,5},? (?:or )?){0,4}$"
)
# `our SQF certification has been kept`
_OUR_OWN = re.compile(r"\b[Oo]ur $")
_STANDS = re.compile(r"\s*(?:certification|accreditation)?\s(?:has been|was|were|is held|status)\b")
# `no record in the Nurse Aide Registry`
_NOT_IN_BEFORE = re.compile(
    r"\b(?:no|not|never)\b[^.;\n]{0,60}\b(?:listed|listing|record|findings?|entered) (?:in|on|with) (?:the|any) $",
    re.I,
)
# `School of Nursing Licenses/Certification`: a school's name, and the heading that is glued to it.
_SCHOOL_BEFORE = re.compile(
    r"\b(?:School|College|Department|Bachelors?|Diploma|Director|Office|Coordinator|Supervisor) (?:of|in) $|\b(?i:program|degree) (?i:as an?) $"
)
# `Our company received Gold LEED certification`, `(c) ABMS`
_OWNED_BEFORE = re.compile(
    r"\b(?:[Cc]ompany|[Ww]e|[Bb]uilding|[Ff]acility|[Hh]ospital) (?:has |have |was |were )?(?:received|earned|achieved|awarded) (?:[\w-]+ ){0,3}$"
    r"|\b(?:[Oo]ur|[Tt]he|[Tt]his) (?:shop|company|firm|facility|hospital|clinic|practice|plant|school|center|agency|building|laboratory|lab) is (?:also |now |proudly )?(?:an? )?(?:[A-Z]\w+ )?$"
    r"|\b[Ss]hop is (?:certified to )?$|\b[Ww]e are (?:a )?licensed \($|\b[Aa]ccredited (?:for|in) $|\bSOC ?[12] $"
    r"|(?:©|\([cC]\) ?(?=\d{4})|[Cc]opyright)[^.;\n]{0,40}$"
)
# One of these stands in each of those: sooner seen than by the expression.
_MAY_BE_OWNED = (
    " is ", "eceived ", "arned ", "chieved ", "warded ", "icensed (", "ccredited ", "SOC", "©", "(c)", "(C)", "opyright",
)  # fmt: skip
# `LSRPs and PEs`: people, whom the employer has or looks for elsewhere; no status that is asked for.
_PEOPLE = re.compile(
    r"[A-Z]{2,5}(?:['’]?s)?$|(?:licensed|certified|registered)\s(?:[\w/&-]+\s){0,3}\w+(?:er|or|ian|ist|ect|ant|nurse|auditor)s?$"
)
# `help licensed electricians`, `mentor EITs and PEs`
_SERVED = re.compile(
    r"\b(?:[Hh]elp|[Dd]ispatch|[Mm]entor|[Cc]oach|[Rr]ecruit|[Hh]ire)(?:s|es|ing)? (?:our |the |and lead )?(?:[\w ]{2,20}s,? (?:and|or|&) )?$"
)
# `dispatch NATE certified techs`
_CERTIFIED_PEOPLE = re.compile(
    r"\s+(?:techs|technicians|mechanics|crews|instructors|professionals)\b"
)
# `we have been a licensed general contractor since 1985`
_SINCE = re.compile(r"\s+since (?:19|20)\d\d\b")
# `maintains contractor license records`
_RECORDS_AFTER = re.compile(r"\s+records?\b")
_KEEPS_BEFORE = re.compile(
    r"\b(?:[Mm]aintain|[Kk]eep|[Tt]rack|[Ff]ile|[Uu]pdate)s?\b[^.;\n]{0,45}$"
)
# `Journeyman Electrician license (Class B)`: the class of that license.
_OTHER_CLASS = re.compile(
    r"\b(?:electrician|plumb\w+|boiler|hoisting|engineer|contractor|operator|gas ?fitter|refrigeration)\b[^.;,\n(]{0,20}\($",
    re.IGNORECASE,
)
# `The A&P Aircraft Mechanic reports to`: the job, by its name.
_ARTICLE_BEFORE = re.compile(
    r"(?:^|[.:]\s+|\b(?:Summary|Overview|Description|Purpose)\s+)(?:The|An?|Our)\s+$"
)
_ARTICLES = ("The", "A", "An", "Our")
_WORKS = re.compile(
    r"\s(?:[A-Z]\w+\s){0,2}(?:Mechanic|Technician|Operator|Driver|Inspector|Teacher|Engineer|Welder|Nurse|Instructor)s?\s"
    r"(?!with\b|who\b|certif|licen|or\b|and\b|must (?:have|hold|possess)\b|is (?:required|preferred)|required|preferred)[a-z]"
)
_ACTS = re.compile(
    r"\)?\s(?:provides|performs|works|assists|reports|helps|leads|supports|serves|ensures|manages|reviews|coordinates|oversees"
    r"|is responsible|are responsible)\b"
)
_A_PAPER = re.compile(
    r"(?:licen[sc]e|licensure|certification|certificate|card|permit|credential|endorsement|registration)s?\)?$",
    re.IGNORECASE,
)
# `do not require a registered pharmacist to perform`
_REQUIRE_BEFORE = re.compile(r"\brequires? an? $")
_TO_DO = re.compile(r"\s+to (?:perform|do|complete|sign|supervise|carry out)\b")
# `34 PEs`
_SO_MANY = re.compile(r"\b\d{1,3}\s+$")
_WHOSE_PEOPLE = re.compile(
    r"\b(?:[Oo]ur|staff includes?|[Ff]ormer|works? (?:closely )?with|working with|(?:led|performed|done|conducted|installed|submitted|prepared) by|requirements to|alongside|composed of|consisting of|delivered by"
    r"|supervision of|supervis(?:e|es|ing))\b[^.;:\n]{0,70}$|\brelationships? (?:with|within|among)\b[^.;\n]{0,80}$|\b[Ss]upervision: [^.;:\n]{0,70}$"
)
# `until you are relieved by a certified lifeguard`: whoever does it, it is not the applicant.
_BY_SOMEBODY = re.compile(r"\b(?:by|until|from) an? (?:\w+ )?$")
_WHO_HAS = re.compile(r"(?:licensed|certified|registered)\s+(?!in\b|to\b|as\b)", re.IGNORECASE)
# `RNs working in the ICU`: those who do the work already.
_AT_WORK = re.compile(r"\s+(?:working|assigned|who work|employed)\s+(?:in|with|on|to)\b")
# `Field of Study: Physical Therapy Assistant`: what is learned.
_FIELD_BEFORE = re.compile(
    r"\b(?:[Ff]ields? of [Ss]tudy|[Mm]ajor|[Dd]egree|[Dd]octor of [Mm]edicine):$"
)
# `e-mail Brian Quinn, PE`: the letters after the name of somebody to write to, or who writes.
_SIGNED_BEFORE = re.compile(
    r"(?:\b(?:(?i:contact|e-?mail(?:ed)?|call|attn|regards|sincerely|resumes? to|letter to|speak (?:to|with)|ask for)|(?:[A-Z]{2,5},? and))\b"
    r"[ :,]*)(?:(?:Mr|Ms|Mrs|Dr)\. )?[A-Z][a-z]+ (?:[A-Z]\.? )?[A-Z][\w'’-]+,?\s+(?:[A-Z][A-Za-z]{1,5},\s+)*$"
    r"|(?:█|@\S+)\s+(?:and\s+)?[A-Z][a-z]+,?\s+(?:[A-Z][A-Za-z]{1,5},\s+)*$"
)
_NAME_BEFORE = re.compile(r"[A-Z][a-z]+ [A-Z][\w'’-]+,\s+$")
_SIGNED_AFTER = re.compile(
    r"\s*(?:,? (?:and|&) [A-Z][a-z]+ [A-Z][\w'’-]+,? [A-Z]{2,5}\b|,? (?:and|&) [A-Z][a-z]+ [A-Z][\w'’-]+ from\b)"
)
# `transports hazardous materials`, `hazmat response`: what is carried and handled.
_HANDLED = re.compile(
    r"\b(?:(?:transport|haul|handl|deliver|ship|stor|dispos|spill|manag|load|carr)\w*|mov(?:e|es|ing)|us(?:e|es|ing)|do|does)(?: of| and \w+)? $",
    re.IGNORECASE,
)
# `HazMat Operations`: what firefighters are certified to.
_OF_FIRE = re.compile(r"[ -](?:Operations|Ops|Technician|Tech|Awareness|IQ)\b", re.IGNORECASE)
# First aid that is given at work, where the posting tells what happens there.
_GIVEN = re.compile(
    r"\b(?:initiat(?:e|es|ing)|provid(?:e|es|ing)|utiliz(?:e|es|ing)|giv(?:e|es|ing)|administer(?:s|ing)?|perform(?:s|ing)?|render(?:s|ing)?|begins?)\s+(?:[\w/]+,?\s+){0,4}\(?$",
    re.IGNORECASE,
)
# `basic knowledge of Lean Six Sigma`: what is known is no credential, unless the name says so.
_KNOWN = re.compile(
    r"\bprinciples (?:and \w+ )?of (?:[\w-]+,? ){0,6}$|\b(?:knowledge|understanding|familiarity|familiar|working knowledge|awareness) (?:of|with|in)\s+(?:[\w/-]+\s+){0,2}$"
    r"|\bexperience (?:in|with|using)\s(?:[\w/-]+,?\s+){0,5}$",
    re.IGNORECASE,
)
# `lean tools such as Six Sigma`: what work is done with.
_TOOLS = re.compile(
    r"\b(?:tools|methods|methodologies|techniques|initiatives|concepts)\s(?:such as|like|including)\s(?:[\w/-]+,?\s(?:and\s)?){0,3}$",
    re.IGNORECASE,
)
# `including knowledge of: safety rules; first aid; the use of tools`: the topics of an examination.
_TOPICS = re.compile(
    r"\b[Kk]nowledge(?:,? (?:of|including))+\b(?!.*(?:\.\s+[A-Z]|\n\s*(?:\n|[*•–-]|[A-Z])|[Cc]ertif|[Ll]icens))",
    re.DOTALL,
)
_NAMED_AFTER = re.compile(
    r"[\s,/()\w&-]{0,40}?\b(?:certif\w+|licen\w+|card|credential\w*|belt|exam)\b", re.IGNORECASE
)
_WISHED_AFTER = re.compile(
    r"[\s,/()\w&-]{0,40}?\b(?:required|preferred|desired|plus|or (?:an? )?(?:MBA|degree|equivalent))\b",
    re.IGNORECASE,
)
# `Clinical Nurse Specialist Board Certified`: of another board than the physicians'.
_BOARDED = re.compile(r"board[- ]certif\w+$", re.IGNORECASE)
_NO_PHYSICIAN = re.compile(
    r"\b(?:nurse|practitioner|specialist|pharmacist|therapist|analyst|coder|type:)s?[ ,–-]*$",
    re.IGNORECASE,
)
_KEYWORDS_LABEL = re.compile(r"keywords?\s*:[^.;\n]*$", re.IGNORECASE)


def speaks_of_another(text: str, candidate: Candidate, bounds: tuple[int, int]) -> bool:
    """Whether the words beside a candidate in its sentence say that it is none of the applicant's."""
    start, end = candidate.start, candidate.end
    low, high = bounds
    before, after = text[low:start], text[end:high]
    surface = text[start:end]
    # `the SAFE registration process` is to be gone through.
    gone_through = surface.endswith("registration") and after.lstrip().startswith("process")
    if not gone_through and (
        _OWN_AFTER.match(after[:_NEAR_AFTER].lower())
        or _NAMED_AFTER_IT.match(after)
        or _BOARD_BELOW.match(text, end)
    ):
        return True
    if _BELONGS_BEFORE.search(text, max(0, start - 20), start):
        return True
    tail = before[-80:]
    if any(sign in tail for sign in _MAY_BE_OWNED) and _OWNED_BEFORE.search(tail):
        return True
    if _RECORDS_AFTER.match(after) and _KEEPS_BEFORE.search(before[-70:]):
        return True
    if surface.startswith("Class ") and _OTHER_CLASS.search(before[-60:]):
        return True
    if _SINCE.match(after) and _WHO_HAS.match(surface):
        return True
    if before.endswith("#"):  # `#CPAJobs`
        return True
    if _BOARDED.match(surface) and _NO_PHYSICIAN.search(before[-30:]):
        return True
    # `two years as an active BLS provider`: a level of care.
    if surface == "BLS provider" and before.endswith((" as a ", " as an active ", " as a active ")):
        return True
    if surface == "A+" and before.endswith((" is ", " an ")):
        return True
    near = before[-100:]
    # Most sentences hold no *by*: a look for the word is quicker than one for the expression.
    if (" by " in near and _ISSUER_BEFORE.search(near)) or _SCHOOL_BEFORE.search(before[-20:]):
        return True
    body = _BODY_BEFORE.search(text, max(low, start - 24), start) or (
        before.endswith("(")
        and _BODYS_ACRONYM_BEFORE.search(near)
        and not _GIVEN_AFTER.match(text, end, end + 60)
    )
    if body and not _GIVES_BEFORE.search(near):
        return True
    if _OF_COLLEAGUES.search(near[-40:]) or (_OUR_OWN.search(near[-8:]) and _STANDS.match(after)):
        return True
    if " to" in near and _REPORTS_TO.search(near):
        return True
    label = text[max(0, start - 30) : start].rstrip()
    if label.endswith(":") and _FIELD_BEFORE.search(label):
        return True
    if surface.endswith("egistry") and _NOT_IN_BEFORE.search(before[-110:]):
        return True
    if "accredited " in before[-110:] and _ACCREDITED_BY.search(before[-110:]):
        return True
    if _A_LAW.match(surface) and _UNDER_LAW.search(near[-24:]):
        return True
    if (
        near.rstrip().endswith(_ARTICLES)
        and _ARTICLE_BEFORE.search(before)
        and (_WORKS.match(after) or (_ACTS.match(after) and not _A_PAPER.search(surface)))
    ):
        return True
    if _TO_DO.match(after) and _REQUIRE_BEFORE.search(near[-14:]):
        return True
    capitals = surface.isupper() and len(surface) < 7
    if capitals and _APPROVES.match(after):
        return True
    if (
        (capitals or surface.endswith("egistry"))
        and _ASKED_BY.search(near[-24:])
        and not _NAMED_AFTER.match(text, end, end + 40)
    ):
        return True
    signed = text[max(0, start - 70) : start] if capitals else ""
    if capitals and (
        (_capital_before(signed) and _SIGNED_BEFORE.search(signed))
        or (_NAME_BEFORE.search(before[-40:]) and _SIGNED_AFTER.match(after))
    ):
        return True
    if _BY_SOMEBODY.search(near[-30:]) and _WHO_HAS.match(surface):
        return True
    plural = surface.endswith("s") or after.startswith(("s", "'s", "’s"))
    if plural and _PEOPLE.search(surface):
        if _SO_MANY.search(before[-8:]):
            return True
        rest = after[1:] if not surface.endswith("s") else after
        if (
            _WHOSE_PEOPLE.search(before)
            or _SERVED.search(near)
            or _AT_WORK.match(rest.lstrip("'’s"))
        ):
            return True
    certified = (
        surface.lower().endswith("certified") or after.startswith(" certified")
    ) and _CERTIFIED_PEOPLE.match(after.removeprefix(" certified"))
    if certified and (_SERVED.search(near) or _OUR_OWN.search(near[-8:])):
        return True
    credentials = {entry.credential_id for entry in candidate.entries}
    if "hazmat-endorsement" in credentials and (
        _HANDLED.search(near[-30:]) or _OF_FIRE.match(after)
    ):
        return True
    if not credentials.isdisjoint(AID) and _GIVEN.search(before[-60:]):
        # `provides CPR certification to members` gives no aid.
        return not _NAMED_AFTER.match(text, candidate.end, candidate.end + 60)
    return not credentials.isdisjoint(METHODS) and _is_known(text, candidate, before)


def _capital_before(before: str) -> bool:
    """Whether the last word begins with a capital, as a person's name does."""
    words = before.rsplit(None, 1)
    return bool(words) and words[-1][0].isupper()


def _is_known(text: str, candidate: Candidate, before: str) -> bool:
    """Whether a method is what somebody knows of, and not a credential in it."""
    if _NAMED_AFTER.match(text, candidate.end, candidate.end + 60):
        return False
    if _KNOWN.search(before[-70:]) or _TOOLS.search(before[-70:]):
        return True
    if _WISHED_AFTER.match(text, candidate.end, candidate.end + 60):
        return False
    # With the name's first letter, which may begin a line.
    return _TOPICS.search(text, max(0, candidate.start - 900), candidate.start + 1) is not None


def is_keyword(before: str) -> bool:
    """Whether a name stands among words that an ad gives for those who search: ``Keywords: RN, nurse``."""
    told = "eyword" in before or "EYWORD" in before
    return told and _KEYWORDS_LABEL.search(before) is not None
