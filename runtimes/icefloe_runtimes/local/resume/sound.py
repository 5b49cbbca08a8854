"""Whether what a step has left is still what it left."""

from hashlib import sha256

from icefloe_runtimes.local.resume.earlier import Earlier, Key
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.files import tree
from icefloe_runtimes.step.manifest import MANIFEST


def damage(earlier: Earlier, key: Key) -> str:
    """Say what is not as a step has left it in that run, empty if all is."""
    if earlier.finished[key].leaves_nothing:
        return ""
    left = earlier.left(key)
    try:
        data = (left / MANIFEST).read_bytes()
    except OSError:
        return "what it left is not there any more"
    if sha256(data).hexdigest() != earlier.finished[key].manifest:
        return "its record was changed"
    try:
        record = manifest.read(left.parent, key[1])
    except ArtifactError as error:
        return str(error)
    for name, entry in (*record.outputs.items(), *record.context.items(), *record.catalog.items()):
        if entry.format == "absent":
            continue
        try:
            found = tree(left / entry.file)[0]
        except OSError:
            return f"its output {name!r} is not there any more"
        if found != entry.sha256:
            return f"its output {name!r} was changed"
    return ""
