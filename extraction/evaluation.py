"""Accuracy against labelled postings: what was found, linked and judged rightly, with intervals.

A label and a mention belong together where their spans overlap; each is used once. A label is linked
right where the mention's credential bears one of the label's names. What a posting asks for is
compared as a set too, since demand counts sets. All of it is made of counts that add up over postings,
so a figure over any sample of postings is a sum: the intervals draw postings with replacement.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from extraction.rows import from_json
from taxonomy.model import Taxonomy

ASKED = frozenset(("required", "preferred", "after_hire"))
REQUIREMENTS = ("required", "preferred", "after_hire", "mentioned", "not_required")
LONGER = 40
"""Characters by which a mention may be longer than its label."""
DRIVERS_LICENSE = "Driver's License"
DRAWS = 1000
SEED = 20260101
_GENERIC = frozenset(
    """certification certifications certified certificate license licence licensed licensure
    registration registered valid the a of""".split()
)
_POSSESSIVE = re.compile(r"'s\b|s'(?=\s|$)|'")
_SIGNS = re.compile(r"[^\w+#]+")


class LabelError(ValueError):
    """A file of labels cannot be used; the message names the file, the line and the mend."""


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled mention: its span and the names of which the right credential bears one.

    ``also`` are the names of a broader or narrower credential that is accepted at no gain or loss.
    """

    start: int
    end: int
    names: frozenset[str]
    also: frozenset[str]
    requirement: str
    shown: str


@dataclass(frozen=True, slots=True)
class LabelledPosting:
    """A posting with its labels; ``career_clusters`` are all that are right, empty where unlabelled."""

    id: str
    title: str | None
    text: str
    labels: tuple[Label, ...]
    career_clusters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A mention as it is to be graded."""

    start: int
    end: int
    credential_id: str
    requirement: str


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that was wrong, in its context."""

    kind: str
    posting: str
    before: str
    surface: str
    after: str
    more: str


@dataclass(slots=True)
class Graded:
    """What came of one posting: counts that add up, and the errors in words.

    ``counts`` has a count for each ``figure:part``; ``asked`` and ``found`` count the postings that
    ask for a credential, by the labels and by the mentions.
    """

    counts: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    errors: list[Error] = field(default_factory=list)


def name_key(name: str) -> str:
    """A name without case, trademark signs, possessives and punctuation other than + and #.

    >>> name_key("Driver’s License"), name_key("CompTIA A+®"), name_key("R&D")
    ('driver license', 'comptia a+', 'r and d')
    """
    plain = re.sub(r"[®™©]", "", name.casefold().replace("&", " and ").replace("’", "'"))
    return " ".join(_SIGNS.sub(" ", _POSSESSIVE.sub("", plain)).split())


def _deciding(names: Iterable[str]) -> frozenset[str]:
    """The keys that decide: a bare acronym only where there is no fuller name."""
    keys = {name: name_key(name) for name in names}
    full = {key for name, key in keys.items() if not _is_bare_acronym(name)}
    return frozenset(full or keys.values())


def _is_bare_acronym(name: str) -> bool:
    telling = [w for w in _SIGNS.sub(" ", name).split() if w.casefold() not in _GENERIC]
    return len(telling) == 1 and len(telling[0]) <= 6 and telling[0].upper() == telling[0]


def read_labels(path: Path) -> list[LabelledPosting]:
    """The labelled postings of a JSON Lines file.

    A line is ``{"id", "title", "text", "career_clusters": [...], "mentions": [{"start", "end",
    "names": [...], "also": [...], "requirement"}]}``; offsets count characters of ``text``. Raises
    :class:`LabelError` for the first line that is otherwise.
    """
    out: list[LabelledPosting] = []
    try:
        lines = path.read_text("utf-8").split("\n")
    except OSError as error:
        raise LabelError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise LabelError(f"{path}: is not UTF-8 ({error.reason})") from None
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row = from_json(number, line)
        if row.error is not None:
            raise LabelError(f"{path}, line {number}: {row.error}")
        try:
            posting = _posting(row.cells)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise LabelError(f"{path}, line {number}: {what}; mend the line") from None
        if posting.id in seen:
            raise LabelError(
                f"{path}, line {number}: the id {posting.id!r} stands twice; rename one"
            )
        seen.add(posting.id)
        out.append(posting)
    if not out:
        raise LabelError(f"{path}: there are no labelled postings in it")
    return out


