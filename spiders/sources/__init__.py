"""The kinds of sources: each file here is one kind, named as in ``sources.toml``."""
