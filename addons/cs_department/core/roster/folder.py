"""The folder in which a server and the process that computes a roster meet.

The server writes ``problem.json`` and ``options.json`` and, to end it, ``stop``; the
worker appends ``progress.jsonl``, rewrites ``best.json``, touches ``alive`` and writes
``result.json`` when it is done. Any file may be half there, or not at all: a process
can be killed at any instant, and readers live with what they find.
"""

import json
from dataclasses import dataclass
from pathlib import Path

#: points of the curve that are kept
MAX_POINTS = 400


@dataclass(frozen=True, slots=True)
class Folder:
    """A run's folder, from the server's side."""

    path: Path

    def prepare(self, problem: str, options: dict):
        """Everything the worker needs, and a first sign of life from before it lives."""
        self.path.mkdir(parents=True, mode=0o700)
        self._write("problem.json", problem)
        self._write("options.json", json.dumps(options))
        (self.path / "alive").touch()

    def _write(self, name: str, text: str):
        part = self.path / f"{name}.part"
        part.write_text(text, encoding="utf-8")
        part.replace(self.path / name)

    def stop(self):
        """Ask the worker to end; whichever server asks, it sees the file."""
        if self.path.is_dir():
            (self.path / "stop").touch()

    def silent_seconds(self) -> float:
        """How long the worker has given no sign of life; infinite where there is no folder.

        The two moments are both the file system's: clocks of servers may differ.
        """
        try:
            (self.path / "looked").touch()
            return (self.path / "looked").stat().st_mtime - (self.path / "alive").stat().st_mtime
        except OSError:
            return float("inf")

    def progress(self, offset: int) -> tuple[list[dict], int]:
        """Whole lines of the progress after ``offset`` bytes, and the offset behind them."""
        try:
            with (self.path / "progress.jsonl").open("rb") as file:
                file.seek(offset)
                data = file.read()
        except OSError:
            return [], offset
        whole = data[: data.rfind(b"\n") + 1]
        return [point for line in whole.splitlines() if (point := _point(line))], offset + len(whole)

    def best(self, seen: str | None) -> tuple[dict | None, str | None]:
        """The best roster if it is another than the one ``seen``, and the mark of what is seen now."""
        return self._newer("best.json", seen)

    def result(self) -> dict | None:
        """What the worker says of its end; ``None`` while it has not ended."""
        return self._newer("result.json", None)[0]

    def _newer(self, name, seen):
        try:
            stat = (self.path / name).stat()
            mark = f"{stat.st_mtime_ns}-{stat.st_ino}"
            if mark == seen:
                return None, seen
            return json.loads((self.path / name).read_text(encoding="utf-8")), mark
        except (OSError, ValueError):
            return None, seen

    def last_words(self, size: int = 2000) -> str:
        """The end of what the worker printed: why it died, if it said so."""
        try:
            return (self.path / "log").read_text(encoding="utf-8", errors="replace")[-size:].strip()
        except OSError:
            return ""


def _point(line: bytes) -> dict | None:
    try:
        point = json.loads(line)
        return {
            "at": round(float(point["at"]), 2),
            "stage": str(point["stage"]),
            "phase": str(point.get("phase") or ""),
            "value": point.get("value"),
            "bound": point.get("bound"),
        }
    except (ValueError, KeyError, TypeError):
        return None


def thinned(points: list[dict], limit: int = MAX_POINTS) -> list[dict]:
    """The same curve with at most about ``limit`` points.

    Within a stage what repeats the point before is left out first, then every other
    point; the first and the last of each stage stay.
    """
    points = _without_repeats(points)
    while len(points) > limit:
        last = len(points) - 1
        kept = [
            point
            for position, point in enumerate(points)
            if position % 2 == 0
            or position == last
            or points[position - 1]["stage"] != point["stage"]
            or points[position + 1]["stage"] != point["stage"]
        ]
        if len(kept) == len(points):
            break
        points = kept
    return points


def _without_repeats(points):
    kept = []
    for point in points:
        same = len(kept) > 1 and all(_said(kept[-1 - back]) == _said(point) for back in (0, 1))
        if same:
            kept[-1] = point  # the line only grows longer
        else:
            kept.append(point)
    return kept


def _said(point):
    return point["stage"], point["value"], point["bound"]