def _posting(row: Mapping[str, Any]) -> LabelledPosting:
    text = row["text"]
    labels = []
    for each in row["mentions"]:
        start, end = each["start"], each["end"]
        if not (0 <= start < end <= len(text)):
            raise ValueError(f"the label {start} to {end} lies outside the text")
        if "text" in each and each["text"] != text[start:end]:
            raise ValueError(f"the label says {each['text']!r} where {text[start:end]!r} stands")
        if each["requirement"] not in REQUIREMENTS:
            raise ValueError(f"the requirement {each['requirement']!r} is none of {REQUIREMENTS}")
        if not each["names"]:
            raise ValueError(f"the label {text[start:end]!r} has no names")
        labels.append(
            Label(
                start, end, _deciding(each["names"]), _deciding(each.get("also") or ()),
                each["requirement"], each["names"][0],
            )
        )  # fmt: skip
    return LabelledPosting(
        str(row["id"]),
        row.get("title"),
        text,
        tuple(labels),
        frozenset(row.get("career_clusters") or ()),
    )


class Grader:
    """Grades mentions against labels; built once from the taxonomy whose ids the mentions bear."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._names = {
            own: frozenset(name_key(name) for name in (each.name, *(a.form for a in each.aliases)))
            for own, each in taxonomy.credentials.items()
        }
        self._owners: dict[str, str] = {}
        for own, names in self._names.items():
            for name in names:
                self._owners.setdefault(name, own)
        self._drive = name_key(DRIVERS_LICENSE)

    def grade(
        self, posting: LabelledPosting, mentions: Sequence[Found], career_cluster: str | None
    ) -> Graded:
        """What came of a posting's labels."""
        graded = Graded()
        pairs = self._pairs(posting.labels, mentions)
        self._links(graded, posting, mentions, pairs)
        self._demand(graded, posting.labels, mentions)
        if posting.career_clusters:
            graded.counts["cluster_all"] += 1
            if career_cluster:
                right = name_key(career_cluster) in {name_key(c) for c in posting.career_clusters}
                graded.counts["cluster_given"] += 1
                graded.counts["cluster_right"] += right
                if not right:
                    graded.errors.append(
                        Error("CLUSTER", posting.id, "", posting.title or "", "",
                              f"labelled {' or '.join(sorted(posting.career_clusters))}, given {career_cluster}")
                    )  # fmt: skip
        return graded

    def _pairs(
        self, labels: Sequence[Label], mentions: Sequence[Found]
    ) -> dict[int, tuple[int, int]]:
        """For each label that has one, its mention and how well that fits (3 right, 2 beside, 1 place)."""
        options = []
        for i, label in enumerate(labels):
            for j, mention in enumerate(mentions):
                overlap = mention.start < label.end and label.start < mention.end
                if not overlap or mention.end - mention.start > label.end - label.start + LONGER:
                    continue
                names = self._names[mention.credential_id]
                fit = 3 if names & label.names else 2 if names & label.also else 1
                away = abs(label.start - mention.start) + abs(label.end - mention.end)
                options.append((-fit, away, -i, -j))
        out: dict[int, tuple[int, int]] = {}
        used: set[int] = set()
        for fit, _, i, j in sorted(options):
            if -i not in out and -j not in used:
                out[-i] = -j, -fit
                used.add(-j)
        return out

    def _links(
        self,
        graded: Graded,
        posting: LabelledPosting,
        mentions: Sequence[Found],
        pairs: Mapping[int, tuple[int, int]],
    ) -> None:
        counts = graded.counts
        for i, label in enumerate(posting.labels):
            mention, fit = pairs.get(i, (-1, 0))
            drive = self._drive in label.names
            owner = mentions[mention].credential_id if fit == 3 else self._owner(label)
            counts["gold"] += 1
            counts["found"] += fit > 0
            counts["beside"] += fit == 2
            counts["gold_drive"] += drive
            if fit == 3:
                counts["linked"] += 1
                counts["linked_drive"] += drive
                right = mentions[mention].requirement == label.requirement
                counts["requirement_right"] += right
                counts[f"requirement {label.requirement}:all"] += 1
                counts[f"requirement {label.requirement}:right"] += right
                if not right:
                    more = f"labelled {label.requirement}, judged {mentions[mention].requirement}"
                    graded.errors.append(_error("REQUIRED", posting, label.start, label.end, more))
            elif fit != 2:
                more = f"labelled {label.shown!r}"
                if fit:
                    wrong = self._taxonomy.credentials[mentions[mention].credential_id]
                    more += f", linked to {wrong.name!r}"
                kind = "WRONG" if fit else "MISSED"
                graded.errors.append(_error(kind, posting, label.start, label.end, more))
            if fit != 2:
                for part in self._parts(owner):
                    counts[f"{part}:gold"] += 1
                    counts[f"{part}:linked"] += fit == 3
        used = {mention: fit for mention, fit in pairs.values()}
        for j, found in enumerate(mentions):
            counts["predicted"] += 1
            counts["predicted_drive"] += self._drive in self._names[found.credential_id]
            if used.get(j) != 2:
                for part in self._parts(found.credential_id):
                    counts[f"{part}:predicted"] += 1
            if j not in used:
                name = self._taxonomy.credentials[found.credential_id].name
                graded.errors.append(
                    _error("EXTRA", posting, found.start, found.end, f"linked to {name!r}")
                )
        if not posting.labels:
            counts["empty"] += 1
            counts["clean"] += not mentions

    def _owner(self, label: Label) -> str | None:
        return next(
            (self._owners[name] for name in sorted(label.names) if name in self._owners), None
        )

    def _parts(self, credential_id: str | None) -> tuple[str, ...]:
        """The groups in which a credential's figures are shown."""
        if credential_id is None:
            return ("type not in the taxonomy",)
        credential = self._taxonomy.credentials[credential_id]
        return (
            f"type {credential.type}",
            f"cluster {credential.career_clusters[0]}",
            f"credential {credential_id}",
        )

    def _demand(self, graded: Graded, labels: Sequence[Label], mentions: Sequence[Found]) -> None:
        """Compares what the posting asks for as a set of credentials."""
        groups: list[tuple[set[str], set[str]]] = []
        for label in labels:
            if label.requirement not in ASKED:
                continue
            same = next((group for group in groups if group[0] & label.names), None)
            if same is None:
                groups.append((set(label.names), set(label.also)))
            else:
                same[0].update(label.names)
                same[1].update(label.also)
        asked = {m.credential_id: self._names[m.credential_id] for m in mentions
                 if m.requirement in ASKED}  # fmt: skip
        counts = graded.counts
        for names, also in groups:
            hit = any(names & own for own in asked.values())
            if hit or not any(also & own for own in asked.values()):
                counts["asked_gold"] += 1
                counts["asked_gold_right"] += hit
                graded.asked[min(names)] += 1
        for own, bears in asked.items():
            group = next((names for names, _ in groups if names & bears), None)
            if group is not None:
                counts["asked_predicted"] += 1
                counts["asked_predicted_right"] += 1
                graded.found[min(group)] += 1
            elif not any(also & bears for _, also in groups):
                counts["asked_predicted"] += 1
                graded.found[f"id {own}"] += 1


