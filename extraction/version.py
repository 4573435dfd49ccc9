"""The version of the extractor; raise it when a posting would be read differently."""

EXTRACTOR_VERSION = "0.12.0"
