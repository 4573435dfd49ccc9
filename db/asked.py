"""Two words that all counting shares, in a module that loads in no time."""

ASKED = ("required", "preferred")
"""The requirements with which a job asks for a credential."""
UNKNOWN_CLUSTER = "Not known"
"""The Career Cluster of jobs whose occupation is not known."""