def _error(kind: str, posting: LabelledPosting, start: int, end: int, more: str) -> Error:
    before = " ".join(posting.text[max(0, start - 60) : start].split())
    after = " ".join(posting.text[end : end + 60].split())
    return Error(kind, posting.id, before, posting.text[start:end], after, more)


# Each figure as what is right and of how many, sums of counts; f1 and count_error are made of others.
_SHARES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "mention_precision": (("found",), ("predicted",)),
    "mention_recall": (("found",), ("gold",)),
    "link_precision": (("linked",), ("predicted", "-beside")),
    "link_recall": (("linked",), ("gold", "-beside")),
    "link_precision_without_drivers_license": (
        ("linked", "-linked_drive"), ("predicted", "-beside", "-predicted_drive"),
    ),
    "link_recall_without_drivers_license": (
        ("linked", "-linked_drive"), ("gold", "-beside", "-gold_drive"),
    ),
    "demand_precision": (("asked_predicted_right",), ("asked_predicted",)),
    "demand_recall": (("asked_gold_right",), ("asked_gold",)),
    "requirement": (("requirement_right",), ("linked",)),
    "career_cluster": (("cluster_right",), ("cluster_given",)),
    "career_cluster_given": (("cluster_given",), ("cluster_all",)),
    "clean": (("clean",), ("empty",)),
}  # fmt: skip
FIGURES = (*_SHARES, "link_f1", "demand_f1", "count_error")


