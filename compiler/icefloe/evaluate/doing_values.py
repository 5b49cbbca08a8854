"""What is done by calls and assignments."""

import libcst as cst

from icefloe.deeds import Call, Change, Constant, Made, Passed
from icefloe.evaluate.doing import Doing, constant_of, text_of
from icefloe.evaluate.doing_names import NOTHING, SURROUNDINGS, Meaning
from icefloe.syntax.fields import children
from icefloe.syntax.text import identifier


def chained(doing: Doing, node: cst.CSTNode) -> None:
    """A name, attribute or item."""
    doing.chain(node)


def plain(doing: Doing, node: cst.CSTNode) -> None:
    """A text that is written out, with what is in its braces."""
    if isinstance(node, cst.FormattedString):
        for part in node.parts:
            if isinstance(part, cst.FormattedStringText) and part is node.parts[0]:
                span = doing.span(node)
                doing.constants.append(Constant(value=part.value, role="part", name="", span=span))
            elif isinstance(part, cst.FormattedStringExpression):
                doing.walk(part.expression)
    elif not doing.constant(node, "", ""):
        for child in children(node):
            doing.walk(child)


def call(doing: Doing, node: cst.CSTNode) -> Meaning:
    """A call; hands back what it stands for, so that methods of what it gives can be told."""
    assert isinstance(node, cst.Call)
    before = len(doing.asked)
    callee = doing.chain(node.func)
    if callee.function is not None:
        doing.helpers.setdefault(callee.function.token, (callee.function, doing.span(node.func)))
    place = len(doing.calls)
    passed = tuple(_passed(doing, arg, callee.path) for arg in node.args if not arg.star)
    more = any(arg.star for arg in node.args)
    for arg in node.args:
        if arg.star:
            doing.walk(arg.value)
    made = Call(
        path=callee.path,
        root=callee.root,
        of=callee.of,
        passed=passed,
        span=doing.span(node),
        more=more,
        inner=doing.depth > 0,
    )
    doing.calls.insert(place, made)
    asks = callee.asks
    if callee.path in SURROUNDINGS:
        del doing.asked[before:]
        named = made.given("key", 0)
        variable = named.constant if named is not None and isinstance(named.constant, str) else ""
        asks = ((callee.path, variable),)
        doing.asked.extend(asks)
    return Meaning(path=callee.path, root=callee.root, of=callee.of, asks=asks)


def _passed(doing: Doing, arg: cst.Arg, path: str) -> Passed:
    keyword = identifier(arg.keyword.value) if arg.keyword is not None else None
    value = constant_of(arg.value)
    variable = ""
    if not doing.constant(arg.value, "argument", keyword or "", path):
        before = len(doing.asked)
        meaning = doing.chain(arg.value)
        variable = meaning.root if isinstance(arg.value, cst.Name) else meaning.path
        # What is only handed on decides nothing here.
        del doing.asked[before:]
    written = value is not None or (isinstance(arg.value, cst.Name) and arg.value.value == "None")
    return Passed(name=keyword, constant=value, written=written, variable=variable, span=doing.span(arg.value))


def assign(doing: Doing, node: cst.CSTNode) -> None:
    """`target = value`, in its forms."""
    if isinstance(node, cst.Assign):
        targets: list[cst.CSTNode] = [one.target for one in node.targets]
        value: cst.BaseExpression | None = node.value
    else:
        assert isinstance(node, cst.AnnAssign | cst.AugAssign | cst.NamedExpr)
        targets, value = [node.target], node.value
    only = targets[0] if len(targets) == 1 else None
    name = identifier(only.value) if isinstance(only, cst.Name) else _key(only)
    before, calls = len(doing.asked), len(doing.calls)
    meaning = NOTHING
    if value is not None and not doing.constant(value, "assigned", name):
        meaning = doing.chain(value)
        if meaning is NOTHING or not meaning.asks:
            # A value that is made of an answer depends on it as well.
            meaning = Meaning(path=meaning.path, asks=tuple(doing.asked[before:]))
        if name and not isinstance(value, cst.Lambda):
            doing.made += [Made(name=name, path=call.path, span=call.span) for call in doing.calls[calls:]]
    del doing.asked[before:]
    for target in targets:
        if isinstance(target, cst.Name) and not isinstance(node, cst.AugAssign):
            doing.names.bind(identifier(target.value), meaning)
        else:
            store(doing, target)


def _key(node: cst.CSTNode | None) -> str:
    """The name of an item or attribute that is assigned."""
    if isinstance(node, cst.Attribute):
        return identifier(node.attr.value)
    return text_of(node.slice[0].slice) if isinstance(node, cst.Subscript) and node.slice else ""


def store(doing: Doing, node: cst.CSTNode) -> None:
    """What is assigned to, or deleted."""
    if isinstance(node, cst.Tuple | cst.List):
        for part in node.elements:
            store(doing, part.value)
    elif isinstance(node, cst.Name):
        doing.names.bind(identifier(node.value), NOTHING)
    elif isinstance(node, cst.Attribute | cst.Subscript):
        owner = doing.chain(node.value)
        if isinstance(node, cst.Subscript):
            for element in node.slice:
                doing.walk(element)
        if owner.of in {"parameter", "module"} and owner.root:
            doing.changes.append(Change(root=owner.root, of=owner.of, span=doing.span(node)))


def manage(doing: Doing, node: cst.CSTNode) -> None:
    """`with value as target`: the target is what the value is, as far as that tells what its methods do."""
    assert isinstance(node, cst.With)
    for item in node.items:
        meaning = doing.chain(item.item)
        if item.asname is not None and isinstance(item.asname.name, cst.Name):
            doing.names.bind(identifier(item.asname.name.value), meaning)
        elif item.asname is not None:
            store(doing, item.asname.name)
    doing.walk(node.body)


def delete(doing: Doing, node: cst.CSTNode) -> None:
    """`del` of something."""
    assert isinstance(node, cst.Del)
    store(doing, node.target)
