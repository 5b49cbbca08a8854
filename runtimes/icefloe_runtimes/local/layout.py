"""JSON that people can read where it is short, and that is written fast where it is long."""

import json
from collections.abc import Mapping
from typing import cast


def laid_out(said: Mapping[str, object], long: str) -> str:
    """Give the text of an object: what stands in its field `long`, a list or a mapping, has a line for each entry.

    To lay out thousands of them more openly would take longer than to run some: indentation is written by slow code.
    """
    rest = {name: value for name, value in said.items() if name != long}
    found = said.get(long)
    if isinstance(found, Mapping):
        entries = cast("Mapping[str, object]", found).items()
        lines = "".join(f"\n    {json.dumps(name)}: {json.dumps(one)}," for name, one in entries)
        text = f"{{{lines[:-1]}\n  }}"
    else:
        lines = "".join(f"\n    {json.dumps(one)}," for one in cast("list[object]", found or []))
        text = f"[{lines[:-1]}\n  ]"
    head = json.dumps(rest, indent=2).removesuffix("}").rstrip()
    return f"{head}{',' if rest else ''}\n  {json.dumps(long)}: {text}\n}}\n"
