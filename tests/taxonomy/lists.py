"""A taxonomy of a few credentials for the tests of lists, put together by hand."""

from __future__ import annotations

from typing import Any

from taxonomy.load import load
from taxonomy.model import Alias, Credential, Issuer, Taxonomy


def credential(own: str, name: str, *aliases: str | Alias, **given: Any) -> Credential:
    """A credential with the aliases given."""
    values: dict[str, Any] = {
        "type": "certification", "category": "certification", "issuer": None, "parent": None,
        "level": None, "states": (), "socs": (), "career_clusters": ("Construction",),
        "sub_clusters": (), "software": None, "ctid": None, "entry_level": True,
        "successor": None, "source": "", "notes": "",
    }  # fmt: skip
    forms = tuple(each if isinstance(each, Alias) else Alias(each, "variant") for each in aliases)
    return Credential(id=own, name=name, aliases=forms, **(values | given))


def doubtful(form: str) -> Alias:
    """A phrase that means something else too, unless quarries are spoken of."""
    return Alias(form, "short_form", ambiguous=True, context=("quarry",))


def taxonomy(*credentials: Credential) -> Taxonomy:
    """A taxonomy of these credentials, with the Career Clusters that ship."""
    whole = load()
    return Taxonomy(
        version="test",
        credentials={each.id: each for each in credentials},
        issuers={
            "nea": Issuer("nea", "National Example Association", ("NEA",), None),
            "other": Issuer("other", "Other Board", (), None),
        },
        occupations=whole.occupations,
        career_clusters=whole.career_clusters,
        titles={},
        career_clusters_2002=whole.career_clusters_2002,
    )


LISTS = taxonomy(
    credential("bricks", "Certified Brick Finisher", "CBF", "Brick Finisher", issuer="nea"),
    credential("kiln", "Kiln Operator License", "Licensed Kiln Operator", type="license"),
    credential("kiln-oh", "Ohio Kiln Supervisor License", "Kiln Supervisor License",
               type="license", states=("OH",)),
    credential("kiln-tx", "Texas Kiln Supervisor License", "Kiln Supervisor License",
               type="license", states=("TX",)),
    credential("glaze", "Glazeworks Certification", notes="Family"),
    credential("glaze-plus", "Glazeworks Matte+", "Matte+", parent="glaze"),
    credential("glaze-gloss", "Glazeworks Gloss+", "Gloss+", parent="glaze"),
    credential("mason-1", "Stone Craft Masonry Level 1", list_forms=("Masonry 1", "Basics")),
    credential("mason-2", "Stone Craft Masonry Level 2", list_forms=("Masonry 2",)),
    credential("cba-brick", "Certified Brick Appraiser", "CBA", "Brick Appraisal", issuer="nea"),
    credential("cba-beam", "Certified Beam Analyst", "CBA", issuer="other"),
    credential("old", "Tile Setter Registry", "Setter Card", successor="new"),
    credential("new", "Tile Setter Certification", "Setter Card"),
    *(credential(f"works-{n}", f"Sand and Gravel Works Certificate {n}") for n in range(5)),
    credential("gravel", "Quarry Pass", doubtful("Sand and Gravel"), doubtful("Gravel"),
               list_forms=("Gravel",)),
    credential("mortar", "Certified Government Mortar Planner", "CGMP"),
)  # fmt: skip
