"""The Career Cluster of a posting: its occupation's, weighed with the words of its title and text.

Many occupations stand in several clusters (a statistician), some in one though the work is done
everywhere (a receptionist), and of some titles no occupation is known. The words of a title speak
through the table of titles: what clusters the titles have that hold them. The words of the text speak
through short lists of words that stand in postings of one cluster and few others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from taxonomy.model import Taxonomy
from taxonomy.normalize import normalize

LEAST = 0.27
"""The least confidence at which a cluster is given where no occupation is known."""
TITLE, TEXT = 1.4, 4.0
"""What the words of the title and those of the text weigh; a sure occupation weighs about 3."""
MANAGEMENT, FOUND_ALL_OVER = "Management & Entrepreneurship", 0.8
"""The cluster whose words (*project*, *planning*) postings of all the others hold, too; what each counts."""
GENERAL = (
    "11-1021",
    "11-9199",
    "13-1041",
    "13-1082",
    "13-1111",
    "13-1199",
    "49-1011",
    "17-2199",
    "49-9071",
    "49-9099",
    "53-104",
)
"""Occupations that are found in every industry; so are all office clerks (43-). They weigh less."""
READ_AS = {
    "11-3031": ("Financial Services", "Management & Entrepreneurship"),
    "15-1232": ("Digital Technology",),
    "17-3031": ("Construction", "Energy & Natural Resources"),
    "37-1012": ("Agriculture", "Hospitality, Events, & Tourism"),
    "37-3011": ("Agriculture", "Hospitality, Events, & Tourism"),
    "37-3013": ("Agriculture", "Hospitality, Events, & Tourism"),
    "37-3019": ("Agriculture", "Public Service & Safety"),
}
"""Occupations whose postings people read otherwise than the crosswalk says: their clusters, the likeliest first.

Financial managers stand there under management alone, user support specialists under health, too,
surveying technicians under energy, who cares for lawns and trees under hotels or public safety; of
17 postings that readers labelled who did not know the crosswalk's answer, none was given it.
"""
ENOUGH = 6
"""So many words of the lists make the text's judgement a full one."""

_WORDS = {
    "Advanced Manufacturing": """manufactur* machin* tooling assembl* fabricat* weld* cnc calipers tolerances production
        plant blueprints solidworks mechanical maintenance quality lean kaizen gmp extrusion packaging automation
        calibrat* prototypes""",
    "Agriculture": """farm* crop* livestock agricultur* animal* veterinar* nursery greenhouse soil irrigation grain
        harvest* dairy seed* fertilizer plants horticultur* feed ranch* orchard forestry pesticide* food laboratory""",
    "Arts, Entertainment, & Design": """graphic adobe photoshop illustrator video photograph* film creative editor*
        editing writer* writing blog* publish* animation typography studio artist* music theater broadcast* journalis*
        interior fashion galler* portfolio""",
    "Construction": """construction contractor* subcontractor* electrician* plumbing hvac carpent* roof* concrete drywall
        framing foreman jobsite* estimat* architect* revit mep survey* civil structural excavat* building* renovation*
        blueprints painting""",
    "Digital Technology": """software developer* java javascript python sql linux cloud aws azure server* network* database*
        code coding api* agile devops cyber* firewall* programming html systems application* hris integration debug*
        infrastructure desktop""",
    "Education": """student* teach* teacher* school* classroom* curriculum instruct* academic faculty college university
        campus tutor* lesson* literacy learners education* principal superintendent preschool classes graduat*""",
    "Energy & Natural Resources": """energy solar wind utility utilities power substation* grid oil gas drilling pipeline*
        mining environmental wastewater water conservation renewable emissions nuclear reservoir electricity hazardous
        sustainability""",
    "Financial Services": """accounting accountant* financial finance ledger reconcil* audit* tax* bank* loan* credit
        insurance invest* underwrit* claim* mortgage receivable* payable* gaap broker* actuar* portfolio* securities
        equity branch""",
    "Healthcare & Human Services": """patient* nurs* clinical medical hospital* physician* medication* therap* treatment*
        diagnos* health healthcare rehabilitation pharmac* surg* resident* caregiver* hipaa behavioral wellness
        counsel* dental clinic* icd laboratory""",
    "Hospitality, Events, & Tourism": """guest* hotel* restaurant* kitchen menu* cook* chef* dining catering banquet*
        beverage* food housekeep* bartend* server* front resort* travel tourism recreation events concierge cleaning
        janitorial custodial club""",
    "Management & Entrepreneurship": """recruit* payroll stakeholder* strategic strategy organizational human resources
        executive* administrative project* budget* consult* planning initiative* leadership process business operations
        office""",
    "Marketing & Sales": """sales selling sell customer* marketing retail store* merchandis* quota* prospect* account*
        brand* advertising campaign* territory commission* leads cashier* promotion* crm client* telemarket*
        social""",
    "Public Service & Safety": """police officer* enforcement sheriff* legal attorney* law litigation court* paralegal
        patent county city election* ballot* public security fire emergency firefighter* statute* regulation* permit*
        municipal patrol military""",
    "Supply Chain & Transportation": """driver* driving truck* freight warehouse* delivery deliver* logistics dispatch*
        shipping receiving inventory carrier* fleet forklift* cargo transportation vehicle* automotive route* cdl pallet*
        supply procurement purchasing supplier* aircraft load*""",
}  # fmt: skip


