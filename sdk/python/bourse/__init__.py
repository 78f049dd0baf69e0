# SPDX-License-Identifier: Apache-2.0
"""Run programs on Bourse, the exchange for computing.

Everything is done by the command ``bourse``: it quotes, buys up to the quote, follows, verifies against the
digest on chain, and downloads. This package gives it arguments and reads its JSON.
"""

import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

__all__ = ["BourseError", "ProgramFailed", "Result", "Unjudged", "map", "run"]

#: Exit statuses of the command that are not the program's.
_UNJUDGED, _OURS = 124, 125


class BourseError(Exception):
    """The command refused or failed; the text is its sentence, with the cure."""


class Unjudged(BourseError):
    """Nobody could compute the task, or no answer was agreed on in time. Prices came back."""


class ProgramFailed(Exception):
    """The program failed, or exited with another status than 0, and the workers agree on it."""

    def __init__(self, result):
        why = result.failure or f"exit status {result.exit_status}"
        log = result.stderr.decode(errors="replace").strip().splitlines()[-5:]
        super().__init__("\n".join([why, *log]))
        self.result = result


class Result:
    """A verified result.

    ``stdout`` and ``stderr`` are bytes, ``files`` all files by their paths, ``exit_status`` the program's,
    ``failure`` a name such as ``Trap`` or ``None``, ``task`` the task's name.
    """

    def __init__(self, facts, files):
        self.task = facts.get("task")
        self.failure = facts.get("failure")
        self.exit_status = facts.get("exitStatus")
        self.fuel = facts.get("fuel")
        self.files = files

    @property
    def stdout(self):
        return self.files.get("stdout", b"")

    @property
    def stderr(self):
        return self.files.get("stderr", b"")

    @property
    def ok(self):
        """Whether the program ended well."""
        return self.failure is None and self.exit_status == 0

    def check(self):
        """Returns the result itself, or raises :class:`ProgramFailed`."""
        if not self.ok:
            raise ProgramFailed(self)
        return self

    def json(self, path="stdout"):
        """A file as JSON."""
        return json.loads(self.files[path])

    def array(self, path="stdout"):
        """A file as an array of numpy: ``.npy``, else numbers between commas or blanks."""
        import numpy

        content = io.BytesIO(self.files[path])
        if path.endswith(".npy"):
            return numpy.load(content, allow_pickle=False)
        text = self.files[path].decode()
        return numpy.loadtxt(io.StringIO(text), delimiter="," if "," in text else None)

    def __repr__(self):
        end = self.failure or f"exit status {self.exit_status}"
        return f"<bourse.Result of {self.task}: {end}, {len(self.files)} files>"


def run(app, *args, check=True, progress=None, **options):
    """Buys one run of an app, waits for it, verifies it.

    ``args`` are the program's arguments. ``options`` are those of ``bourse run``: ``dataset``, ``trust``,
    ``category``, ``pool``, ``max_total``, ``file`` (a path, or a list of them), ``stdin``, ``account``, ``url``.
    ``check``: raise :class:`ProgramFailed` when the program did not end well. ``progress``: called with each
    line that the command says; by default lines are shown in an interactive session.
    """
    with tempfile.TemporaryDirectory(prefix="bourse-") as folder:
        out = pathlib.Path(folder) / "result"
        facts = _call(["run", app, "--download", str(out), *_flags(options), "--", *args], progress)
        result = Result(facts, _read(out))
    return result.check() if check else result


def map(app, items, *args, check=True, progress=None, **options):
    """Buys a run of an app for each item, and returns the results in their order.

    An item is a dict of texts and numbers; ``{name}`` in ``args`` stands for its value. An item that is none
    is ``{item}``. A task without a result is an exception in the list, so that the others are not lost.
    """
    rows = [item if isinstance(item, dict) else {"item": item} for item in items]
    if not rows:
        return []
    columns = list(rows[0])
    for row in rows:
        if list(row) != columns:
            raise BourseError(f"all items have the same names: {columns} and {list(row)} differ")
    with tempfile.TemporaryDirectory(prefix="bourse-") as folder:
        table = pathlib.Path(folder) / "items.csv"
        with open(table, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            for row in rows:
                cells = [str(row[column]) for column in columns]
                if any("\n" in cell or "\r" in cell for cell in cells):
                    raise BourseError("an item has a line break: put long texts into files")
                writer.writerow(cells)
        out = pathlib.Path(folder) / "results"
        asked = ["map", app, "--each", str(table), "--download", str(out), *_flags(options), "--", *args]
        found = {facts.get("label"): facts for facts in _call(asked, progress)}
        results = [_one(found.get(f"row-{nth + 1:04}"), out, nth) for nth in range(len(rows))]
    for result in results:
        if check and isinstance(result, Exception):
            raise result
        if check:
            result.check()
    return results


def _one(facts, out, nth):
    label = f"row-{nth + 1:04}"
    if facts is None or facts.get("status") != "Completed":
        status = facts.get("status") if facts else "no task"
        return Unjudged(f"item {nth} has no result: {status}")
    if facts.get("error"):
        return BourseError(facts["error"])
    return Result(facts, _read(out / label))


def _read(folder):
    """The files below a folder, by their paths. Links, which no result has, are passed over."""
    files = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_file() and not path.is_symlink():
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return files


def _flags(options):
    """``trust=3, file=["a", "b"], force=True`` as ``--trust 3 --file a --file b --force``."""
    flags = []
    for name, value in options.items():
        if value is None or value is False:
            continue
        flag = "--" + name.replace("_", "-")
        if value is True:
            flags.append(flag)
            continue
        for one in value if isinstance(value, (list, tuple)) else [value]:
            # In one word: a value may begin with a hyphen.
            flags.append(f"{flag}={one}")
    return flags


def _show(line):
    print(line, file=sys.stderr, flush=True)


def _call(arguments, progress):
    """Runs the command, and returns its JSON. Raises its sentence."""
    if progress is None and (hasattr(sys, "ps1") or "ipykernel" in sys.modules):
        progress = _show
    command = [os.environ.get("BOURSE", "bourse"), "--json", "--yes", *arguments]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise BourseError(
            f"the command {command[0]} can't be run ({error.strerror}): install it, or name it by BOURSE"
        ) from None
    lines = []

    def listen():
        for raw in process.stderr:
            line = raw.decode(errors="replace").rstrip()
            if line:
                lines.append(line)
                if progress:
                    progress(line)

    listener = threading.Thread(target=listen, daemon=True)
    with process:
        listener.start()
        try:
            answer = process.stdout.read()
            status = process.wait()
        except BaseException:
            # An interrupted cell leaves nothing running; `bourse deal follow` goes on with what was bought.
            process.kill()
            raise
        listener.join()
    said = lines[-1] if lines else f"{command[0]} ended with status {status}"
    if status == _OURS or status < 0:
        raise BourseError(said)
    try:
        facts = json.loads(answer)
    except ValueError:
        raise (Unjudged if status == _UNJUDGED else BourseError)(said) from None
    return facts
