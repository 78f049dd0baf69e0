# SPDX-License-Identifier: Apache-2.0
"""Computing on Bourse from Python, through the command line `bourse`, which checks every result.

>>> import bourse
>>> bourse.run("python", ["-c", "print(6 * 7)"]).stdout        # doctest: +SKIP
b'42\\n'
>>> bourse.map("qjs", [["-e", f"console.log({i})"] for i in range(3)])   # doctest: +SKIP

The program `bourse` is found by `BOURSE_CLI`, or in the `PATH`. Account, node and password are those of its
config and environment (`BOURSE_ACCOUNT`, `BOURSE_URL`, `BOURSE_PASSWORD`).
"""

import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from typing import Callable, Dict, Iterable, List, Mapping, Optional, Sequence, Union

__all__ = ["BourseError", "Result", "Unjudged", "map", "quote", "run"]

#: Exit status of a task that nobody could judge, and of everything else that is not the program's.
_UNJUDGED, _OURS = 124, 125


class BourseError(Exception):
    """What `bourse` says: what happened, and what to do."""


class Unjudged(BourseError):
    """No workers agreed on the task: Unavailable, TimedOut or Failed. Its price came back."""


@dataclass(frozen=True)
class Result:
    """A result of which every byte is what the workers agreed on."""

    #: Exit status of the program.
    exit_status: int
    #: The failure that the workers agreed on (`Trap`, `OutOfFuel`, ...), or None.
    failure: Optional[str]
    #: All output files by their paths.
    files: Mapping[str, bytes] = field(repr=False)
    #: Short name of the task.
    name: str = ""

    @property
    def ok(self) -> bool:
        """Whether the program ended well."""
        return self.failure is None and self.exit_status == 0

    @property
    def stdout(self) -> bytes:
        """What the program printed."""
        return self.files.get("stdout", b"")

    @property
    def stderr(self) -> bytes:
        """The program's log."""
        return self.files.get("stderr", b"")

    @property
    def text(self) -> str:
        """What the program printed, as text."""
        return self.stdout.decode("utf-8", "replace")

    def json(self):
        """What the program printed, read as JSON."""
        return json.loads(self.stdout)

    def array(self, path: str = "stdout", **options):
        """A CSV or .npy file of the result as an array of numpy, which has to be installed."""
        import io

        import numpy

        content = io.BytesIO(self.files[path])
        if path.endswith(".npy"):
            return numpy.load(content, allow_pickle=False)
        return numpy.loadtxt(content, **{"delimiter": ",", **options})


def _program() -> str:
    program = os.environ.get("BOURSE_CLI") or shutil.which("bourse")
    if not program:
        raise BourseError("there is no program bourse: put it into the PATH, or set BOURSE_CLI")
    return program


def _call(arguments: Sequence[str], progress: Optional[Callable[[str], None]], cwd=None):
    """Runs `bourse`, hands its lines on, and returns its answer and its exit status."""
    command = [_program(), "--json", "--yes", *arguments]
    lines: List[str] = []
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        cwd=cwd,
    ) as process:
        import threading

        answer: List[str] = []
        reader = threading.Thread(target=lambda: answer.append(process.stdout.read()))
        reader.start()
        for line in process.stderr:
            lines.append(line.rstrip("\n"))
            if progress:
                progress(lines[-1])
        reader.join()
    status = process.returncode
    text = "".join(answer)
    if status in (_UNJUDGED, _OURS) and not text.strip():
        errors = [line[len("error: ") :] for line in lines if line.startswith("error: ")]
        why = errors[-1] if errors else f"bourse ended with exit status {status}"
        raise (Unjudged if status == _UNJUDGED else BourseError)(why)
    return (json.loads(text) if text.strip() else None), status


def _options(options: Mapping[str, object]) -> List[str]:
    """Keyword arguments as options: `max_price="0.1"` is `--max-price=0.1`."""
    arguments = []
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is True:
                arguments.append(option)
            elif one not in (None, False):
                # In one argument: a value may begin with a dash.
                arguments.append(f"{option}={one}")
    return arguments


def _named(app: str) -> str:
    """The app's name as an argument. A name is a stranger's text, and must not be an option."""
    if app.startswith("-"):
        raise BourseError(f"{app!r} is no app: here a name can't begin with a dash")
    return app


def _read(folder: pathlib.Path) -> Dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _show(line: str) -> None:
    """Progress for people: in a notebook one line in place, else on standard error."""
    if "ipykernel" in sys.modules:
        from IPython.display import clear_output

        clear_output(wait=True)
        print(line)
    else:
        print(line, file=sys.stderr)


def _progress(progress: Union[bool, Callable[[str], None], None]) -> Optional[Callable[[str], None]]:
    return _show if progress is True else (progress or None)


def quote(app: str, args: Sequence[str] = (), **options) -> dict:
    """What a computation would cost now; amounts are text in nRLC."""
    answer, _ = _call(["quote", _named(app), *_options(options), "--", *args], None)
    return answer


def run(app: str, args: Sequence[str] = (), *, progress=None, **options) -> Result:
    """Buys one computation, waits for it, and gives its checked result.

    `options` are those of `bourse run`: `trust=3`, `dataset="ann/climate"`, `file=["photo.png"]`,
    `max_total="0.5"`. A program that fails gives a result that is not `ok`; what nobody could judge raises
    `Unjudged`, and everything else `BourseError`. `progress`: True, or a function that gets lines.
    """
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["run", _named(app), *_options(options), "--download", folder, "--", *args]
        answer, _ = _call(arguments, _progress(progress))
        files = _read(pathlib.Path(folder))
    if not isinstance(answer, dict):
        raise BourseError("these are several tasks: map gives a result for each")
    if answer.get("encrypted"):
        raise BourseError("the result is encrypted: its beneficiary opens it with bourse-compute open")
    return Result(answer["exitStatus"], answer["failure"], files, answer.get("name", ""))


def map(
    app: str,
    items: Iterable[Sequence[str]],
    *,
    progress=None,
    **options,
) -> List[Optional[Result]]:
    """Buys a task for each list of arguments, in one purchase; the results are in the order of the items.

    A task without a result is None. The same items again buy nothing, and give the same results.
    """
    rows = [list(item) for item in items]
    if not rows:
        return []
    width = max(len(row) for row in rows)
    if any(len(row) != width for row in rows):
        raise ValueError("all items need the same number of arguments")
    columns = [f"argument{number}" for number in range(width)]
    with tempfile.TemporaryDirectory() as folder:
        table, out = pathlib.Path(folder, "items.csv"), pathlib.Path(folder, "out")
        with table.open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([columns, *rows])
        cells = ["{" + column + "}" for column in columns]
        arguments = ["map", _named(app), "--each", str(table), "--download", str(out), "--resume"]
        answer, _ = _call([*arguments, *_options(options), "--", *cells], _progress(progress))
        found = {}
        for row in answer or []:
            if row.get("status") == "Completed" and "exitStatus" in row:
                files = _read(out / row["label"])
                found[row["label"]] = Result(row["exitStatus"], row["failure"], files, row["task"])
    return [found.get(f"row-{number:04}") for number in range(1, len(rows) + 1)]
