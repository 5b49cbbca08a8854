"""Read hostile files one by one in this process, and say of each what was found; a program, for it may die.

`python survive.py TABLE_MODULE NAME…` prints one line of JSON for each name before it goes on to the next.
"""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from hostile_table import FOLDERS, SOURCES, write_folder

from icefloe import api
from icefloe.api.locking import freeze
from icefloe.findings import Severity
from icefloe.project import ProjectError


def look(folder: Path) -> dict[str, object]:
    """What a check, a lock and a compilation of a folder come to."""
    begin = time.process_time()
    refused: list[str] = []
    found: list[str] = []
    pipelines: list[str] = []
    try:
        checked = api.check([str(folder)])
        found = [
            f"{one.code}:{one.span.line}" + ("" if one.span.path == "pipeline.py" else f":{one.span.path}")
            for one in checked.findings
            if one.severity is not Severity.NOTE
        ]
        pipelines = [one.name for one in checked.pipelines]
        frozen = freeze(folder)
        if (folder / "pipeline.py").is_file():
            api.compile_(str(folder / "pipeline.py"))
        found += [f"{one.code}:{one.span.line}" for one in frozen.checked.findings if one not in checked.findings]
    except ProjectError as error:
        refused.append(str(error))
    return {
        "found": sorted(set(found)),
        "pipelines": pipelines[:5],
        "refused": refused,
        "seconds": round(time.process_time() - begin, 2),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory(prefix="icefloe-hostile-") as place:
            folder = Path(place)
            if name in SOURCES:
                data = SOURCES[name][0]
                (folder / "pipeline.py").write_bytes(data.encode() if isinstance(data, str) else data)
            else:
                write_folder(FOLDERS[name], folder)
            print(json.dumps({"name": name, **look(folder)}), flush=True)


if __name__ == "__main__":
    main()
