"""Judges whether a form that may mean something else names the credential here."""

from __future__ import annotations

import re

import us

from extraction import others
from extraction.candidates import Candidate
from extraction.dictionary import Entry
from extraction.headings import ABOUT, BENEFITS, DUTIES, PREFERRED, REQUIRED
from extraction.items import ANY
from extraction.model import Reading
from extraction.sections import Sections
from extraction.states import ABBREVIATIONS, ANY_NAME
from extraction.status import is_stated
from taxonomy.model import Taxonomy
from taxonomy.normalize import normalize

_STATES = frozenset(
    name
    for state in [*us.states.STATES, us.states.DC, *us.states.TERRITORIES]
    for name in (state.abbr, state.name)
)
_CREDENTIAL_WORD = re.compile(
    r"\b(?:certifi\w+|licens\w+|registered|registration|registry|credential\w*|endorsement\w*|exam|card|permit)\b",
    re.IGNORECASE,
)
# `certified as a`, `certification through the`: what follows is a credential or who gives it.
_CREDENTIAL_OF = re.compile(
    r"\b(?:certified|licensed|registered|licen[sc]e|certification|credentialed|diplomate)"
    r"(?: (?:as|in|by|from|of|through))?(?: (?:an?|the))?\s*$|(?<!oard )\bcertification \($",
    re.IGNORECASE,
)
# What asks the applicant for a status, before or after the name of an occupation.
_ASKED_BEFORE = re.compile(
    r"\b(?:must|required?|requires|requirement|valid|current|currently|active|unrestricted|unencumbered|licensed|licenses?|"
    r"licensure|certified|certifications?|credentialed|registered|preferred|prefer|desired|possess|possession|hold|holds|holding|designations?|"
    r"eligib\w+|obtain\w*|earn|become|complete|multi-?state|compact|one of|(?:ideal|successful) candidate (?:will|must|should|with) have)\b[^.;\n]{0,90}$",
    re.IGNORECASE,
)
_COLON_BEFORE = re.compile(
    r":(?<!title:)(?<!position:)(?<!job:)(?<!#:)[^.;:\n]{0,12}$", re.IGNORECASE
)
_ASKED_AFTER = re.compile(
    r"^[\s,()/'’s-]{0,4}(?:(?-i:[A-Z][A-Z/&+a]{1,7})\s*,?\s*|or\s+(?:(?-i:[A-Z][a-z]+)\s+){0,3}|and\s+){0,4}(?:[-–—] )?(?:is |are )?(?:an? )?(?:currently |presently |duly |fully |actively )?(?:\(?(?:required|preferred|desired|licen[sc]\w*|certifi\w*|registr\w*|credential\w*|"
    r"designation|mandatory|within (?:\(?\d|one|two|three|six|nine|twelve|eighteen|thirty|sixty|ninety)|accepted|acceptable|considered|(?:by|through|via) (?:the )?(?-i:[A-Z]{3,})|(?:in )?(?:the )?(?:state|commonwealth) of|exam\b|(?:and )?(?:many )?other certifications|a plus|strongly|highly|in good standing|or equivalent|with (?:a |an )?(?:current|valid|active|\w+ year|\d|(?:[A-Z]\w+ )?(?:state )?licen\w+))\b)|"
    r"^[^.;\n]{0,80}\b(?:required|preferred|a (?:\w+ )?plus|desired|desirable)\b|^ \((?:an? )?(?:active|current|valid)\b[^()]{0,25}\blicen"
    r"|^(?:/(?-i:[A-Z]{2,6}))*,? \(?or (?:(?:licen[sc]e|certification|registry)[- ])?(?:eligible|willing to|able to)\b",
    re.IGNORECASE,
)
_JOB_NAME = re.compile(
    r"\b(?:the|our|your|we|their|other|these|those|each|every|(?<!ccounting )(?<!degree )with|by|(?<!licensed )(?<!certified )(?<!certification )(?<!license )(?<!registered )(?<!registration )as(?! an? )|apply(?:ing)? to be an?|full[- ]time|discipline:|specialty:|assist(?:s|ed|ing)?|support\w*|supervis\w+|"
    r"under|of (?:the|our|an?)|team|(?<!license )(?<!licenses )(?<!certification )for|hiring|seeking|looking for|join|staff|recruit\w*|train\w*)\s+"
    r"(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_NUMBER_BEFORE = re.compile(r"\d[-–]$")
_JOB_AFTER = re.compile(
    r"^(?:\) ?)?\s*(?:(?-i:I{1,3}|IV)\b(?! licen| certif)|(?:\d\S*\s)?shifts?\b|experience\b(?! and (?:licen|certif))|hired\b|['’]?s\b(?! licen| certif)|training and experience|questionnaire|examination|class(?:ification)?\b|you (?:will|must|are)\b|must (?:have|maintain) (?:an? )?(?-i:[A-Z]{2,})|we\b|will\b|is responsible|are responsible|position|role|job\b|jobs\b|team|staff|programs?\b|opening|needed|wanted|who\b|"
    r"course|schools?\b|qualifications\b|requirements\b|responsibilities|duties|works?\b|provides?\b|performs?\b|opportunit|department|students?|assists?\b|is an? (?!(?:big |huge |strong |definite |real )?(?:plus|must|bonus|requirement|advantage|benefit)\b)|are\b|at\b|on duty|to join|supervis\w+|manager|[-–]? ?(?:full|part)[- ]time)",
    re.IGNORECASE,
)
# Employers look for people of an occupation; that alone asks for no status.
_SOUGHT = re.compile(
    r"\b(?:seeking|looking for|hiring|searching for|recruiting|in need of|in search of|join us as|opportunit\w+ for|openings? for)\b[^.;:\n]{0,60}$",
    re.IGNORECASE,
)
# `seeking a Senior Professional Land Surveyor (PLS) to serve`: this one says nothing of a license, either.
_PROFESSIONAL_SOUGHT = re.compile(
    r"\b(?:seeking|looking for|hiring|searching for|in search of) (?:an? )?(?:(?!with\b|who\b)[\w-]+ ){0,3}$",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:(?:role|roles|scope) of|under|direction of|supervision of|supervised by|(?<!medical )assist(?:s|ed|ing)?|alongside|team of|directed by)\b[^.;:\n]{0,25}$",
    re.IGNORECASE,
)
# `Licensed Physical Therapist Assistant`: a job's name too, where people are looked for by it.
_NAMES_A_JOB = re.compile(
    r"(?:licensed|registered|certified)\s(?:[\w/&-]+\s){0,4}(?:nurse|aide|worker|attorney|agent|coach|pilot|chef|lifeguard|mechanic|paralegal|architect|midwife|\w{3,}(?:er|or|ist|ian|ant))(?:e?s)?\b(?!.*\b(?:licens|certifica))",
    re.IGNORECASE,
)
# `two RNs and one PA`: people.
_SO_MANY = re.compile(r"\b(?:one|two|three|four|five|six|several|many|\d{1,2})\s+$", re.IGNORECASE)
# `three years as a paramedic`
_YEARS_AS = re.compile(
    r"\b(?:(?:years?|months)['’]? (?:(?:of )?(?:\w+ ){0,2}experience |\(?\w+\)? )?|experience )as an? (?:professional |practicing )?$",
    re.IGNORECASE,
)
# `less than one year of licensed registered nurse experience`
_YEARS_OF = re.compile(r"\byears?['’]? (?:of )?(?:\w+ ){0,2}$", re.IGNORECASE)
_EXPERIENCE_AFTER = re.compile(r"\s+experience\b", re.IGNORECASE)
# `driver's licenses or state-issued identification cards that are not REAL ID compliant`
_AN_IDENTITY = re.compile(r"s? or (?:other )?state[- ]issued \w+ cards?\b", re.IGNORECASE)
_TITLE_LABEL = re.compile(
    r"\b(?:title|position|role|job|discipline|specialty)\s*:\s*$", re.IGNORECASE
)
_STATUS = re.compile(r"(?:licensed|registered|certified)\s+[a-z]", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:required?|preferred|must|one of|certification|plus)\b", re.IGNORECASE)
KEYWORDS = 12
"""So many items in a list of short ones are search words, not requirements."""
_THING_AFTER = re.compile(
    r"^[\s-]*(?:commercial )?(?:(?:silver|gold|platinum)\s+)?(?:kits?|boxes|box|supplies|schedules?|work orders?|calendars?|vehicles?(?! endors| oper| licen)|trucks?(?! driv| endors)|trailers?|and residential|and [A-Z] vehicles|stations?|buildings?|tables|data|figures|skills? (?:assessment|checklist|test|lab)|nursing program)\b",
    re.IGNORECASE,
)
# `MD or DO degree`
_DOCTOR = re.compile(r"(?:MD|M\.D\.|DO|DVM|DDS|DMD|JD)\b")
_DEGREE_AFTER = re.compile(r"\s+degrees?\b", re.IGNORECASE)
# `PALS is a plus`: an acronym of three letters or more that is asked for right there.
_ASKED_AT_ONCE = re.compile(
    r"^\)?\s*(?:is |are |not |strongly |highly |will be )*(?:a plus|a \+|required|req['’]d|prefer\w*|pref\b|desir\w+|helpful|welcome|appreciated|considered"
    r"|certif\w+|mandatory|a must|to be (?:completed|obtained|earned)|(?:at|upon) hire|at time of hire|within \w+ (?:days|weeks|months|mos|years?|yrs?))",
    re.IGNORECASE,
)
_BE = re.compile(
    r"\b(?:must be|be|are|become|currently)\s+(?:currently\s+)?an?\s+(?:(?:licensed|certified|registered|active|current|practicing)\s+)*$",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\b(?:(?:hold|holds|holding|possess|possesses|earned|obtained?|have|has)\s+(?:an?|your|their|the)|(?:to |can |must )(?:get|obtain|earn|acquire|hold|possess)(?: (?:an?|your|their|the))?|(?:toward|towards) (?:your|their|an?))\s+(?:(?:active|current|valid)\s+)?$",
    re.IGNORECASE,
)
_BE_ENDS = re.compile(
    r"\s*(?:$|[.,;()/\n]|(?:and|or|with|in good|licensed|who|by|at|upon|within|after|before|prior|required|preferred)\b)",
    re.IGNORECASE,
)
_COMMON = re.compile(r"(?!.*\b(?:licen[sc]e|certif|permit|card|belt|endors))[a-z ]+")
# `ACA experience`, `notary bonds`, `(ICC) scanners`: something else of that name.
_OTHER_THING_AFTER = re.compile(
    r"[)\s]*(?:exp\b|tasks\b|experience(?! and (?:endors|certif|licen))|reconciliations?|scanners?|bonds?|providers?|program|web ?sites?|forms?|flight rules|(?:and life )?business|test preparation|training materials|(?:truck )?(?:lines|industry|workflow))\b",
    re.IGNORECASE,
)
# What the sentence says where an acronym is another thing's.
_OTHER_SENSES = {
    acronym: re.compile(pattern, re.IGNORECASE)
    for acronym, pattern in {
        "BLS": r"\b(?:BLS(?: ?/ ?| or | and | & )ALS|ALS(?: ?/ ?| or | and | & )BLS)\b(?!\W{0,3}(?:cert|licen|provider|card|required|preferred|course|class))|\b(?:BLS average|industry average|bureau|labor statistics|wage data|census|market surveys?|wage surveys?)\b",
        "CNA": r"\b(?:insur\w+|underwrit\w+|foundation|policies|surety)\b",
        "PE": r"\b(?:teacher|teaching|gym|physical education|private equity|equity|hedge|funds?|PVC|PP|HDPE|plastics?)\b",
        "EMR": r"\b(?:electronic|EHR|charting|software|documentation|records?|Epic|Cerner|experience (?:with|in|using)|knowledge of|proficien\w+)\b",
        "CSM": r"\b(?:ServiceNow|ITOM|SecOps)\b",
        "CISA": r"\b(?:DHS|suitability|infrastructure security agency)\b",
        "DDS": r"\b(?:registry|developmental|disabilit\w+)\b",
        "PT": r"\b(?:Web PT|part[- ]time|FT|hours a week|hours per week|shifts?)\b",
        "CIP": r"\b(?:NERC|FERC|NIST|critical infrastructure|capital improvement|investment)\b",
        "CPT": r"\b(?:codes?|ICD|HCPCS|billing codes|coding)\b",
        "CMA": r"\b(?:market analys[ie]s|listing|listings)\b",
        "CDA": r"\b(?:HL7|FHIR|interface|confidential)\b",
        "CAP": r"\b(?:pathologists|accredited|accreditation|inspections?)\b",
        "ACE": r"\b(?:inhibitors?|hardware|adverse)\b",
        "A+": r"A\+ (?:organizer|communicator)|\b(?:BBB|attitude|resumes?|marks|grades?|rated|rating|game|players?|effort|students?)\b",
        "NDT": r"\b(?:NDT (?:inspector|manager|department|lab)|accredited)\b",
        "CFR": r"\b\d{1,2} CFR\b",
        "CEH": r"\b(?:housekeep\w*|REH|T-CHEST|IEHA|hours|CEUs?|continuing|to keep|training week)\b",
        "CRM": r"\b(?:comfort\w*|software|Salesforce|HubSpot|systems?|database|using|tools?|platform|data|customers?)\b",
        "CCNA": r"\b(?:Statutes?|negotiation act|procurement)\b",
        "CHRC": r"\b(?:SIDA|badge|STA|criminal|fingerprint\w*)\b",
        "MSP": r"\b(?:Maryland|State Police|trooper)\b",
        "LSI-R": r"\b(?:assessments?|administers)\b",
        "TIPS": r"\b(?:cash|earn|hour|wages?|daily|plus tips)\b",
        "PA": r"\bDutch\b",
        "MD": r"\b(?:relocat\w+|locations?|offices?|DC|VA)\b",
        # `the API 510 and 570 codes`: what is inspected by.
        **dict.fromkeys(
            ("API", "570", "571", "577", "580", "653"),
            r"\bAPI \d{3}(?:(?:,|/|,? and| or|,? &) ?(?:API )?\d{3})* (?:codes?|standards?)\b|\b(?:per|knowledge of|familiarity with|according to) API\b",
        ),
    }.items()
}
# A board, an association or a law that has an occupation in its name.
_BODY = re.compile(
    r"\b(?:Board|Department|Association|Society|Academy|Commission|Institute|Council|College|School)s? (?:of|for)\b[^.;,:+•\n]{0,60}(?<! as an )(?<! as a )$"
)


