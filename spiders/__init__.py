"""How postings come in: polite crawls of public job boards, one source in one process."""
