"""Every voice says the same bytes under each hash seed, locale and folder."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from report_findings import FINDINGS, SOURCES, SUMMARY
from icefloe.report import REPORTS
for report in REPORTS:
    sys.stdout.buffer.write(report.render(FINDINGS, SOURCES, SUMMARY).encode())
"""


def said(folder: Path, **environment: str) -> str:
    command = [sys.executable, "-c", SCRIPT, str(HERE)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    done = subprocess.run(command, cwd=folder, env={**kept, **environment}, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert len(done.stdout) > 10_000
    return hashlib.sha256(done.stdout).hexdigest()


def test_every_voice_says_the_same_bytes(tmp_path):
    first = said(HERE, PYTHONHASHSEED="0", LC_ALL="C")
    assert said(tmp_path, PYTHONHASHSEED="1", LC_ALL="C.UTF-8") == first
    assert said(tmp_path, PYTHONHASHSEED="4242", TZ="Asia/Tokyo", NO_COLOR="1", FORCE_COLOR="1") == first