# What tells that a welding position is one of a test.
_TESTED = re.compile(r"\b(?:certif|qualif|test|pass|coupon|card|licen)", re.IGNORECASE)
# Acronyms of one credential that some texts use for another thing all the same.
_SAID_OTHERWISE = frozenset(("BLS", "CEH", "CCNA", "CFR", "CISA", "DDS"))


def names_a_job(surface: str) -> bool:
    """Whether a name is also that of a job: ``Licensed Practical Nurse``, not ``nursing license``."""
    return _NAMES_A_JOB.match(surface) is not None


def judge(
    taxonomy: Taxonomy,
    text: str,
    candidate: Candidate,
    bounds: tuple[int, int],
    sections: Sections,
    sure: frozenset[str],
    posting: Reading,
    listed: bool = False,
) -> Entry | None:
    """The entry that a candidate names here, or None where it names no credential.

    ``bounds`` is its sentence, ``sure`` the credentials that other words of the text name beyond
    doubt, ``posting`` gives its occupation and title, ``listed`` tells that it stands in a list with a
    name that is a credential's beyond doubt.
    """
    start, end = candidate.start, candidate.end
    low, high = bounds
    before, after = text[low:start], text[end:high]
    surface = text[start:end]
    if others.speaks_of_another(text, candidate, bounds) or _other_state(text, candidate):
        return None
    if (
        _THING_AFTER.match(after)
        or _NUMBER_BEFORE.search(before, max(0, len(before) - 3))
        or _defined_otherwise(taxonomy, text, candidate)
    ):
        return None
    if _AN_IDENTITY.match(after) or (
        names_a_job(surface) and _EXPERIENCE_AFTER.match(after) and _YEARS_OF.search(before)
    ):
        return None
    # `FCAW in 1G, 2G, 3G`: positions in which one welds, where nothing speaks of a test.
    if (
        end - start == 2
        and all(e.credential_id.startswith("welding-") for e in candidate.entries)
        and not _TESTED.search(text, low, high)
    ):
        return None
    if surface in _SAID_OTHERWISE and _OTHER_SENSES[surface].search(text, low, high):
        return None
    if _DOCTOR.match(text, start) and _DEGREE_AFTER.match(after):
        return None
    if _keywords(before, after) or (_STATUS.match(surface) and _OF_OTHERS.search(before)):
        return None
    if (
        surface.startswith("Professional ")
        and "icens" not in surface
        and _PROFESSIONAL_SOUGHT.search(before)
        and not _NAMED_SO.match(after)
    ):
        return None
    section = sections.kind(start)
    stated = is_stated(surface)
    occupation = frozenset(e.credential_id for e in candidate.entries if e.occupation)
    best: Entry | None = None
    for entry in candidate.entries:
        if entry.ambiguous and not _means_it(
            taxonomy, text, candidate, entry, bounds, section, sure, posting, listed
        ):
            continue
        states = taxonomy.credentials[entry.credential_id].states
        if states and _of_another_state(text, candidate, bounds, states):
            continue
        job = not stated and (entry.occupation or names_a_job(surface))
        if job and (_TITLE_LABEL.search(_last_words(before)) or _SOUGHT.search(before)):
            continue
        # `CMA - Certified Medical Assistant`, the posting's title once more.
        if job and not text[:start].strip() and surface.lower() in posting.title:
            continue
        # `Memorial Health Certified Surgical Technologist, Days Job Locations ...`: the whole title amid the first words.
        if (
            job
            and start < FIRST_WORDS
            and _in_title(text, start, posting.title)
            and not _ASKED_BEFORE.search(before)
        ):
            continue
        if (
            job
            and entry.occupation
            and (_SO_MANY.search(_last_words(before)) or _BODY.search(before))
        ):
            continue
        if job and others.is_keyword(before):
            continue
        # `Registered Nurse (RN)`: the acronym of a license is of the occupation that stands before it.
        named = entry.occupation or (
            entry.credential_id in occupation
            and taxonomy.credentials[entry.credential_id].type == "license"
        )
        if (
            job
            and named
            and not (listed and section in (REQUIRED, PREFERRED) and _PARTED.search(before))
            # `CPA or CPFO/CGFM`: a line that begins with one acronym and goes on with others.
            and not (listed and section is None and surface.isupper() and not before.strip())
            and not _asked_of_applicant(before, after, section)
            and not (section is None and not before.strip() and _among_asks(text, start, end))
            and not _by_issuer(taxonomy, entry, after)
        ):
            continue
        if best is None or (best.ambiguous and not entry.ambiguous):
            best = entry
    return best


