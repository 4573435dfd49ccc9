"""The headings under which postings write what they ask for, and what each means."""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter

REQUIRED, PREFERRED, DUTIES, BENEFITS, ABOUT = (
    "required",
    "preferred",
    "duties",
    "benefits",
    "about",
)
AFTER_HIRE, NOT_REQUIRED = "after_hire", "not_required"

_PHRASES = {
    REQUIRED: """
        requirements; minimum requirements; job requirements; position requirements; key requirements
        basic requirements; additional requirements; special requirements; other requirements
        requirements minimum qualifications; required qualifications; minimum qualifications
        basic qualifications; qualifications; job qualifications; position qualifications
        your qualifications; essential qualifications; necessary qualifications; core qualifications
        qualifications and requirements; qualifications requirements; qualifications and skills
        qualifications & requirements; qualifications and experience; education and experience
        education & experience; education experience; experience and education
        skills and qualifications; skills & qualifications; skills and experience; required skills
        required skills and experience; required experience; required education; required education and experience
        minimum education; minimum experience; what you need; what youll need; what you will need
        what you bring; what youll bring; what you will bring; what you bring to the table
        what youll bring to the team; must haves; must have; you have; you must have; who you are
        you are; you will have; youll have; what you have; what it takes; what we need
        what were looking for; what we are looking for; who were looking for; who we are looking for
        were looking for; we are looking for; what we look for; about you; your background
        your experience; candidate profile; ideal candidate; the ideal candidate; to qualify
        how to qualify; who may apply; eligibility; eligibility requirements; conditions of employment
        knowledge skills and abilities; knowledge skills abilities; licenses; license; licensure
        licenses certifications; licenses and certifications; licenses & certifications; certifications
        certification; certifications licenses; certifications and licenses; certifications & licenses
        certificates licenses registrations; certificates and licenses; certificates licenses
        certification licensure; licensure certification; licensure certifications; license certification
        licensing; licensing certification; licensure registration certification; registration
        required licenses; required certifications; required licenses and certifications
        required licensure; required certifications licenses; special licenses; credentials
        selection criteria; prerequisites; job specifications; specifications; the requirements
        screen in requirements; to be considered; to be successful; skills required
        qualification requirements; specialized experience; minimum requirement; minimum
        what you will need to succeed; bring this with you; the basics; the must haves
        youre a fit if; you might be a fit if; this job is for you if; minimum quals; license requirements
        what you are; who youll be; you bring; youll bring; you should have; what you should have
        what makes you a great fit; what makes you a good fit; what makes you qualified
        you are a good fit if; you may be a good fit if; you might be a good fit if; youll be a great fit if
        you are a great fit if; is this you; does this sound like you; your profile; your skills
        your skills and experience; what we require; what is required; whats required
        what youll need to succeed; what you will need to be successful; what it takes to succeed
        skills youll bring; skills you bring; experience youll bring; we require; we need; you need
        success profile; qualifications you must have; you must be; the ideal candidate will have
        the successful candidate will have; successful candidates will have; what you need to succeed
        what you need to apply; who you are and what you bring; experience and qualifications
        experience & qualifications; required knowledge skills and abilities; skills knowledge and abilities
        knowledge skills & abilities; how youll qualify; to be qualified; to be eligible
        what were looking for in you; what we want; what we are looking for in you; what youll have
        what you will have; key qualifications; minimum job requirements
        position qualifications and requirements; hiring requirements; applicant requirements
        candidate requirements; candidate qualifications; driver requirements; driver qualifications
    """,
    PREFERRED: """
        preferred qualifications; preferred skills; preferred; preferred experience; preferred education
        preferred requirements; preferred certifications; preferred licenses; preferred licensure
        preferred licenses and certifications; preferred skills and experience; desired qualifications
        preferred education and experience; preferred knowledge; preferred candidates
        desired skills; desired; desired experience; desirable; desirable qualifications; desirables
        nice to have skills and experience; nice to have experience; nice to have qualifications
        nice to have skills and qualifications; nice to have requirements
        nice to have; nice to haves; nice to have skills; good to have; bonus points; bonus points if
        bonus; bonus skills; bonus qualifications; pluses; a plus; plus; extra credit; extras; assets
        ideal qualifications; what will set you apart; what sets you apart; stand out; the nice to haves
        additional desirable qualifications; preferred but not required; helpful; helpful but not required
        we would love it if you have; wed love it if; it would be great if; even better; even better if
        non essential skills qualifications; non essential skills; non essential qualifications
        what you might have; you might have; it would be lovely if you had; it would be nice if you had
        icing on the cake; not required but nice; would like; we would like; wed like; love to have
        wed love to have; also valued; nice to have but not required; a plus but not required
        great if you have; it is great if you have; would be nice; preferences; also nice; also helpful
        not required but helpful; it would be even better if you; itd be even better if you; even better if you
        qualifications we prefer; nice if you have; its nice if you have; what would be nice; extra points
        brownie points; its a plus if you have; it is a plus if you have; bonus if you have
        its a bonus if you have; ideally you have; ideally you will have; ideally youll have
        ideally you also have; wish list; great to have; would be a plus; considered a plus
        a plus if you have; preferred attributes; preferred background
        additional pluses; what will make you stand out; ways to stand out; how to stand out
        youll stand out if you have; additional preferred qualifications; ideal experience; optional
    """,
    DUTIES: """
        responsibilities; key responsibilities; primary responsibilities; job responsibilities
        duties; job duties; major duties; essential duties; essential functions; duties and responsibilities
        essential duties and responsibilities; essential job functions; roles and responsibilities
        what you will do; what youll do; what you will be doing; what youll be doing; your responsibilities
        job description; position summary; position overview; job summary; summary; overview; the role
        your role; about the role; about the job; about the position; day to day; a day in the life
        the job; the work; the opportunity; your day; how you will spend your day; scope of work
        role; role overview; role description; essential responsibilities; general duties; in this role
        in this role you will; you will; your impact; what the job is
        what youll be responsible for; what you will be responsible for; what youll own; a typical day
        your mission; what youll work on; the impact you will have; the impact youll have
        how youll make an impact; how you will make an impact; what youll accomplish
        position responsibilities; areas of responsibility; job functions; principal duties; position duties
        your contributions; what you do; your duties; what youll be up to; day to day responsibilities
        daily responsibilities; typical duties
    """,
    BENEFITS: """
        benefits; perks; what we offer; we offer; what we offer you; compensation and benefits
        compensation & benefits; benefits and perks; perks and benefits; pay and benefits; pay & benefits
        why join us; why work here; why work with us; why us; our benefits; compensation; pay; pay range
        salary; salary range; total rewards; what you get; what youll get; what youll love; our perks
        pay benefits; benefits include; what is in it for you; whats in it for you; rewards; hours and pay
        the perks; the package; schedule and pay; wage; wages; pay scale; sign on bonus; job type
        our offer; what youll receive; your benefits; benefits of working here; why youll love working here
        why youll love it here; why you should join us; salary and benefits; salary & benefits
        what we provide; pay & perks; pay and perks; perks & benefits; our commitment to you
        why youll love this job; why you will love working here; what we offer to you; what we have to offer
        employee benefits; benefits package
    """,
    ABOUT: """
        about us; about the company; about our company; who we are; our company; company overview
        company description; our mission; our story; about the team; our team; the team; our values
        equal opportunity employer; equal employment opportunity; eeo; eeo statement; eoe; how to apply
        to apply; application process; application instructions; next steps; disclaimer; notice
        work environment; working conditions; physical demands; physical requirements; additional information
        other information; required documents; how you will be evaluated; evaluations; contact; location
        where you will work; where youll work; hours; schedule; shift
    """,
}  # fmt: skip


