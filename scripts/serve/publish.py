"""The pages that the server shows: those of ``sought site``, made again after each count."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Event, Thread

from scripts import common
from scripts.serve.state import State
from scripts.site import build

SECONDS = 30.0
"""Between two looks whether something was counted."""


class Pages:
    """A folder with the site. One that is handed in is only read: a nightly run replaces it.

    Without one the pages are made in a folder of our own, in a process of its own, so that readers do
    not wait for it; it is removed at the end.
    """

    def __init__(self, state: State, folder: Path | None = None) -> None:
        self.state = state
        self._own = None if folder else tempfile.TemporaryDirectory(prefix="sought-")
        self.folder = folder or Path(self._own.name) / "site"  # type: ignore[union-attr]
        self.problem: str | None = None
        self._end = Event()
        self._thread = Thread(target=self._keep_fresh, daemon=True)
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Begins to make the pages, where they are ours."""
        if self._own:
            self._thread.start()

    def stop(self) -> None:
        """Ends that, and removes what was made."""
        self._end.set()
        if self._process and self._process.poll() is None:
            self._process.terminate()
        if self._thread.is_alive():
            self._thread.join()
        if self._own:
            self._own.cleanup()

    @property
    def ready(self) -> bool:
        """Whether there is anything to show."""
        return (self.folder / "index.html").is_file()

    def _keep_fresh(self) -> None:
        made: int | None = None
        while not self._end.is_set():
            try:
                counted = self.state.counted()
            except Exception as error:  # noqa: BLE001
                # The database may be away for a while; the pages that are there stay.
                self.problem = str(error).splitlines()[0]
            else:
                if counted != made and self._make():
                    made = counted
            self._end.wait(SECONDS)

    def _make(self) -> bool:
        command = [sys.executable, "-m", "scripts.serve.publish", str(self.folder)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        _, said = self._process.communicate()
        done = self._process.returncode == 0
        if not done and not self._end.is_set():
            self.problem = said.strip()[-500:] or "the pages could not be made"
            common.err.print(f"sought serve: {self.problem}", markup=False)
        elif done:
            self.problem = None
        return done


def main(folder: str) -> None:
    """Makes the site in a folder; the process that the server starts for it."""
    with common.database_errors():
        build(common.database(), common.taxonomy(), Path(folder), common.now())


if __name__ == "__main__":
    main(sys.argv[1])