FIRST_WORDS = 150
"""Characters from the beginning of a text among which the posting's title may stand once more."""


def _in_title(text: str, start: int, title: str) -> bool:
    """Whether a name lies in the posting's title where that stands at the beginning of the text."""
    title = title.strip()
    at = text[: FIRST_WORDS + len(title)].lower().find(title) if len(title) > 11 else -1
    return 0 <= at <= start < at + len(title)


# A line that asks for something, as the next one may: `Valid driver's license`, `Able to lift 50 lbs`.
_ASKING_LINE = re.compile(
    rf"\s*{ANY}?\s*(?:Valid|Must (?:have|be|pass|possess)|Able to|Ability to|Willing(?:ness)? to|Minimum|High [Ss]chool|\d+\+? years?|At least|Clean driving|Reliable transportation)\b"
)


def _among_asks(text: str, start: int, end: int) -> bool:
    """Whether a line of its own stands beside one that asks for something, where no heading tells of either."""
    line = text.rfind("\n", 0, start) + 1
    if line == 0 or text[line:start].strip(" \t*•-–"):
        return False
    after = text.find("\n", end)
    if after < 0 or after - end > 60:
        return False
    before = text.rfind("\n", 0, line - 1) + 1
    return bool(_ASKING_LINE.match(text, after + 1) or _ASKING_LINE.match(text, before, line))