def headings() -> dict[str, str]:
    """Each heading in the taxonomy's normal form, with its kind."""
    return {
        phrase.strip(): kind
        for kind, block in _PHRASES.items()
        for line in block.split("\n")
        for phrase in line.split(";")
        if phrase.strip()
    }


# Headings are also made of few words in any order: `Preferred Job Skills/Qualifications`.
_HEADS = {
    DUTIES: "duty duties responsibility responsibilities functions accountabilities tasks",
    BENEFITS: "benefits benefit perks compensation",
    ABOUT: "demands environment",
    REQUIRED: """qualification qualifications qualifcations qualificatons requirement requirements requirments skills experience education
        certification certifications certificate certificates license licenses licence licences licensure
        licensing registration registrations credential credentials knowledge abilities competencies
        prerequisites eligibility criteria background specifications attributes""",
}
_PREFERRED_WORDS = frozenset(
    "preferred prefered preffered prefferred desired desirable optional helpful advantageous".split()
)
_WISHED_IN_BRACKETS = frozenset("nice bonus plus pluses".split())
_REQUIRED_WORDS = frozenset("required minimum mandatory must".split())
_ABOUT_WORDS = frozenset("physical mental working environmental".split())
_OTHERS = """additional applicant basic candidate core educational essential general job key major
    necessary other position primary principal professional related role special specific statement
    supervisory technical training work personal academic relevant program license"""
