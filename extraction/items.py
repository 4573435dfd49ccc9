"""The signs with which postings begin the items of a list."""

from __future__ import annotations

SURE = "•▪◦●■✔✓\uf0b7·→"
"""Those that mean nothing else."""
SIGNS = f"*+–—{SURE}-"
"""All of them; those in front are written for other things, too."""
ANY = rf"[*+–—{SURE}\-]"
"""An expression that matches one."""