_IN_BRACKETS = re.compile(r"\s?\(([A-Z]{3,8})\)")


def _by_issuer(taxonomy: Taxonomy, entry: Entry, after: str) -> bool:
    """``Traffic Control Supervisor (ATSSA)``: whether who gives the credential stands in brackets behind it."""
    issuer = taxonomy.credentials[entry.credential_id].issuer
    match = _IN_BRACKETS.match(after) if issuer else None
    return bool(issuer and match and match[1] in taxonomy.issuers[issuer].names)


def _keywords(before: str, after: str) -> bool:
    """Whether a name stands among the search words that some ads end with: a long list of short items."""
    # So many commas part one item more.
    if before.count(",", -250) + after.count(",", 0, 250) < KEYWORDS:
        return False
    items = [item.split() for item in f"{before[-250:]} {after[:250]}".split(",")]
    short = sum(len(words) <= 4 for words in items)
    return short >= 0.8 * len(items) and not _ASKS.search(before[-60:] + after[:60])


def _means_it(
    taxonomy: Taxonomy, text: str, candidate: Candidate, entry: Entry, bounds: tuple[int, int],
    section: str | None, sure: frozenset[str], posting: Reading, listed: bool,
) -> bool:  # fmt: skip
    """Whether the context names the credential: its expansion, words of its context, its occupation."""
    # In small letters what shortens a name (`tank`, `passenger`) is a common word besides.
    common = bool(_COMMON.fullmatch(text, candidate.start, candidate.end)) and not entry.acronym
    if entry.ambiguous and _OTHER_THING_AFTER.match(text, candidate.end, candidate.end + 24):
        return False
    if common and text[candidate.end : candidate.end + 1] == "s":
        return False
    if entry.credential_id in sure and not common:
        return True
    low, high = bounds
    other = _OTHER_SENSES.get(text[candidate.start : candidate.end].split()[0])
    named = re.match(r"[ -]*(?:licen[sc]|certif|regist)", text[candidate.end : candidate.end + 12])
    if other is not None and not named and other.search(text, low, high):
        return False
    # A list item says little by itself: its neighbors speak for it too.
    reach = 60 if high - low < 60 else 0
    near = text[max(0, low - reach) : min(len(text), high + reach)].lower()
    own = text[candidate.start : candidate.end].lower()
    around = near.replace(own, " ", 1)
    if any(_stands_in(word, around) for word in entry.context):
        return True
    if entry.strict:
        # `Ohio certification` of a teacher: the job says what a state certifies.
        certified = "licen" in own or "certif" in own
        return certified and any(_stands_in(word, posting.title) for word in entry.context)
    # Those that only their context tells are no rivals without it.
    several = sum(not each.strict for each in candidate.entries) > 1
    asking = section in (REQUIRED, PREFERRED)
    at_once = _ASKED_AT_ONCE.match(text[candidate.end : candidate.end + 60])
    # Two letters are a state's, a part's or a unit's too often for what stands farther off to speak.
    names_itself = not several and "certif" in own and not own.startswith("board")
    if len(own) >= 3:
        named_so = asking or "licen" in own or "certif" in own or at_once
        if named_so and any(_stands_in(word, posting.title) for word in entry.context):
            return True
        if names_itself and _spoken_of(entry, posting):
            return True
        if (
            entry.acronym
            and not several
            and (listed or (asking and not entry.occupation and _spoken_of(entry, posting)))
        ):
            return True
    item = text[low : candidate.start].strip(" \t*•-–0123456789.)") + text[
        candidate.end : high
    ].strip(" \t.;,")
    if entry.acronym and asking and not several and len(item) <= 10:
        return True
    after = text[candidate.end : candidate.end + 30]
    before = text[max(0, candidate.start - 40) : candidate.start]
    beside = (
        _CREDENTIAL_WORD.match(after.lstrip(" -/"))
        or _CREDENTIAL_OF.search(before)
        or (entry.acronym and after.startswith((" designation", "® designation")))
    )
    # `the S-1/D-1/B-1 license`: a digit alone is told by more than the word behind it.
    if (
        beside
        and (not several or not entry.context)
        and not ((common or len(own) == 1) and entry.context)
    ):
        return True
    surface = text[candidate.start : candidate.end]
    if at_once and not several and (candidate.start == low or surface.istitle()):
        return True
    if entry.acronym and len(surface) >= 3 and not several and at_once:
        return True
    # `RN or RD required`: beside another name that is asked for.
    beside_another = re.search(r"[A-Z]{2,5}\b(?: \([^()]{1,25}\))?(?:,|/|\s+or)\s*$", before)
    if entry.acronym and not several and at_once and beside_another:
        return True
    # `Must be a CPA`, `you are an active PE`: nobody is a number, a state or an insurer.
    if _BE.search(text[max(low, candidate.start - 40) : candidate.start]) and _BE_ENDS.match(after):
        return True
    # `The ideal candidate holds a CFP.`
    if (
        entry.acronym
        and (len(surface) >= 3 or before.endswith("your "))
        and not several
        and _HOLDS.search(text[max(low, candidate.start - 40) : candidate.start])
        and _BE_ENDS.match(after)
    ):
        return True
    credential = taxonomy.credentials[entry.credential_id]
    # Of several that share an acronym, the one that alone is for the posting's occupation.
    rivals = [
        taxonomy.credentials[e.credential_id]
        for e in candidate.entries
        if e.credential_id != entry.credential_id
    ]
    soc = posting.soc
    return bool(
        soc
        and soc in credential.socs
        and asking
        and not common
        and (soc == credential.socs[0] or not any(soc in rival.socs for rival in rivals))
    )