def figures(graded: Iterable[Graded]) -> dict[str, float]:
    """The figures of :data:`FIGURES` over graded postings; 0 where there is nothing to divide by.

    All are shares of 0 to 1 except ``count_error``: the sum over credentials of the difference between
    the postings that ask for it by mentions and by labels, divided by the latter.
    """
    counts: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for each in graded:
        counts.update(each.counts)
        asked.update(each.asked)
        found.update(each.found)
    off = sum(abs(asked[name] - found[name]) for name in {*asked, *found})
    return _figures(lambda name: float(counts[name]), off, asked.total())


def _figures(count: Any, off: Any, asked: Any) -> dict[str, Any]:
    """The figures from sums: numbers, or arrays with a number for each draw."""

    def total(names: Sequence[str]) -> Any:
        return sum(-count(name[1:]) if name[0] == "-" else count(name) for name in names)

    out = {name: _ratio(total(part), total(whole)) for name, (part, whole) in _SHARES.items()}
    for name in ("link", "demand"):
        precision, recall = out[f"{name}_precision"], out[f"{name}_recall"]
        out[f"{name}_f1"] = _ratio(2 * precision * recall, precision + recall)
    out["count_error"] = _ratio(off, asked)
    return out


def _ratio(part: Any, whole: Any) -> Any:
    if isinstance(whole, np.ndarray):
        return np.divide(part, whole, out=np.zeros(len(whole)), where=whole != 0)
    return part / whole if whole else 0.0


def intervals(
    graded: Sequence[Graded], draws: int = DRAWS, seed: int = SEED
) -> dict[str, tuple[float, float]]:
    """The 95% interval of each figure: percentiles over samples of postings, drawn with replacement.

    Method: the percentile bootstrap (Efron and Tibshirani 1993, chapter 13), postings the unit.
    """
    used = sorted(
        {name.lstrip("-") for parts in _SHARES.values() for names in parts for name in names}
    )
    table = np.array([[each.counts[name] for name in used] for each in graded], dtype=float)
    names = sorted({name for each in graded for name in (*each.asked, *each.found)})
    differ = np.array(
        [[each.found[name] - each.asked[name] for name in names] for each in graded], dtype=float
    ).reshape(len(graded), len(names))
    asked = np.array([each.asked.total() for each in graded], dtype=float)
    draw = np.random.default_rng(seed).multinomial(
        len(graded), np.full(len(graded), 1 / len(graded)), size=draws
    )
    sums = draw @ table
    columns = {name: sums[:, i] for i, name in enumerate(used)}
    drawn = _figures(columns.__getitem__, np.abs(draw @ differ).sum(axis=1), draw @ asked)
    return {
        name: (float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5)))
        for name, values in drawn.items()
    }


@dataclass(frozen=True, slots=True)
class Part:
    """Figures of one group of credentials: a type, a Career Cluster, a credential."""

    name: str
    labelled: int
    predicted: int
    linked: int

    @property
    def precision(self) -> float | None:
        """Of what was found, the share that is right; None where nothing was found."""
        return self.linked / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Of what is labelled, the share that was found; None where nothing is labelled."""
        return self.linked / self.labelled if self.labelled else None


def parts(graded: Iterable[Graded], kind: str) -> list[Part]:
    """The figures by ``type``, ``cluster`` or ``credential``, the most labelled first."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for each in graded:
        for name, number in each.counts.items():
            group, _, what = name.rpartition(":")
            if group.startswith(f"{kind} "):
                sums[group.removeprefix(f"{kind} ")][what] += number
    out = [Part(name, c["gold"], c["predicted"], c["linked"]) for name, c in sums.items()]
    return sorted(out, key=lambda part: (-part.labelled, -part.predicted, part.name))


def by_requirement(graded: Iterable[Graded]) -> dict[str, tuple[int, int]]:
    """For each requirement, how many of the labels linked right were judged rightly, and of how many."""
    sums: Counter[str] = Counter()
    for each in graded:
        sums.update({k: n for k, n in each.counts.items() if k.startswith("requirement ")})
    return {
        name: (sums[f"requirement {name}:right"], sums[f"requirement {name}:all"])
        for name in REQUIREMENTS
        if sums[f"requirement {name}:all"]
    }
