#!/usr/bin/env python3
"""Runs the examples of these pages again and puts what they print into the pages.

    docs/render.py docs/drift.md ...

A block of a page that follows a line `<!-- run -->` holds commands after `$ ` and what they printed:

    <!-- run -->
    ```console
    $ sklar diversity rows.csv
    rows        1,000
    ```

Each command is run by bash in one temporary directory for the page, in which `data` and `models` are those of the
repository and `sklar` is `.build/release/sklar` (or SKLAR_COMMAND). Standard output and standard error are shown; so is
an exit status other than 0, as `# exit status 3`. Lines after `<!-- setup` up to `-->` are commands that are run, too, without
being shown. What a run takes (seconds, rates) differs from machine to machine.
"""

import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMMAND = os.path.abspath(os.environ.get("SKLAR_COMMAND", os.path.join(ROOT, ".build/release/sklar")))
PART = re.compile(r"<!-- setup\n(?P<setup>.*?)-->|<!-- run -->\n```console\n(?P<run>.*?)```", re.S)


def output(line, folder):
    path = os.path.dirname(COMMAND) + os.pathsep + os.environ["PATH"]
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, env={**os.environ, "PATH": path}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text = done.stdout + (f"# exit status {done.returncode}\n" if done.returncode else "")
    return text if text.endswith("\n") or not text else text + "\n"


def commands(block):
    """The lines after `$ `; a backslash at the end goes on with the next line."""
    found, joined = [], False
    for line in block.splitlines():
        if joined or line.startswith("$ "):
            found = found + [line[2:]] if not joined else found[:-1] + [found[-1] + "\n" + line]
            joined = line.endswith("\\")
    return found


def render(page):
    with open(page) as file:
        text = file.read()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("data", "models"):
            os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))

        def replace(match):
            if match["setup"] is not None:
                shown = output("set -eu\n" + match["setup"], folder)
                if "# exit status" in shown:
                    sys.exit(f"{page}: {shown}")
                return match[0]
            blocks = [f"$ {line}\n{output(line, folder)}" for line in commands(match["run"])]
            return "<!-- run -->\n```console\n" + "\n".join(blocks) + "```"

        text = PART.sub(replace, text)
    with open(page, "w") as file:
        file.write(text)


if len(sys.argv) < 2:
    sys.exit(__doc__)
for page in sys.argv[1:]:
    render(os.path.abspath(page))