# Words of a context that stand in most postings: they say something only close by.
_OF_ALL = re.compile(
    r"certif|licen|regist|credential|endors|exam|card|permit|course|training|safety|program|state|board|patient|"
    r"health|care|medical|clinical|manage|assistant|technician|engineer|driver|truck|maintenance|equipment|operat|"
    r"security|quality|software|data|project|business|account|service|school|teach|student|office|field|plant|lift",
)


def _spoken_of(entry: Entry, posting: Reading) -> bool:
    """Whether the posting speaks anywhere of what only this credential is of: `geologist` for GIT."""
    form = posting.normal.form
    return any(
        len(word) >= TELLING and f" {word}" in form and not _OF_ALL.match(word)
        for word in entry.context
    )


# `a PA CRNP license`
_OF_A_STATE = re.compile(
    r"\.? (?:licensed [a-z]|RN|LPN|LVN|CRNP|APRN|NP|CNA|LPC|LCSW|LMFT|LSW|LMHC|LICSW|CDL|DL|EMT|RPh|OT|PT|SLP|LMT)\b"
)


_STATE_NAME = re.compile(rf"\b(?:{ANY_NAME})\b")
# What ends the words that speak of one name.
_SAYS_NO_MORE = re.compile(r"[;,.(\n•]|\b(?:or|and)\b")


