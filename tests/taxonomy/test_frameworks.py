"""The Career Clusters of 2002 in place of those of 2024."""

from __future__ import annotations

from pathlib import Path

import pytest

from taxonomy.frameworks import cluster_of, in_framework
from taxonomy.load import load
from taxonomy.model import CROSS_CUTTING
from taxonomy.validate import validate
from tests.taxonomy.conftest import replace_in


def test_the_framework_of_2002_has_its_sixteen_clusters_and_79_pathways() -> None:
    clusters = in_framework(load(), "2002").career_clusters
    assert len(clusters) == 16
    assert sum(len(each.sub_clusters) for each in clusters.values()) == 79


def test_every_occupation_with_a_cluster_of_2024_has_one_of_2002() -> None:
    now, then = cluster_of(load()), cluster_of(in_framework(load(), "2002"))
    assert now.keys() == then.keys()
    assert set(then.values()) == set(load().career_clusters_2002)


# Where each stood in 2002: chefs, nurses, mechanics and so on are the pathways' own examples; the
# counselors and the child care workers moved from Human Services, the engineers from STEM.
@pytest.mark.parametrize(
    ("soc", "cluster"),
    [
        ("29-1141", "Health Science"),
        ("35-1011", "Hospitality & Tourism"),
        ("49-3023", "Transportation, Distribution & Logistics"),
        ("47-2111", "Architecture & Construction"),
        ("17-2141", "Science, Technology, Engineering & Mathematics"),
        ("21-1018", "Human Services"),
        ("39-9011", "Human Services"),
        ("33-2011", "Law, Public Safety, Corrections & Security"),
        ("51-4041", "Manufacturing"),
        ("13-2011", "Finance"),
    ],
)
def test_an_occupation_stands_where_2002_had_it(soc: str, cluster: str) -> None:
    assert in_framework(load(), "2002").occupations[soc].career_clusters == (cluster,)


def test_a_credential_takes_the_clusters_of_its_occupations() -> None:
    taxonomy = in_framework(load(), "2002")
    assert taxonomy.credentials["rn"].career_clusters == ("Health Science",)
    assert taxonomy.credentials["drivers-license"].career_clusters == (CROSS_CUTTING,)
    known = {*taxonomy.career_clusters, CROSS_CUTTING}
    for credential in taxonomy.credentials.values():
        assert credential.career_clusters and set(credential.career_clusters) <= known


def test_2024_is_the_taxonomy_itself_and_another_framework_is_none() -> None:
    assert in_framework(load(), "2024") is load()
    with pytest.raises(ValueError, match="they are: 2024, 2002"):
        in_framework(load(), "2013")


def test_a_cluster_of_2002_that_is_none_is_named(small: Path) -> None:
    replace_in(small, "soc.csv", "& Human Services,,Health Science\n31-1120", "& Human Services,,Nursing\n31-1120")  # fmt: skip
    assert [str(problem) for problem in validate(small)] == [
        "soc.csv, line 3: 'Nursing' is no Career Cluster of 2002; copy one from career_clusters_2002.csv"
    ]


def test_a_missing_cluster_of_2002_is_named(small: Path) -> None:
    replace_in(small, "soc.csv", "& Human Services,,Health Science\n31-1120", "& Human Services,,\n31-1120")  # fmt: skip
    assert "the Career Cluster of 2002 is missing" in str(validate(small)[0])


def test_a_crosswalk_to_no_cluster_is_named(small: Path) -> None:
    replace_in(
        small, "career_clusters_2002.csv", "Systems,Digital Technology", "Systems,Technology"
    )
    assert str(validate(small)[0]).startswith(
        "career_clusters_2002.csv, line 3: 'Technology' is no Career Cluster of 2024"
    )
