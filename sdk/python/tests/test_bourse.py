# SPDX-License-Identifier: Apache-2.0
"""The package against a program that answers as `bourse` does."""

import os
import stat
import tempfile
import textwrap
import unittest

import bourse

FAKE = """\
#!/usr/bin/env python3
import json, os, sys
args = sys.argv[1:]
assert args[:2] == ["--json", "--yes"], args
command, rest = args[2], args[3:]
typed = rest[rest.index("--") + 1:]
def out():
    return rest[rest.index("--download") + 1]
def write(folder, text):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "stdout"), "w") as file:
        file.write(text)
print("waiting", file=sys.stderr)
if typed == ["no"]:
    print("error: nobody serves this: nearest: --trust 8", file=sys.stderr)
    sys.exit(125)
if typed == ["late"]:
    print("error: 3f2a91 ended TimedOut: prices came back", file=sys.stderr)
    sys.exit(124)
if command == "quote":
    print(json.dumps({"total": "5", "options": rest[:rest.index("--")]}))
elif typed == ["sealed"]:
    print(json.dumps({"encrypted": True, "name": "3f2a91"}))
elif "--tasks=2" in rest:
    print("[]")
elif command == "run":
    write(out(), " ".join(typed))
    print(json.dumps({"exitStatus": 3 if typed == ["bad"] else 0, "failure": None, "name": "3f2a91"}))
    sys.exit(3 if typed == ["bad"] else 0)
elif command == "map":
    rows = open(rest[rest.index("--each") + 1]).read().splitlines()[1:]
    answer = []
    for number, row in enumerate(rows, 1):
        label = f"row-{number:04}"
        if row == "lost":
            answer.append({"label": label, "task": label, "status": "Failed"})
        else:
            write(os.path.join(out(), label), row)
            answer.append({"label": label, "task": label, "status": "Completed", "exitStatus": 0, "failure": None})
    print(json.dumps(answer))
"""


class Bourse(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        program = os.path.join(self.folder.name, "bourse")
        with open(program, "w") as file:
            file.write(textwrap.dedent(FAKE))
        os.chmod(program, os.stat(program).st_mode | stat.S_IXUSR)
        os.environ["BOURSE_CLI"] = program

    def test_run_should_give_the_files_and_the_exit_status(self):
        lines = []
        result = bourse.run("qjs", ["-e", "1"], progress=lines.append)
        self.assertEqual((result.text, result.ok, result.name), ("-e 1", True, "3f2a91"))
        self.assertEqual(lines, ["waiting"])
        bad = bourse.run("qjs", ["bad"])
        self.assertEqual((bad.ok, bad.exit_status), (False, 3))

    def test_errors_should_be_exceptions_with_the_cure(self):
        with self.assertRaisesRegex(bourse.BourseError, "nearest: --trust 8"):
            bourse.run("qjs", ["no"])
        with self.assertRaises(bourse.Unjudged):
            bourse.run("qjs", ["late"])

    def test_run_should_say_why_there_is_no_result_to_give(self):
        with self.assertRaisesRegex(bourse.BourseError, "bourse-compute open"):
            bourse.run("qjs", ["sealed"])
        with self.assertRaisesRegex(bourse.BourseError, "map gives a result for each"):
            bourse.run("qjs", ["x"], tasks=2)

    def test_options_should_be_those_of_the_command_line(self):
        answer = bourse.quote("qjs", trust=3, max_price="0.1", pool=["a", "b"], group=None)
        expected = ["qjs", "--trust=3", "--max-price=0.1", "--pool=a", "--pool=b"]
        self.assertEqual(answer["options"], expected)

    def test_strangers_text_should_be_no_option(self):
        answer = bourse.quote("qjs", ["--yes"], dataset="--max-price=9")
        self.assertEqual(answer["options"], ["qjs", "--dataset=--max-price=9"])
        for call in (bourse.quote, bourse.run, lambda app: bourse.map(app, [["a"]])):
            with self.assertRaisesRegex(bourse.BourseError, "'--url=ws://evil' is no app"):
                call("--url=ws://evil")

    def test_map_should_give_results_in_the_order_of_the_items(self):
        results = bourse.map("qjs", [["a"], ["lost"], ["b"]])
        self.assertEqual([result and result.text for result in results], ["a", None, "b"])
        self.assertEqual(bourse.map("qjs", []), [])
        with self.assertRaises(ValueError):
            bourse.map("qjs", [["a"], ["a", "b"]])


if __name__ == "__main__":
    unittest.main()
