"""Makes the lock of a project."""

import hashlib
from collections.abc import Iterator

from icefloe.lock.inputs import Inputs
from icefloe.trace import Closure
from icefloe_schema.leaves import (
    export_leaf,
    file_leaf,
    leaf_digest,
    module_leaf,
    normalised,
    plan_leaves,
    source_leaf,
)
from icefloe_schema.lock import (
    ClosureContent,
    CompilerContent,
    DepsContent,
    EnvContent,
    Leaf,
    Lock,
    ModuleContent,
    Reached,
    absent,
    with_content,
)


def freeze(inputs: Inputs) -> Lock:
    """The lock of a project: the same inputs give the same lock, in whatever order they come."""
    return Lock(leaves=tuple(sorted(_leaves(inputs), key=lambda leaf: leaf.path)))


def content_of(closure: Closure) -> ClosureContent:
    """What the lock keeps of a closure: names and digests, not the ways to them."""
    found = {(f"{reached.module}:{reached.name}", reached.digest) for reached in closure.reached}
    return ClosureContent(
        reached=tuple(Reached(name=name, sha256=digest) for name, digest in sorted(found)),
        opaque=tuple(sorted(set(closure.opaque))),
    )


def _leaves(inputs: Inputs) -> Iterator[Leaf]:
    versions = inputs.versions
    yield with_content(
        "compiler",
        CompilerContent(icefloe=versions.icefloe, normaliser=versions.normaliser, plan=versions.plan),
    )
    yield with_content("env", EnvContent(requires_python=inputs.requires_python))
    yield _dependencies(inputs)
    for name, plan in inputs.plans.items():
        for path, digest in plan_leaves(name, plan):
            yield Leaf(path=path, digest=digest)
    for (name, address), closure in inputs.closures.items():
        path = source_leaf(name, address, "semantic")
        yield Leaf(path=path, digest=leaf_digest(path, closure.semantic.encode("ascii")))
        yield with_content(source_leaf(name, address, "closure"), content_of(closure))
    yield from _texts(inputs)


def _dependencies(inputs: Inputs) -> Leaf:
    if inputs.dependencies is None:
        return absent("deps")
    digest = hashlib.sha256(normalised(inputs.dependencies.data)).hexdigest()
    return with_content("deps", DepsContent(path=inputs.dependencies.path, sha256=digest))


def _texts(inputs: Inputs) -> Iterator[Leaf]:
    for module, data in inputs.modules.items():
        sha256 = hashlib.sha256(normalised(data)).hexdigest()
        yield with_content(module_leaf(module), ModuleContent(sha256=sha256, semantic=inputs.forms.get(module, sha256)))
    for file, data in inputs.files.items():
        path = file_leaf(file)
        # Data is data: no byte of it is taken for a newline.
        yield Leaf(path=path, digest=leaf_digest(path, data))
    for (target, export), data in inputs.exports.items():
        path = export_leaf(target, export)
        yield Leaf(path=path, digest=leaf_digest(path, normalised(data)))