class Clusters:
    """Judges Career Clusters; built once from the taxonomy.

    ``words`` are those that say something of a text's cluster, the beginnings of words with a ``*``.
    """

    def __init__(self, taxonomy: Taxonomy, dropped: frozenset[str]) -> None:
        """``dropped`` are the words of titles that say nothing of the work."""
        self._taxonomy = taxonomy
        self._names = sorted(_WORDS)
        self.words = tuple(dict.fromkeys(" ".join(_WORDS.values()).split()))
        self._number = {name: number for number, name in enumerate(self._names)}
        self._management = self._number[MANAGEMENT]
        # With each of the words the numbers of the clusters whose it is.
        self._of_words = [
            [number for number, name in enumerate(self._names) if word in _WORDS[name].split()]
            for word in self.words
        ]
        self._logs: dict[str, list[float]] = {}
        self._of_word: dict[str, dict[str, float]] = {}
        for title, soc in taxonomy.titles.items():
            named = self._of(soc)
            for word in set(title.split()) - dropped:
                for name in named:
                    counts = self._of_word.setdefault(word, {})
                    counts[name] = counts.get(name, 0.0) + 1 / len(named)

    def _of(self, soc: str | None) -> tuple[str, ...]:
        occupation = self._taxonomy.occupations.get(soc or "")
        if occupation is None:
            return ()
        return READ_AS.get(occupation.soc, occupation.career_clusters)

    def choose(
        self, soc: str | None, confidence: float, title: str | None, words: Sequence[int]
    ) -> tuple[str | None, float]:
        """The cluster of a posting and how sure it is (0 to 1); ``(None, 0.0)`` where nothing says.

        ``soc`` and ``confidence`` are the occupation's, ``words`` the numbers of those of :attr:`words` that
        stand in the text, as a dictionary finds them. Without an occupation the words must agree more: both what the title's say
        and the text's.
        """
        scores = [0.0] * len(self._names)
        named = self._of(soc)
        if soc and named:
            weight = 3.2 * confidence
            if soc.startswith("43-") or soc.startswith(GENERAL):
                weight *= 0.6
            for rank, name in enumerate(named):
                scores[self._number[name]] += weight * (1.0 if rank == 0 else 0.6)
        for number, share in enumerate(self._by_title(title)):
            scores[number] += TITLE * share
        for number, share in enumerate(self._by_text(words)):
            scores[number] += TEXT * share
        total = sum(scores)
        if not total:
            return None, 0.0
        # Of two as high the last in the alphabet.
        highest, best = max(zip(scores, self._names, strict=True))
        if named:
            sure = round(highest / total, 3)
            return best, max(sure, confidence) if best in named else sure
        sure = round(highest / max(total, TITLE + TEXT), 3)
        return (best, sure) if sure >= LEAST else (None, 0.0)

    def _by_title(self, title: str | None) -> list[float]:
        """What share of a title's meaning lies in each cluster, by the titles that hold its words; empty for none."""
        told = [
            self._logs_of(word) for word in normalize(title or "").split() if word in self._of_word
        ]
        if not told:
            return []
        sums = [sum(logs) for logs in zip(*told, strict=True)]
        top = max(sums)
        shares = [math.exp(value - top) for value in sums]
        whole = sum(shares)
        return [value / whole for value in shares]

    def _logs_of(self, word: str) -> list[float]:
        """For each cluster the logarithm of a word's share there, smoothed; remembered."""
        found = self._logs.get(word)
        if found is None:
            counts = self._of_word[word]
            held = sum(counts.values()) + 0.3 * len(self._names)
            found = [math.log((counts.get(name, 0.0) + 0.3) / held) for name in self._names]
            self._logs[word] = found
        return found

    def _by_text(self, words: Sequence[int]) -> list[float]:
        """What share of the listed words in a text is each cluster's; less than 1 in all for few, empty for none."""
        if not words:
            return []
        counts = [0] * len(self._names)
        for word in words:
            for number in self._of_words[word]:
                counts[number] += 1
        full = min(1.0, max(counts) / ENOUGH)
        # Squares: the cluster with most words speaks louder than all others together.
        squares = [float(count * count) for count in counts]
        squares[self._management] *= FOUND_ALL_OVER * FOUND_ALL_OVER
        whole = sum(squares)
        return [full * square / whole for square in squares] if whole else []