def _of_another_state(
    text: str, candidate: Candidate, bounds: tuple[int, int], states: tuple[str, ...]
) -> bool:
    """``T2/D1 Massachusetts water license``: a name of one state's beside the name of another."""
    after = text[candidate.end : min(bounds[1], candidate.end + 40)]
    end = _SAYS_NO_MORE.search(after)
    before = text[max(bounds[0], candidate.start - 24) : candidate.start]
    begins = max((m.end() for m in _SAYS_NO_MORE.finditer(before)), default=0)
    around = f"{before[begins:]}{text[candidate.start : candidate.end]}{after[: end.start() if end else None]}"
    named = {ABBREVIATIONS[name] for name in _STATE_NAME.findall(around)}
    return bool(named) and named.isdisjoint(states)


_LICENSE_OF = re.compile(r"\b(?:licen[sc]e|cert|card|permit) \($", re.IGNORECASE)
_PHYSICIANS = re.compile(r"\b(?:medical|physicians?|doctors?)\b", re.IGNORECASE)
_IN_A_STATE = re.compile(r"\b(?:in|within) (?:the (?:state|commonwealth) of )?$", re.IGNORECASE)


def _other_state(text: str, candidate: Candidate) -> bool:
    """``a New Jersey or PA license``: beside another state, two letters are a state's."""
    code = re.match(r"[A-Z]{2}\b", text[candidate.start : candidate.end])
    if code is None or code.group() not in _STATES:
        return False
    if _OF_A_STATE.match(text, candidate.end):
        return True
    # `inspection license (MD)`
    if _LICENSE_OF.search(text, max(0, candidate.start - 12), candidate.start):
        return text[candidate.end : candidate.end + 1] == ")" and not _PHYSICIANS.search(
            text, max(0, candidate.start - 40), candidate.start
        )
    # `license-eligible in PA`; CT is a scan too.
    in_it = _IN_A_STATE.search(text, max(0, candidate.start - 25), candidate.start)
    if in_it and candidate.end - candidate.start == 2 and code.group() != "CT":
        return True
    before = re.search(
        r"([A-Z][A-Za-z ]+?),?\s+(?:or|and|&)\s+(?:an?\s+)?$|([A-Z]{2})\s*[/,]\s*$",
        text[max(0, candidate.start - 40) : candidate.start],
    )
    if before is None:
        return False
    name = (before.group(1) or before.group(2)).strip()
    return any(name.endswith(state) for state in _STATES)


