"""How accurate extraction is beside simpler ways, on the same labels: writes ``docs/accuracy.md``.

`python -m scripts.bench.accuracy [--check]`. The repository's own labelled postings are measured always;
the 150 labelled real postings lie beside the checkout, in ``../shared/evaluation``: where they are not,
the page keeps what it said of them, and that is told. Every figure on the page is written by this
program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import spacy
import typer
from spacy.matcher import PhraseMatcher

from extraction.evaluation import (
    Found,
    Graded,
    Grader,
    LabelledPosting,
    by_requirement,
    figures,
    intervals,
    parts,
)
from extraction.pipeline import Extractor
from extraction.version import EXTRACTOR_VERSION
from scripts import common
from scripts.bench.lists import SHARED
from scripts.evaluate import read_gold, read_posting
from taxonomy.load import load
from taxonomy.model import Taxonomy

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "accuracy.md"
OWN = ROOT / "tests" / "extraction" / "labelled"
SHOWN = {
    "link_precision": "Named rightly, of what was found (link precision)",
    "link_recall": "Found and named rightly, of what is there (link recall)",
    "link_precision_without_drivers_license": "The same precision without driver's licenses",
    "link_recall_without_drivers_license": "The same recall without driver's licenses",
    "demand_f1": "What a posting asks for, as a set (demand F1)",
    "requirement": "Requirement right, of what was named rightly",
    "career_cluster": "Career Cluster right, of those given",
    "career_cluster_given": "Postings that were given a Career Cluster",
    "clean": "Postings that name no credential and in which none was found",
    "count_error": "Sum of the errors of all counts, per posting (less is better)",
}
"""The figures of the page, with their names in plain words."""

Reader = Callable[[LabelledPosting], tuple[list[Found], str | None]]

# The kind of expression that people write for a first try: a word of certification behind or before
# capitals, and the best-known acronyms.
KEYWORDS = {
    "drivers-license": r"driver'?s'? licen[sc]e",
    "cdl": r"\bCDL\b|commercial driver'?s'? licen[sc]e",
    "rn": r"\bRN\b|registered nurse",
    "lpn": r"\bLPN\b|licensed practical nurse",
    "cna": r"\bCNA\b|certified nursing assistant",
    "bls": r"\bBLS\b|basic life support",
    "acls": r"\bACLS\b|advanced cardia\w+ life support",
    "pals": r"\bPALS\b",
    "cpr": r"\bCPR\b",
    "first-aid": r"first aid",
    "cpa": r"\bCPA\b|certified public accountant",
    "pmp": r"\bPMP\b|project management professional",
    "cissp": r"\bCISSP\b",
    "comptia-a-plus": r"\bA\+",
    "comptia-security-plus": r"security\+",
    "comptia-network-plus": r"network\+",
    "ccna": r"\bCCNA\b",
    "osha-10": r"OSHA[ -]?10",
    "osha-30": r"OSHA[ -]?30",
    "servsafe": r"servsafe",
    "epa-608": r"EPA[ -]?608",
    "forklift": r"forklift (?:certifi\w+|licen[sc]e)",
    "teaching-license": r"teach\w+ (?:certifi\w+|licen[sc]e)",
    "emt": r"\bEMT\b",
    "six-sigma": r"six sigma",
}


def make(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 where the page is not current.")
    ] = False,
) -> None:
    """Writes the page of measured accuracy, or says whether it is current."""
    taxonomy = load()
    page = render(taxonomy, PAGE.read_text("utf-8") if PAGE.exists() else "")
    if not check:
        PAGE.write_text(page, "utf-8")
        common.out.print(f"{PAGE.relative_to(ROOT)} is written")
    elif page != PAGE.read_text("utf-8"):
        raise common.fail(f"{PAGE.name} is not current: run python -m scripts.bench.accuracy", 1)


def render(taxonomy: Taxonomy, before: str) -> str:
    """The whole page. ``before`` is the page as it was: what cannot be measured here is kept from it."""
    own = [posting for path in sorted(OWN.glob("*.toml")) for posting in read_gold(path, taxonomy)]
    real = SHARED / "evaluation" / "dev.jsonl"
    sections = [section("own", _OWN_TITLE, _OWN_TEXT, own, taxonomy)]
    if real.exists():
        labelled = read_gold(real, taxonomy)
        sections.append(section("real", _REAL_TITLE, _REAL_TEXT, labelled, taxonomy))
    else:
        common.err.print(
            "NO LABELLED REAL POSTINGS: the page keeps what it said of them", style="bold"
        )
        kept = re.search(r"<!-- real -->.*?<!-- end -->", before, re.DOTALL)
        sections += [kept.group()] if kept else []
    return _HEAD + "\n".join([*sections, _TAIL])


def section(
    mark: str, title: str, text: str, postings: Sequence[LabelledPosting], taxonomy: Taxonomy
) -> str:
    """The part of the page on one set of postings."""
    extractor = Extractor(taxonomy)
    grader = Grader(taxonomy)
    ways: dict[str, Reader] = {
        "Sought": lambda posting: read_posting(extractor, posting),
        "names matched exactly": phrase_matcher(taxonomy),
        "keywords": keyword,
    }
    graded = {
        way: [grader.grade(posting, *read(posting)) for posting in postings]
        for way, read in ways.items()
    }
    between = intervals(graded["Sought"])
    values = {way: figures(each) for way, each in graded.items()}
    labels = sum(len(posting.labels) for posting in postings)
    lines = [
        f"<!-- {mark} -->", f"## {title}", "", text, "",
        f"{len(postings):,} postings, {labels:,} labelled mentions. "
        f"Extractor {EXTRACTOR_VERSION}, taxonomy {taxonomy.version}.", "",
        f"| | Sought | 95% interval | {' | '.join(list(ways)[1:])} |",
        "| --- | ---: | ---: |" + " ---: |" * (len(ways) - 1),
    ]  # fmt: skip
    for name, words in SHOWN.items():
        low, high = between[name]
        others = (_figure(name, values[way]) for way in list(ways)[1:])
        lines.append(
            f"| {words} | {values['Sought'][name]:.3f} | {low:.3f} to {high:.3f} | "
            f"{' | '.join(others)} |"
        )
    lines += ["", *_by_type(graded["Sought"]), "", *_by_cluster(graded["Sought"]), ""]
    judged = ", ".join(
        f"{name.replace('_', ' ')} {right} of {of}"
        for name, (right, of) in by_requirement(graded["Sought"]).items()
    )
    return "\n".join(
        [*lines, f"Requirement right, by what was labelled: {judged}.", "<!-- end -->", ""]
    )


def _figure(name: str, values: dict[str, float]) -> str:
    # The simpler ways judge neither requirement nor cluster.
    judged = name.startswith(("requirement", "career_cluster", "demand", "count"))
    return "" if judged else f"{values[name]:.3f}"


def _by_type(graded: Sequence[Graded]) -> list[str]:
    return _table("Type of credential", graded, "type")


def _by_cluster(graded: Sequence[Graded]) -> list[str]:
    return _table("The credential's first Career Cluster", graded, "cluster")


def _table(heading: str, graded: Sequence[Graded], kind: str) -> list[str]:
    lines = [f"| {heading} | labelled | found | precision | recall |", "| --- |" + " ---: |" * 4]
    for part in parts(graded, kind):
        shares = (
            "" if share is None else f"{share:.3f}" for share in (part.precision, part.recall)
        )
        lines.append(f"| {part.name} | {part.labelled} | {part.predicted} | {' | '.join(shares)} |")
    return lines


def phrase_matcher(taxonomy: Taxonomy) -> Reader:
    """Every name of the taxonomy, matched by spaCy's PhraseMatcher whatever its case; the longest wins."""
    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    owners: dict[str, str] = {}
    for credential in taxonomy.credentials.values():
        for alias in taxonomy.forms(credential):
            owners.setdefault(alias.form.lower(), credential.id)
    matcher.add("CREDENTIAL", [nlp.make_doc(form) for form in owners])

    def read(posting: LabelledPosting) -> tuple[list[Found], str | None]:
        spans = spacy.util.filter_spans(matcher(nlp(posting.text), as_spans=True))
        return [
            Found(s.start_char, s.end_char, owners[s.text.lower()], "required")
            for s in spans
            if s.text.lower() in owners
        ], None

    return read


