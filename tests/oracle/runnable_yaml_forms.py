"""Hold the table of YAML forms against runnable itself.

    python runnable_yaml_forms.py PYTHON

`make truth` runs it with the Python of a venv that holds runnable: it loads every pipeline of
`tests/dialects/runnable_yaml_forms.toml`, and exits with 1 if runnable says anything else of one than stands there.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "dialects"))
from yaml_forms import FUNCTIONS, forms

BUILD = """
import contextlib, io, json, logging, pathlib, sys

logging.disable(logging.CRITICAL)
told = {}
with contextlib.redirect_stdout(io.StringIO()):
    from runnable.context import get_pipeline_spec_from_yaml

    for path in sorted(pathlib.Path().glob("*.yaml")):
        try:
            get_pipeline_spec_from_yaml(str(path))
            told[path.stem] = ""
        except Exception as error:
            told[path.stem] = str(error).partition("\\n")[0].strip() or type(error).__name__
print(json.dumps(told))
"""


def main(python: str) -> int:
    """Compare the table with what runnable says now."""
    table = {f"{number:03}": form for number, form in enumerate(forms())}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "functions.py").write_text(FUNCTIONS)
        for number, form in table.items():
            (Path(folder) / f"{number}.yaml").write_text(form.text)
        done = subprocess.run([python, "-c", BUILD], cwd=folder, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    wrong = [number for number, form in table.items() if not told[number].startswith(form.refused)]
    wrong += [number for number, form in table.items() if bool(form.refused) != bool(told[number])]
    for number in dict.fromkeys(wrong):
        sys.stdout.write(f"{table[number].name}: {table[number].refused!r}, and now {told[number]!r}\n")
    sys.stdout.write(f"{len(table)} pipelines in YAML, {len(set(wrong))} differences\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
