"""Answers that a spider could not read, kept in a folder for whoever mends the spider."""

from __future__ import annotations

import os
import re
from pathlib import Path

from db.records import Sample
from extraction.text import mask_contacts

FOLDER = Path("samples")

_ENDS = (("json", ".json"), ("html", ".html"), ("xml", ".xml"))


def keep_sample(source: str, sample: Sample) -> Path | None:
    """Writes a source's sample, in place of its last one; gives where it lies, None where it cannot.

    The folder is ``SOUGHT_SAMPLES``, else ``samples`` here. Contact details of people are masked.
    """
    folder = Path(os.environ.get("SOUGHT_SAMPLES") or FOLDER)
    end = next((end for word, end in _ENDS if word in sample.content_type.lower()), ".txt")
    path = folder / (re.sub(r"[^A-Za-z0-9.-]+", "_", source).strip(".")[:150] + end)
    head = f"{sample.url}\nHTTP {sample.status}, {sample.content_type}\n\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # The ends of other kinds may lie there from another night.
        for old in folder.glob(f"{path.stem}.*"):
            if old.stem == path.stem:
                old.unlink()
        text = mask_contacts(sample.body.decode("utf-8", "replace"))
        path.write_text(head + text, encoding="utf-8", newline="\n")
    except OSError:
        return None
    return path
