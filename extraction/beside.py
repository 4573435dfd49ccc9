"""What stands right beside a name and alone settles how it is asked for, whatever cues and sections say.

A sum that its holders are paid, somebody else who has it, a copy that is to be handed in.
"""

from __future__ import annotations

import re

from extraction.model import Mention, Requirement
from extraction.others import is_keyword

KEYWORDS = 308
"""So far behind its label, in characters, a word for those who search still is one."""
REACH, HYPHENS = 120, 10
"""So many hyphens within so many characters of a name, on both sides together, part search words."""
STRONG = re.compile(
    r"\b(?:must|(?<!as )requir\w+|mandatory|at (?:the )?time of hire|upon hire)\b", re.IGNORECASE
)
"""Words that ask for a thing whatever else is said of it."""

_NON = re.compile(r"\bnon[- ]$", re.IGNORECASE)
_NO_BEFORE = re.compile(r"\bno\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_NEEDED_AFTER = re.compile(
    r"\s*(?:\w+\s+){0,2}(?:is |are )?(?:required|needed|necessary|experience (?:required|needed))\b|\s*[?!.,;)]|\s*$",
    re.IGNORECASE,
)
_TEST = re.compile(r"\s*(?:certification\s+|licens\w+\s+)?(?:test|exam)", re.IGNORECASE)
_CLASSES = re.compile(r"\s*(?:certification\s+)?(?:training|classes|school)\b", re.IGNORECASE)
_TRAINS = re.compile(
    r"\b(?:provid\w+|offer\w*|giv\w+|help with|paid|pay|pays|free|sponsor\w*|we(?:'ll| will)? train|get your|earn your|start\w*)\b",
    re.IGNORECASE,
)
# `$34.00/hr up, $41.00/hr ETCP lead`: a pay scale tells what people earn, not what is asked for.
_PAY_SCALE = re.compile(
    r"\$\d[\d,.]*\s*(?:/|per |an )\s*(?:h(?:ou)?rl?y?|hr|week|year)\.?,?\s+(?:for\s+(?:an?\s+)?)?$",
    re.IGNORECASE,
)
# `$22-$25/hr with active RBT`, `CCT holders start $2 higher`: a pay scale, too.
_PAY_BEFORE = re.compile(
    r"(?:\$\s?\d[\d,.]*|\b\d+(?:\.\d+)?%)[^.;\n$%]{0,45}?\b(?:with|w/|once|when|if you|holders|for(?: an?)?|upon|on|the day|each for)[ \t][^.;\n$]{0,30}$"
    r"|\$\s?\d[\d,.]*[^.;\n$]{0,30}\bfor [^.;\n$]{0,30}\b(?:who|that) [^.;\n$]{0,40}\b(?:hold|have) [^.;\n$]{0,20}$",
    re.IGNORECASE,
)
_PAY_AFTER = re.compile(
    r"(?:[ \t,)]|certifi\w+|licens\w+|teachers|holders|staff|techs?|technicians|endorsements?)*"
    r"(?:(?:[:=]|receive|earn|get|start|make|pays?|adds?|additional|extra)\s*(?:at|an?|additional|extra|another|up to|about|least|more|\+|\s)*\$\s?\d"
    r"|\$\s?\d{2,3}(?:\.\d\d)?(?![\d,k])|:?\s*(?:adds?|receives?|\+)\s*\d+(?:\.\d+)?\s?%)",
    re.IGNORECASE,
)
# `EMT cards get another .50`, `a Class B gets top of the scale`
_GETS = re.compile(
    r"[ \t]*+(?:certifi\w+[ \t]++|licen\w+[ \t]++)?(?:exam[ \t]++bonus(?:es)?|differential|premium|stipend)\b|[ \t]*+(?:certs?|cards?|certifi\w+|licen\w+|holders)?[ \t]*+(?:gets?|pays?|adds?|earns?)\s++(?!you\b|us\b|the job\b|for\b)",
    re.IGNORECASE,
)
# `Repairman certificate holders may work under supervision`
_HOLDERS = re.compile(
    r"[ \t]*+(?:certs?|cards?|certifi\w+|licen\w+)?[ \t]*+holders\b(?! with\b)(?![^.;\n]{0,40}\b(?:prefer|required|encouraged|wanted|welcome))",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"[^.;:\n$]{0,40}\b(?:receives?|earns?|gets?|are paid|make|start)\b[^.;\n$]{0,32}\$[ \t]?\d|[^.;:\n$]{0,80}\bwill be paid\b[^.;\n$]{0,40}\$[ \t]?\d",
    re.IGNORECASE,
)
# `a copy of your teaching certificate`: who is to hand it in has it.
_HANDED_IN = re.compile(
    r"\b(?:cop(?:y|ies)|scans?|photos?)(?: \([^)]{0,30}\))? of (?:your|all|any|current|valid)\b[^.;:\n]{0,60}$"
    r"|\bbring your\b[^.;:\n]{0,40}$|\b(?:list|give|enter|state|provide) (?:the )?(?:expiration dates?|numbers?) of (?:their|your|the)\b[^.;:\n]{0,40}$|\b(?:need|bring|provide|submit|attach|send)\b[^.;\n]{0,20}\bcop(?:y|ies) of\b[^.;:\n]{0,80}$",
    re.IGNORECASE,
)
_A_COPY = re.compile(r"\s+copy\b", re.IGNORECASE)
# `OSHA 10 (OSHA 30 better)`
_BETTER = re.compile(r"\s*(?:is |even )?better\s*\)", re.IGNORECASE)
# `Seven of our ten advisors hold the CFP`, `our VP, who has held the CMP`: it is not asked of the applicant.
_OTHERS_HAVE = re.compile(
    r"\b(?:our|the|of them|of our|other|two|many|several)\b[^.;:\n]{0,45}(?<!candidate)(?<!candidates)(?<!applicant)(?<!applicants)"
    r"(?<!person)(?<!those)(?<!you)(?<!must)(?<!should)(?<!will)(?<!role)(?<!position),?\s(?:who\s)?(?:also\s)?"
    r"(?:holds?|has held|have held|has earned|have earned)\s(?:an?\s|the\s|his\s|her\s|their\s)?$",
    re.IGNORECASE,
)
_MAY_HAVE = ("hold", "held", "earned")
# `Life insurance license. Don't have it? We'll walk you through the course.`
_NOT_YET = re.compile(
    r"\W{0,3}(?:(?:is )?required\W{1,4})?(?:do(?:n['’]?t| not) have (?:it|one|this|that)(?: yet)?|not (?:certified|licensed)(?: yet)?)\?",
    re.IGNORECASE,
)
# `HAZWOPER (will provide)`, `Lifeguard certification (we offer free classes)`
_PROVIDED = re.compile(
    r"\s*+(?:certifications?\s*+|licen[sc]es?\s*+|training\s*+)?\((?![^()]{0,40}renew)(?:(?:we(?=['’])|we |company |employer )?(?:will |['’]ll )(?:provide|train|certify|pay|sponsor|send|teach)\b"
    r"|(?:we|company|employer) (?:provides?|offers?|trains?|pays?|sponsors?|teach)\b(?=\))|(?:we|company|employer) (?:provides?|offers?|trains?|pays?|sponsors?|teach)\b[^()]{0,30}(?:class|course|training|certif|exam|licens))[^()]{0,40}\)"
    r"|\s*+(?:certifications?|training)?\s*+(?:\([^()]{0,30}\)\s*+)?[-–—]\s*+(?:we (?:will |can |['’]ll )?(?:provide|pay|train|send|sponsor|teach|schedule|enroll)|will (?:be sent|send|train|provide))\b",
    re.IGNORECASE,
)
# `CDL with P endorsement. Can be obtained through the district.`, `If you don't have this license yet, ...`
_CAN_BE_HAD = re.compile(
    r"[ \t]*(?:certifi\w+|licen\w+|endorsements?)?\.\s+(?:(?:This|It|These|They)\s+)?[Cc]an be (?:obtained|earned|acquired|completed) (?:through|with|after|during|while|on|once|within|at)\b"
    r"|[^.;\n]{0,50}\.\s+If you (?:do not|don['’]t) (?:already |yet |currently )?have (?:it|one|(?:this|that|the|your) licen[sc]e|this|that)\b(?![^.\n]{0,50}not (?:apply|be considered))"
)
# `candidates without an active license will not be considered`, `who do not hold one are encouraged to apply`
_LACKS = re.compile(
    r"\b(?:without|lacking|(?:do|does) not (?:currently |already |yet )?(?:have|hold|possess)) (?:(?:an?|the|this|valid|current|active|[A-Z]\w+) ){0,4}$"
)
_NOT_CONSIDERED = re.compile(
    r"[^.;\n]{0,60}\b(?:not be (?:considered|reviewed|accepted)|not apply)\b"
)
_INVITED = re.compile(
    r"[^.;\n]{0,40}\b(?:encouraged|invited|welcome|required) to\b|[^.;\n]{0,40}\b(?:must|will) (?:then )?(?:obtain|earn)\b"
)
# `Must possess, or have ability to obtain, a valid driver's license at the time of hire`
_OR_OBTAIN = re.compile(
    r"(?:\bor |(?<![a-z,] ))(?:have |be )?(?:the |an )?\b(?:ability|able) to (?:obtain|get),? (?:an? )?(?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)
# `We offer $60,000 and paid exam time, since our partner status depends on CCNA holders.`
_OFFER = re.compile(r"\W*(?:what )?we (?:also )?offer:? [^.;\n]*", re.IGNORECASE)
# `We pay for your CDA`: where it is a benefit, it is for those who like.
_COSTS = re.compile(
    r"\b(?:pays?|covers?|reimburses?|sponsors?)\s+(?:for\s+)?(?:the |your |all )", re.IGNORECASE
)
# `CWI renewals are on us`: fees are paid of what somebody has, or may get.
_RENEWS = re.compile(
    r"[ \t]*+(?:certifications?[ \t]++|licenses?[ \t]++)?(?:renewals?|re-?certification|exams?|dues|fees?|test fees?)\b",
    re.IGNORECASE,
)
# `Do you hold a CDL?`, `three months if holding a CDL`, `vehicles covered by a Class A license`: talk of it.
_ASKED = re.compile(
    r"\b[Dd]on['’]?t have an? (?:[\w-]+ ){0,2}$|\b(?:do|does|did|have|has) you\b[^.;?\n]{0,60}$|\bare you (?:currently )?(?:an?|certified|licensed|registered|in possession)\b[^.;?\n]{0,40}$",
    re.IGNORECASE,
)
# `must obtain an EMT certificate prior to appointment`: who is hired has it.
_BEFORE_START = re.compile(
    r"\W{0,3}(?:(?:is|are) required )?(?:prior to|before|at the time of) (?:the |your )?(?:first day|start date|start|appointment|employment|being hired|hire|working|starting|filing)\b(?!,? or\b)",
    re.IGNORECASE,
)
# `Obtain a valid CDL with a passenger endorsement`: so begins what is still to be done.
_OBTAIN = re.compile(
    r"\W*(?:Obtain|Obtaining|Acquire|Earn)\s+(?:(?:and|or)\s+(?:maintain|keep)\s+)?[^.;:\n]{0,60}$"
)
_IN_TIME = re.compile(
    r"\bwithin (?:[\w()-]+ ){0,3}(?:days?|weeks?|months?|years?|hire)\b", re.IGNORECASE
)
# `operate Class A CDL vehicles`
_VEHICLES = re.compile(r"\s*+(?:CDL )?(?:vehicles|trucks)\b(?! driv)", re.IGNORECASE)
# `We pay for your CDA`, and not for a course to it: for those who like.
_PAYS_FOR = re.compile(
    r"\b(?:we|employer|company|district|city|they)(?:['’]ll| will)? pays? for (?:your|every|each|one|additional|extra)\b[^.;\n]{0,30}$",
    re.IGNORECASE,
)
_A_COURSE = re.compile(
    r"[^.;\n]{0,25}\b(?:training|class(?:es)?|course|school|academy|within|required)\b", re.I
)
# `Deliver OSHA 10 classes to crews`: taught, not asked for.
_TEACHES = re.compile(
    r"\b(?:deliver|run|teach|conduct|lead|provide)(?:s|es|ing)? (?:[\w-]+ ){0,2}$", re.IGNORECASE
)
_TO_OTHERS = re.compile(
    r"\s*+(?:and [\w -]{0,14})?\b(?:classes|courses|training|sessions|drills) (?:to|for) (?!you\b|free\b)",
    re.IGNORECASE,
)
# `those with a registration are eligible for 31% additional pay`
_EXTRA_PAY = re.compile(
    r"[^.;:\n]{0,40}?\beligible for (?:an? )?(?:\$?\d[\d.,]*%? )?(?:additional|extra|premium|bonus|higher)\b",
    re.IGNORECASE,
)
# `a license as an architect may be substituted for a year of experience`
_SUBSTITUTES = re.compile(
    r"(?:(?!prefer|requir|desir)[^.;:\n]){0,80}?\b(?:(?:may|can|will) (?:be substituted|substitute)\b|is (?:not )?an? substitute\b)",
    re.IGNORECASE,
)
# `promotion to Inspector II requires ...`, `pay depends on ...`, `for information on how to get ...`, `graduates are
# prepared for ...`: a ladder, a scale, others who have it.
_TOLD_OF = re.compile(
    r"\b(?:(?:(?:career |clinical )?ladder|studying for|bonus(?:es)? (?:when|on|if|for) (?:you )?pass(?:ing)?(?: the)?|fees? for(?: the| your)?)\b[^.;\n(]{0,70}"
    r"|(?:ensures?|sees?) (?:to it )?(?:that )?(?:each|all|every) [^.;\n]{0,40}\b(?:maintains?|holds?|has|have|is|are) (?:an? )?(?:(?!must\b)[\w-]+ ){0,2}"
    r"|(?:advancement|promotions?|progression|promoted|advance|progress|transition) (?:to|into|from|beyond) [^.;:\n]{0,90}"
    r"|distinguished (?:from|by) [^.;:\n]{0,120}"
    r"|(?:salary|pay|compensation|wages?|placement|rate)\b[^.;:\n]{0,40}\b(?:commensurate|depend\w*|based|determined|var(?:y|ies)|negotiable)\b(?:[^.;\n]|e\.g\.){0,60}"
    r"|(?:bonus(?:es)?|incentives?|differentials?|stipends?|premiums?|raises?)\b(?! if\b)[^.;:\n]{0,40} for (?:those |staff )?(?:who )?(?:hold|hav|earn|obtain|possess)\w*[^.;:\n]{0,30}"
    r"|(?:premium|extra|additional|higher) pay (?:requires|for) [^.;:\n]{0,30}"
    r"|incentives? (?:are )?(?:given |offered |paid )?(?:to obtain|for obtaining|for earning) [^.;:\n]{0,30}"
    r"|(?:information (?:on|about|regarding)|learn(?:ing)? (?:more )?(?:about|how)) [^.;\n]{0,60}"
    r"|(?:select|check) all that apply[^;\n]{0,80}"
    r"|depending (?:up)?on (?:the |your )?(?:\w+ )?(?:assignment|placement|position|location|level)s?\b[^.;:\n]{0,50}"
    r"|(?:supervis|manag|overse|lead)\w* (?:[\w/-]+ ){0,5}(?:who|that) (?:hold|have|are|possess) [^.;:\n]{0,30}"
    r"|(?:expirations?|expiration dates?|status|lists?) of (?:all |the )?(?:\w+ )?"
    r"|(?:graduates?|students?|participants?|trainees?|apprentices?)\b[^.;:\n]{0,40}\b(?:prepare[ds]?|ready|eligible|receive) [^.;:\n]{0,30}"
    r"|(?:program|course|completion)\b[^.;:\n]{0,40}\bleads? to [^.;:\n]{0,20}"
    r"|(?:everybody|everyone) (?:on|in) [^.;\n]{0,30}\bhas [^.;\n]{0,40}"
    r"|may include (?:possess|hav|hold)ing [^.;:\n]{0,60}"
    r"|(?:our|its|all(?: our)?) (?:\w+ ){1,3}(?<!who )are (?:all )?(?:also )?|if not (?:already )?an? (?:\w+ or )?)$",
    re.IGNORECASE,
)
_MAY_BE_TOLD = (
    "ladder", "studying", "pass", "fee", "nsure", "sees ", "see ", "advance", "promot", "transition", "progress", "istinguished",
    "commensurate", "depend", "based", "determined", "varies", "vary", "negotiable", " for ", "information", "learn",
    "all that apply", "who ", "that ", " of ", "prepare", "ready", "ligible", "receive", "lead", "every", "nclud",
    " are ", "if not ", "ncentive", " pay ",
)  # fmt: skip
# `applicants with an EMT card are exempt from the test`, `certification will determine the salary`, `(if applicable)`
_WEIGHED = re.compile(
    r"[^.;:\n]{0,40}?\b(?:(?:is|are|will be) (?:exempt|excused|waived)|will determine)\b"
    r"|[^.;:\n]{0,50}?\b(?:considered|used|taken into account)\b[^.;\n]{0,30}\b(?:salary|pay|placement|compensation)\b"
    r"|[^.;:\n]{0,30}?\bto waive\b|\s*\(if applicable\)|[\w\s/,-]{0,30}?\bif required (?:for|by|in)\b|[^.;:\n]{0,60}?\bcounts? (?:for )?\w{0,9} ?points",
    re.IGNORECASE,
)
_MAY_BE_WEIGHED = (
    "xempt", "xcused", "aived", "waive", "etermine", "onsidered", "used", "taken into", "pplicable", "points", "if required",
)  # fmt: skip
# `nurses with a CCRN get a differential`, `technicians who earn the ASE Master certification are promoted`
_THOSE_WHO = re.compile(
    r"\b(?:employees|staff|technicians|nurses|teachers|operators|officers|members|those|incumbents|drivers|mechanics|inspectors|\w+ists)\b"
    r" (?:(?:who|that) )?(?:(?:hold|have|earn|obtain|possess|achieve|with|w/) ?|(?:are )?(?:licensed|registered|certified) )[^.;:\n]{0,80}$",
    re.IGNORECASE,
)
_ARE_GIVEN = re.compile(
    r"[^.;:\n]{0,70}?\b(?:(?:are|be) (?:promoted|placed|paid|eligible)|(?:may |will |can )?(?:gets?|receives?|earns?)|may be)\b",
    re.IGNORECASE,
)
_MAY_BE_GIVEN = ("promoted", "placed", "paid", "eligible", "get", "receive", "earn", "may be")
# `schedule CPR trainings for the staff`
_FOR_OTHERS = re.compile(
    r"[^.;\n]{0,90}?\b(?:trainings?|class(?:es)?|courses?|sessions?) (?:to|for) (?:the |all |our |new )*(?:\w+ )?"
    r"(?:staff|employees|volunteers|members|residents|clients|crews?|teachers|parents|public|community)\b(?![^.;\n]{0,30}required)",
    re.IGNORECASE,
)
_MAY_TEACH = ("rain", "lass", "ourse", "ession")
_DOES_NOT_DO = re.compile(
    r"[^.;\n(]{0,30}\b(?:do(?:es)? not (?:by itself |alone )?(?:meet|satisfy|qualify|count)|(?:will not be|is not|are not|isn['’]t|aren['’]t) (?:accepted|acceptable|sufficient|enough))\b",
    re.IGNORECASE,
)
# `no record of a license suspension`, `a revoked driver's license`: of licenses that were lost.
_LOST_AFTER = re.compile(
    r"['’]?s?\s++(?:driving\s++|moving\s++|traffic\s++)?(?:suspensions?|revocations?|violations?|infractions?|expirations?\b(?! date))\b",
    re.IGNORECASE,
)
_LOST_BEFORE = re.compile(
    r"\b(?:suspended|revoked|expired|(?:suspension|revocation) of (?:an?|the|your|any)?)\s*$",
    re.IGNORECASE,
)
# `CDL instructors`, `CDL testing`: a job and a service.
_OF_TEACHING = re.compile(
    r"[\s“”\"()CDL-]*\b(?:instructors?|trainers?|testing|physicals?|regulated)\b(?![^.;\n]{0,20}\b(?:certif|licen))",
    re.IGNORECASE,
)
# `Failure to obtain or maintain the license`: who has none loses the job.
_FAILURE = re.compile(
    r"\bfailure to (?:obtain|maintain|possess|keep|hold|have)\b[^.;\n]{0,40}$", re.IGNORECASE
)
# `an asset if you hold a CAMS`
_WISHED = re.compile(
    r"\b(?:asset|plus|bonus|great|better|nice|advantage|preferred)\b", re.IGNORECASE
)
_QUESTION_ENDS = re.compile(r"[^.;\n]{0,90}\?")
_SPOKEN_OF = re.compile(
    r"\b(?:(?:while|when|if)(?: not)? holding|covered by|scope of|when (?:\w+ly )?licensed with|(?:vehicles|trucks|equipment)(?:\sthat)?\srequir(?:e|ing)) (?:an?|the|your) (?:[\w-]+ ){0,2}$"
    r"|\b(?:candidates?|applicants?|individuals?|persons?|those) seeking (?:an?|the|their|initial) $"
    r"|\bacts? as (?:an? )?$|\bout[- ]of[- ]state $"
    r"|\bif(?: not)? holding $|\bif you (?:already |currently )?(?:have|hold) an? (?:[\w-]+ ){0,2}$|\b(?:he|she) is (?:also )?an? $|\bgraduates? (?:from|of) (?:an? )?$|\bwho (?:also )?holds (?:an?|the|her|his) $"
    r"|\bha(?:s|ve) had (?:his|her|their) $|\b(?:people|(?<!train )(?:staff|those|employees)|anyone|analyst|who (?:are|is)) working towards? (?:[\w/]+ (?:or|and) )?(?:(?:his|her|their|an?) )?$"
    r"|\b(?:students|graduates|participants|aides) (?:can |may |will |have gone on to )?earn (?:(?:their|an?) )?(?:[\w/]+,? (?:and |or )?){0,4}$",
    re.IGNORECASE,
)
_MAY_BE_SPOKEN_OF = (
    "holding", "covered by", "scope of", "licensed with", "requir", "act", "state", "if you", "he is", "raduate", "holds", "had ",
    "toward", "earn", "seeking",
)  # fmt: skip
_WITHIN = re.compile(r"\b(?:within|by day|days?|must|required)\b", re.IGNORECASE)


def settled(
    text: str, mention: Mention, bounds: tuple[int, int], listed: tuple[int, int]
) -> Requirement | None:
    """How a mention is asked for where the words beside it say so; None where they do not.

    ``bounds`` are those of its sentence, ``listed`` is where the first name of its list begins and the last ends.
    """
    low, start = bounds[0], mention.start
    if _negated(text, mention, low) and not _LOST_AFTER.match(text, mention.end):
        return "not_required"
    if _given_by_training(text, mention, bounds):
        return "after_hire"
    # `Obtain and maintain a driver's license` asks drivers for what they have.
    drives = mention.credential_id.startswith("drivers-license")
    if (
        _OBTAIN.match(text, low, start)
        and not _BEFORE_START.match(text, mention.end)
        and not (drives and not _IN_TIME.search(text, mention.end, mention.end + 60))
    ):
        return "after_hire"
    if _PAY_SCALE.search(text[max(low, listed[0] - 40) : listed[0]]):
        return "mentioned"
    # A look for a word that must stand there is quicker than one for the expression.
    before = text[max(low, start - 110) : start].lower()
    if (" of " in before or "bring your" in before) and _HANDED_IN.search(
        text, max(low, start - 110), start
    ):
        return "required"
    if _A_COPY.match(text, mention.end):
        return "required"
    if _BETTER.match(text, mention.end):
        return "preferred"
    if "failure" in before and _FAILURE.search(text, max(low, start - 80), start):
        return "required"
    if _pays(text, mention, bounds):
        return "mentioned"
    if any(word in before for word in _MAY_HAVE) and _others_have(
        text[max(low, start - 80) : start]
    ):
        return "mentioned"
    if (
        _NOT_YET.match(text, mention.end)
        or _PROVIDED.match(text, mention.end)
        or _CAN_BE_HAD.match(text, listed[1])
    ):
        return "after_hire"
    if ("without" in before or "lacking" in before or " not " in before) and _LACKS.search(
        text, max(low, start - 70), start
    ):
        if _NOT_CONSIDERED.match(text, mention.end):
            return "required"
        if _INVITED.match(text, mention.end):
            return "mentioned"
    if _BEFORE_START.match(text, listed[1]) and not _OR_OBTAIN.search(
        text, max(low, start - 70), start
    ):
        return "required"
    if (
        _is_talk(text, mention, low)
        or _is_told_of(text, low, listed)
        or _OFFER.match(text, low, start)
    ):
        return "mentioned"
    return None


def _is_talk(text: str, mention: Mention, low: int) -> bool:
    """Whether the words beside a name only speak of it, from ``low`` on: a question, a course for others."""
    start, end = mention.start, mention.end
    # Most expressions need a word that is sooner seen than they are tried.
    after = text[end : end + 130]
    near = text[start : end + 60]
    before = text[max(low, start - 50) : start].lower()
    return bool(
        (("not" in after or "n't" in after or "n’t" in after) and _DOES_NOT_DO.match(text, end))
        or ("ubstitut" in after and _SUBSTITUTES.match(text, end))
        or ("ligible" in after and _EXTRA_PAY.match(text, end))
        or (any(word in after for word in _MAY_BE_WEIGHED) and _WEIGHED.match(text, end))
        or _GETS.match(text, end)
        or _HOLDERS.match(text, end)
        or (any(word in near for word in _MAY_TEACH) and _FOR_OTHERS.match(text, start, end + 60))
        or _VEHICLES.match(text, end)
        or _LOST_AFTER.match(text, end)
        or _LOST_BEFORE.search(text, max(low, start - 25), start)
        or ("cdl" in mention.credential_id and _OF_TEACHING.match(text, end))
        or (_PAYS_FOR.search(text, max(low, start - 60), start) and not _A_COURSE.match(text, end))
        or (_TO_OTHERS.match(text, end) and _TEACHES.search(text, max(low, start - 40), start))
        or is_keyword(text[max(low, start - KEYWORDS) : start])
        or _among_words(text, start, end)
        or (
            any(word in before for word in _MAY_BE_SPOKEN_OF)
            and _SPOKEN_OF.search(text, max(low, start - 50), start)
            and not _WISHED.search(text, max(low, start - 70), end + 40)
        )
        or (
            "?" in after
            and _QUESTION_ENDS.match(text, end)
            and _ASKED.search(text, max(0, start - 90), start)
        )
    )


def _among_words(text: str, start: int, end: int) -> bool:
    """Whether a name stands among search words that hyphens part: ``Java - PMP - configuration - coding``."""
    if not text.startswith(" - ", end) or not text.endswith(" - ", 0, start):
        return False
    around = text[max(0, start - REACH) : end + REACH]
    return around.count(" - ") >= HYPHENS


def _is_told_of(text: str, low: int, listed: tuple[int, int]) -> bool:
    """Whether a list of names stands in what is told of ladders, scales and others who have them."""
    first, last = listed
    before = text[max(low, first - 160) : first]
    lower = before.lower()
    told = any(word in lower for word in _MAY_BE_TOLD) and _TOLD_OF.search(before)
    if told and not _DEMANDS.search(told[0]):
        return True
    given = text[last : last + 110].lower()
    return (
        any(word in given for word in _MAY_BE_GIVEN)
        and _THOSE_WHO.search(before) is not None
        and _ARE_GIVEN.match(text, last) is not None
    )


# What a ladder or a scale requires is told of; what `must` be had there is asked for.
_DEMANDS = re.compile(r"\b(?:must|mandatory)\b", re.IGNORECASE)


def is_cost(text: str, mention: Mention, bounds: tuple[int, int], offered: bool) -> bool:
    """Whether what comes after hire is but a fee that the employer pays.

    ``offered`` tells that it stands among the benefits.
    """
    if offered and _COSTS.search(text, *bounds):
        return True
    named = text[mention.start : mention.end].lower().endswith(("exam", "exams", "test"))
    return (named or _RENEWS.match(text, mention.end) is not None) and _WITHIN.search(
        text, mention.start, bounds[1]
    ) is None


def _negated(text: str, mention: Mention, low: int) -> bool:
    """``No CDL needed``, ``a non-CDL route``, ``no commercial pilot certificate is required``."""
    before = text[max(low, mention.start - 40) : mention.start]
    if _NON.search(before[-6:]):
        return True
    return bool(
        _NO_BEFORE.search(before) and _NEEDED_AFTER.match(text[mention.end : mention.end + 60])
    )


def _given_by_training(text: str, mention: Mention, bounds: tuple[int, int]) -> bool:
    """``we offer CDL training``, ``able to pass a welding certification test``: it comes later."""
    after = text[mention.end : min(bounds[1], mention.end + 80)]
    before = text[max(bounds[0], mention.start - 80) : mention.start]
    if _TEST.match(after):
        return bool(re.search(r"\b(?:able|ability) to (?:pass|take)\b", before, re.IGNORECASE))
    if _CLASSES.match(after):
        return bool(_TRAINS.search(before) or _TRAINS.search(after))
    return False


def _pays(text: str, mention: Mention, bounds: tuple[int, int]) -> bool:
    """Whether a sum of money beside the name is what its holders are paid."""
    before = text[max(bounds[0], mention.start - 110) : mention.start]
    if "$" in before or "%" in before:
        scale = _PAY_BEFORE.search(before)
        if scale and not STRONG.search(scale.group()):
            return True
    # Most names have no sum behind them.
    after = text[mention.end : mention.end + 140]
    if "$" not in after and "%" not in after:
        return False
    paid = _PAID.match(text, mention.end, min(bounds[1], mention.end + 140))
    if paid and not STRONG.search(paid.group()) and "prefer" not in paid.group():
        return True
    return _PAY_AFTER.match(text, mention.end, mention.end + 60) is not None


def _others_have(before: str) -> bool:
    """Whether somebody else is said to have the credential."""
    return _OTHERS_HAVE.search(before) is not None and not STRONG.search(before)
