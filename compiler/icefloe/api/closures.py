"""The digests of the code that each function of a plan reaches, for the cache of a runtime."""

import hashlib
from collections.abc import Mapping

from icefloe.api.compile import Compiled, Made
from icefloe.lock.freeze import content_of
from icefloe.trace import Closure
from icefloe_schema.canonical import canonical
from icefloe_schema.codec import to_json
from icefloe_schema.leaves import normalised

#: How a runtime tells the two: modules that were read, and closures that do not hold everything that is reached.
MODULE, OPAQUE = "module:", "opaque:"


def code_of(result: Compiled, made: Made) -> Mapping[str, str]:
    """Give the digests by the addresses that the lock has (`train`, `train/guard`, `outer/body/clean`).

    Beside them stand the modules that were read for it, `module:PATH`, each with the SHA-256 of its newline-normalised
    bytes: a runtime that loads other ones knows that the closures are not theirs. The digest of a closure with names
    that lead nowhere begins with `opaque:`.
    """
    from icefloe.api.lockinputs import closures_of
    from icefloe.syntax.parser import deep

    found = deep(closures_of, made)
    table = made.pipeline.table
    names = {module for closure in found.values() for module in closure.modules}
    paths = {path for name in names if (path := table.path_of(name)) is not None}
    read = {path: data for path in sorted(paths) if (data := result.survey.files.read(path)) is not None}
    modules = {f"{MODULE}{path}": hashlib.sha256(normalised(data)).hexdigest() for path, data in read.items()}
    return {address: _digest(closure) for address, closure in sorted(found.items())} | modules


def _digest(closure: Closure) -> str:
    content = canonical([closure.semantic, to_json(content_of(closure))])
    return f"{OPAQUE if closure.opaque else ''}{hashlib.sha256(content).hexdigest()}"