def _defined_otherwise(taxonomy: Taxonomy, text: str, candidate: Candidate) -> bool:
    """``CAP (College of American Pathologists)``: an acronym that the text spells out as another thing."""
    surface = text[candidate.start : candidate.end].strip("()+ ")
    acronym = surface.split()[0] if surface else ""
    if not acronym.isupper() or not acronym.isalpha() or not 2 <= len(acronym) <= 6:
        return False
    if len(surface.split()) > 2:
        return False
    after = _SPELLED_AFTER.match(text[candidate.end : candidate.end + 80])
    before = None
    if "(" in text[max(0, candidate.start - 2) : candidate.start]:
        before = _SPELLED_BEFORE.search(text[max(0, candidate.start - 90) : candidate.start])
    for spelled in (after, before):
        words = spelled[spelled.lastindex or 1].lower().split() if spelled else []
        telling = [word for word in words if word not in _SMALL_WORDS]
        if spelled is before:
            telling = telling[-len(acronym) :]
        if spelled is after:
            telling = telling[: len(acronym)]
        if "".join(word[0] for word in telling).upper() != acronym:
            continue
        own = {
            word
            for entry in candidate.entries
            for alias in taxonomy.forms(taxonomy.credentials[entry.credential_id])
            for word in normalize(alias.form).split()
        }
        if sum(word in own for word in telling) < len(telling) / 2:
            return True
        # `project management plan (PMP)`: what it is comes last.
        if len(telling) > 2 and not any(word.startswith(telling[-1][:4]) for word in own):
            return True
    return False


_SPELLED_AFTER = re.compile(
    r"\s*(?:[a-z]+\s*)?(?:\(([A-Za-z][A-Za-z’' -]+)\)|[-–—] ([A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,6}))"
)
_SPELLED_BEFORE = re.compile(r"((?:[A-Za-z-]+\s+){2,8})\($")
_SMALL_WORDS = frozenset(("of", "the", "and", "for", "in", "a", "an", "our"))


