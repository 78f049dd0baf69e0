# SPDX-License-Identifier: Apache-2.0
"""The package against a command that plays `bourse`."""

import os
import pathlib
import stat
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import bourse  # noqa: E402

COMMAND = r'''#!%s
import csv, json, pathlib, sys
words = sys.argv[1:]
assert words[:2] == ["--json", "--yes"], words
cut = words.index("--")
options, args = words[2:cut], words[cut + 1:]
out = pathlib.Path(options[options.index("--download") + 1])
def task(folder, args):
    folder.mkdir(parents=True)
    status = int(args[1]) if args[:1] == ["exit"] else 0
    (folder / "stdout").write_bytes(" ".join(args).encode())
    (folder / "sub").mkdir()
    (folder / "sub" / "a.csv").write_bytes(b"1,2\n3,4\n")
    if status:
        (folder / "stderr").write_bytes(b"it broke\n")
    return {"task": "3f2a91", "failure": None, "exitStatus": status, "fuel": 7}
if args[:1] == ["refuse"]:
    print("looking", file=sys.stderr)
    print("nobody serves this: --trust 8 is on offer", file=sys.stderr)
    sys.exit(125)
if args[:1] == ["unjudged"]:
    print("3f2a91 was given up: TimedOut", file=sys.stderr)
    sys.exit(124)
print("bought", json.dumps(options), file=sys.stderr)
if options[0] == "run":
    facts = task(out, args)
    print(json.dumps(facts))
    sys.exit(facts["exitStatus"])
table = options[options.index("--each") + 1]
rows = list(csv.DictReader(open(table, newline="")))
all = []
for nth, row in enumerate(rows):
    label = "row-%%04d" %% (nth + 1)
    if row.get("item") == "lost":
        all.append({"label": label, "status": "Unavailable"})
        continue
    filled = [arg.format(**row) for arg in args]
    all.append({**task(out / label, filled), "label": label, "status": "Completed"})
print(json.dumps(all[::-1]))
sys.exit(124 if any(one["status"] != "Completed" for one in all) else 0)
'''


class Bourse(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        command = pathlib.Path(self.folder.name) / "bourse"
        command.write_text(COMMAND % sys.executable)
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
        before = os.environ.get("BOURSE")
        os.environ["BOURSE"] = str(command)
        restore = (lambda: os.environ.pop("BOURSE")) if before is None else (
            lambda: os.environ.update(BOURSE=before)
        )
        self.addCleanup(restore)

    def test_run_should_give_bytes_files_and_status(self):
        result = bourse.run("python", "-c", "print(1)")
        self.assertEqual(result.stdout, b"-c print(1)")
        self.assertEqual(sorted(result.files), ["stdout", "sub/a.csv"])
        self.assertTrue(result.ok)
        self.assertEqual((result.task, result.fuel), ("3f2a91", 7))

    def test_run_should_raise_what_the_program_said_when_it_failed(self):
        with self.assertRaises(bourse.ProgramFailed) as caught:
            bourse.run("python", "exit", "3")
        self.assertEqual(str(caught.exception), "exit status 3\nit broke")
        self.assertEqual(bourse.run("python", "exit", "3", check=False).exit_status, 3)

    def test_options_should_be_flags(self):
        said = []
        bourse.run("app", trust=3, file=["a", "-b"], max_total="0.5", force=True, dataset=None, progress=said.append)
        for flag in ['"--trust=3"', '"--file=a"', '"--file=-b"', '"--max-total=0.5"', '"--force"']:
            self.assertIn(flag, said[0])
        self.assertNotIn("dataset", said[0])

    def test_errors_should_be_the_commands_sentences(self):
        with self.assertRaisesRegex(bourse.BourseError, "^nobody serves this: --trust 8 is on offer$"):
            bourse.run("app", "refuse")
        with self.assertRaisesRegex(bourse.Unjudged, "TimedOut"):
            bourse.run("app", "unjudged")
        os.environ["BOURSE"] = "/nowhere/bourse"
        with self.assertRaisesRegex(bourse.BourseError, "install it"):
            bourse.run("app")

    def test_map_should_give_results_in_the_order_of_the_items(self):
        rows = [{"seed": 3, "name": 'a "b", c'}, {"seed": 5, "name": "d"}]
        results = bourse.map("app", rows, "--seed", "{seed}", "{name}")
        self.assertEqual([one.stdout for one in results], [b'--seed 3 a "b", c', b"--seed 5 d"])
        self.assertEqual([one.stdout for one in bourse.map("app", "xy", "{item}")], [b"x", b"y"])
        self.assertEqual(bourse.map("app", []), [])

    def test_map_should_lose_no_result_when_another_has_none(self):
        results = bourse.map("app", ["lost", "x"], "{item}", check=False)
        self.assertIsInstance(results[0], bourse.Unjudged)
        self.assertEqual(results[1].stdout, b"x")
        with self.assertRaises(bourse.Unjudged):
            bourse.map("app", ["lost", "x"], "{item}")

    def test_map_should_refuse_items_that_no_table_holds(self):
        with self.assertRaisesRegex(bourse.BourseError, "same names"):
            bourse.map("app", [{"a": 1}, {"b": 1}])
        with self.assertRaisesRegex(bourse.BourseError, "line break"):
            bourse.map("app", ["a\nb"])


if __name__ == "__main__":
    unittest.main()