def keyword(posting: LabelledPosting) -> tuple[list[Found], str | None]:
    """The keywords that people write for a first try."""
    return sorted(
        (
            Found(match.start(), match.end(), credential, "required")
            for credential, pattern in KEYWORDS.items()
            for match in re.finditer(pattern, posting.text, re.IGNORECASE)
        ),
        key=lambda found: found.start,
    ), None


_HEAD = """# How accurate extraction is

<!-- Written by `python -m scripts.bench.accuracy`; do not edit by hand. -->

Everything that Sought counts rests on finding the credentials that a posting names. This page says how
often it does, on postings that people labelled. A share of 1 is perfect. The 95% interval says how far
a figure may be off because so few postings were labelled: it is what drawing the same number of
postings again and again, with replacement, gives (bootstrap, 1,000 draws, seeded).

"""
_OWN_TITLE = "Our own labelled postings"
_OWN_TEXT = """Written by us after the patterns of real postings, by writers who did not see the extractor, each
with many credentials, rare ones among them, in wordings that real postings use; in plain text and
HTML. They are harder than the average posting. The extractor's errors on them have been studied, so
the figures are no longer independent. They lie in `tests/extraction/labelled/`;
`sought evaluate tests/extraction/labelled/*.toml` prints every error in its context. A credential that
the taxonomy does not list counts as missed."""
_REAL_TITLE = "Real postings"
_REAL_TEXT = """Real postings of several boards, labelled by two readings that agreed on all but one mention of 30
postings. The extractor's errors on them have been studied too."""
_TAIL = """## What the other columns are

- **names matched exactly**: spaCy's `PhraseMatcher` with every name of our taxonomy, in any case, and
  nothing else: no sense, no misspelling, no lists with a shared head.
- **keywords**: an expression of the kind that people write for a first try, two dozen of the
  best-known credentials.
- **SkillNER** installs, but needs a language model (`en_core_web_lg`) that is no package of the
  registry; **ojd-daps-skills** installs once `click` is added by hand, and fetches its models from
  another host when it is first used. Neither could be run without downloading models, so they are left
  out.

## What the figures do not say

- They do not say how good the taxonomy is for your state: a credential that is not in it is not found.
- Requirement is judged by words near the name and the section's heading. What is merely mentioned
  (a benefit, a duty) is the hardest to tell from what is asked for.
- The set of labelled postings is small for any one credential; look at the evidence sentences before
  you decide on one.
"""


if __name__ == "__main__":
    typer.run(make)
