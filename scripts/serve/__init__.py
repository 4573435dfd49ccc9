"""What `sought serve` runs: the pages, the audit of an uploaded list, and a JSON API, over the live database."""