def _stands_in(word: str, text: str) -> bool:
    """Whether a word of a context stands in a text: the beginning of one (``nurs``), whole if short."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if (at == 0 or not text[at - 1].isalnum()) and (
            len(word) > SHORT_CONTEXT or _WORD_END.match(text, end)
        ):
            return True
        at = text.find(word, at + 1)
    return False


TELLING = 6
"""Letters from which on a word of a context says something wherever it stands in the posting."""
SHORT_CONTEXT = 4
"""Words of so few letters begin too many others: ``dea`` deadlines, ``ob`` obtain."""
_WORD_END = re.compile(r"s?(?!\w)")


# `work toward your LCSW`, `have gone on to earn their RN`: what people earn is a credential.
# `Each LPN must possess a current state license`
_HOLDS_AFTER = re.compile(
    r"s?(?:\s?/\s?[A-Z]{2,5})?\s+(?:must|shall|will need to|is required to|are required to)\s+(?:possess|have|hold|maintain)\s+(?:an?\s+)?"
    r"(?:(?:current|valid|active|unrestricted|unencumbered|state|[A-Z]\w+)\s+){0,4}(?:licen|certif|registration)"
)
# `PMP; Certified Archivist`
_PARTED = re.compile(r"(?:[;,:/(]|\bor|\band)\s*(?:an?\s+)?$")
# `one of the following licenses: LPCs, LMFTs`
_ONE_OF_THESE = re.compile(
    r"\b(?:following|these)\s(?:[\w/]+\s)?(?:licen[sc]es?|certifications?|credentials?)[^.;\n:]{0,40}:[^.;\n]*$",
    re.IGNORECASE,
)
_EARNED = re.compile(
    r"\b(?:earn(?:ed|ing)?|toward|towards|going back for|once you (?:hold|have|earn)|with (?:an? )?active|"
    r"(?:cost|renewal) of|pay for|obtain(?:ed|ing)?)\s+(?:either\s+)?(?:(?:your|their|an?|the)\s+)?(?:[A-Z]\w{1,5}\s+(?:or|and)\s+)?$"
    r"|\bprovides? you with [^.;:\n]{0,60}$"
)


# `Currently licensed as RN`
_STATED_AS = re.compile(
    r"\b(?:licen[sc]ed|licensure|registered|certified|certification)(?: (?:is )?(?:preferred|required))? as (?:an? )?$"
    r"|\b(?:licen[sc]es?|certifications?) for (?:an? )?$"
    r"|\b(?:certifications?|licen[sc]es?|licensure|designations?|credentials?) \((?:e\.?g\.?,? |i\.?e\.?,? |such as |like |including )?(?:[A-Z]{2,6}(?:,|/| or| and)+ ?){0,4}$",
    re.IGNORECASE,
)
# `If you are a licensed insurance agent in Maryland`
_YOU_ARE = re.compile(
    r"\b(?:[Ii]f you(?:['’]re| are)|,? and (?:is|are|be)|[Cc]andidates? (?:will|must|should) be) (?:currently |already )?an? (?:[A-Z]{2} )?$"
)
_IS_SOUGHT = re.compile(r"[^.;\n]{0,20}\b(?:interested|looking|seeking|who|ready)\b", re.IGNORECASE)
# `the Registered Respiratory Therapist (RRT) credential`
_NAMED_SO = re.compile(
    r"(?:\.?\)|®)?\s(?:degree or )?(?:card|credential|designation|licensure|certification|certificate|licen[sc]e|exam(?:ination)?|differential)s?\b"
    r"(?!\s(?:program|school|course|class|training|department|holder|room|table))",
    re.IGNORECASE,
)


# `Preferred: CPO or AFO; Lifeguard Instructor`
_LED = re.compile(
    r"(?:^|[.\n•*] ?)(?:[Pp]referred|[Rr]equired|[Dd]esired|[Dd]esirable|[Mm]ust haves?|[Cc]ertifications?|[Ll]icen[sc]es?|PREFERRED|REQUIRED|DESIRED|DESIRABLE|[Oo]ne of(?: the following| these)?(?: [a-z]+){0,4})\s?:[^.\n•]*(?:[;,/+]|\bor\b|\band\b)\s*$"
)
# `Fire Officer I (IFSAC)`: who accredits the certificates of the fire service.
_FIRE_BODY = re.compile(r"\b(?:IFSAC|Pro[ -]?Board)\b", re.IGNORECASE)


def _asked_of_applicant(before: str, after: str, section: str | None) -> bool:
    """Whether the name of an occupation is asked of the applicant as a status."""
    if _EARNED.search(before) or _ONE_OF_THESE.search(before):
        return True
    last = _last_words(before)
    if _YEARS_AS.search(last) and not _NAMED_SO.match(after):
        return False
    if _STATED_AS.search(last) or _HOLDS_AFTER.match(after) or _NAMED_SO.match(after):
        return True
    if section in (REQUIRED, PREFERRED, None) and _LED.search(before[-200:]):
        return True
    if _FIRE_BODY.search(before[-120:]) or _FIRE_BODY.search(after[:80]):
        return True
    if _JOB_AFTER.match(after):
        return False
    if _YOU_ARE.search(last) and not _IS_SOUGHT.match(after):
        return True
    of_a_job = _JOB_NAME.search(last) is not None
    if section in (REQUIRED, PREFERRED):
        if len(before.strip(" •*-–—:\t")) <= 25 and not of_a_job:
            return True
        return not _JOB_NAME.search(before[-40:]) and _asked(before, after)
    if section in (DUTIES, BENEFITS, ABOUT):
        return (
            not of_a_job
            and _asked(before, after)
            and _ASKED_IN_DUTIES.search(before + after) is not None
        )
    return not _OF_SOMEBODY.search(last) and _asked(before, after)


_ASKED_IN_DUTIES = re.compile(
    r"(?:required|preferred|desirable|desired|a plus|must (?:be|have|hold|possess))", re.IGNORECASE
)
_OF_SOMEBODY = re.compile(
    r"\b(?:the|our|your|their|(?<!ccounting )(?<!degree )with|by|(?<!license )(?<!licenses )for)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)


def _asked(before: str, after: str) -> bool:
    return bool(
        _ASKED_AFTER.match(after) or _COLON_BEFORE.search(before) or _ASKED_BEFORE.search(before)
    )


def _last_words(before: str) -> str:
    """The end of what stands before a name: more words than any expression for that place asks for."""
    rest, *last = before.rsplit(None, 8) or [""]
    return before[len(rest) :] if len(last) == 8 else before