_JOINTS = "and or of for the your our to this"
_KIND_OF = {word: kind for kind, words in _HEADS.items() for word in words.split()}
_MODIFIERS = _PREFERRED_WORDS | _REQUIRED_WORDS | _ABOUT_WORDS | frozenset(_OTHERS.split())


def _in_capitals(words: frozenset[str]) -> str:
    """An expression for the words in capitals, its branches by first letters: it is tried often."""
    # A small letter after it would make it another word, and so would a capital after capitals,
    # unless that begins a word itself: `QUALIFICATIONSPrevious`.
    ends = {word.capitalize(): "(?![a-z])" for word in words}
    ends |= {word.upper(): "(?![a-z])(?![A-Z](?![a-z]))" for word in words}
    return _branches(sorted(ends), ends)


def _branches(words: list[str], ends: dict[str, str], at: int = 0) -> str:
    """The sorted words from their letter ``at`` on, each followed by its end, the longest first."""
    out = []
    for letter, group in groupby((word for word in words if len(word) > at), itemgetter(at)):
        same = list(group)
        rest = (
            same[0][at:] + ends[same[0]]
            if len(same) == 1
            else f"{letter}(?:{_branches(same, ends, at + 1)})"
        )
        out.append(rest)
    out += [ends[word] for word in words if len(word) == at]
    return "|".join(out)


_WORD = f"(?:{_in_capitals(_MODIFIERS | frozenset(_KIND_OF))})"
_SMALL = "|".join(sorted(_MODIFIERS | frozenset(_KIND_OF), key=lambda word: (-len(word), word)))
_PART = r"\s?[/&,]\s?|[ \xa0]"
_AND = rf"(?:(?i:{'|'.join(_JOINTS.split())}|and/or|&)[ \xa0])*"
COMPOSED = re.compile(
    rf"(?<![A-Z&/])(?=[A-Z])(?:{_WORD})(?:(?:{_PART}){_AND}{_WORD})*(?:(?:{_PART}){_AND}(?:{_SMALL})\b)*"
)
"""Matches a run of words of which headings are made, capitals first."""
_BEGINNINGS = {word[:3] for word in _MODIFIERS | frozenset(_KIND_OF)}
_BEGINNINGS = {w.capitalize() for w in _BEGINNINGS} | {w.upper() for w in _BEGINNINGS}
MAY_BE_COMPOSED = re.compile(_branches(sorted(_BEGINNINGS), dict.fromkeys(_BEGINNINGS, "")))
"""Matches wherever :data:`COMPOSED` may: a cheap look before it."""


def composed_kind(words: str) -> str | None:
    """The kind of a heading made of such words; None where no word of them says one.

    What is wished for beats what is asked for, and the last noun says which of the others it is:
    ``Minimum Education and Experience`` is required, ``Essential Job Functions`` are duties.
    """
    each = re.findall(r"[a-z]+", words.lower())
    if not (_PREFERRED_WORDS | _WISHED_IN_BRACKETS).isdisjoint(each):
        return REQUIRED if not _REQUIRED_WORDS.isdisjoint(each) else PREFERRED
    kinds = [_KIND_OF[word] for word in each if word in _KIND_OF]
    if not kinds:
        return REQUIRED if each[-1] in ("required", "mandatory") else None
    if not _ABOUT_WORDS.isdisjoint(each):
        return ABOUT
    return kinds[-1]
