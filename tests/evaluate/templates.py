"""What expressions and statements of each type look like: a word such as `int` stands for any expression of it."""

TYPES = ("int", "str", "bool", "list", "dict", "tuple", "set", "float")
LITERALS = {
    "int": ("0", "1", "2", "-3", "7"),
    "str": ("''", "'a'", "'b c'", "'xyz'"),
    "bool": ("True", "False"),
    "list": ("[]", "[1, 2]", "[3]", "[2, 1, 2]"),
    "dict": ("{}", "{'a': 1}", "{'b': 2, 'a': 3}"),
    "tuple": ("()", "(1,)", "(1, 2)"),
    "set": ("set()", "{1}", "{2, 3}"),
    "float": ("0.5", "1.0", "-2.25"),
}  # fmt: skip
SAFE = {kind: literals[1].replace("'", '"') for kind, literals in LITERALS.items()}
# What an expression of a type can look like: `int`, `str` and so on stand for an expression of that type, `#` for a
# new name.
EXPRESSIONS = {
    "int": (
        "int + int", "int - int", "int * int", "int // 3", "int % 4", "-int", "~int", "len(list)", "len(str)",
        "len(dict)", "len(set)", "[*list, 5][0]", "(*tuple, 6)[-1]", "dict.get('a', int)", "(int if bool else int)",
        "(int and int)", "(int or int)", "int(float)", "int << 1", "int & 6", "int | 1", "int ^ 3",
        "{**dict, 'a': 4}['a']",
        "(lambda #, #2=int: # + #2)(int)", "next(iter([*list, 1]))", "int(bool)", "str.count('a')", "int ** 2",
        "list.count(1)", "sum(list)", "max(int, int)", "(lambda *#: len(#))(*list)", "(list or [7])[0]",
    ),
    "str": (
        "str + str", "str * 2", "f'{int}'", "f'{int:03d}|{str!r:>6}'", "f'{float:.2f}{{}}'", "str.upper()", "str[:2]",
        "str[::-1]", "str.replace('a', 'b')", "str(int)", "'-'.join([str, str])", "str.title()",
        "str.partition('b')[0]",
        "(str or str)", "(str if bool else str)", "str(bool)", "f'{str}' 'z'", "str.strip()", "f'{bool}'",
        "f'{int=}'",
        "str.removeprefix('a')", "'%s' % (int,)", "'{}'.format(int)", "f'{list}'", "str(float)",
        "''.join(sorted(str))",
    ),
    "bool": (
        "int < int", "int == int", "int < int <= int", "int != int == int", "not list", "str in str", "int in list",
        "str in dict", "int not in set", "bool(str)", "bool and bool", "bool or bool", "list == list", "dict == dict",
        "tuple == tuple", "tuple < tuple", "set == set", "list is list", "(int if bool else None) is None",
        "str < str",
        "str.startswith('a')", "float > int", "int == float", "bool == int", "(int, str) in [(1, 'a')]",
    ),
    "list": (
        "[int, *list]", "[*tuple, int]", "list(range(int % 5))", "[# + 1 for # in list]",
        "[# for # in list if # > 1]",
        "list + list", "list[1:]", "list[::-1]", "sorted(list)", "list(reversed(list))",
        "list(map(lambda #: # * 2, list))",
        "[# * #2 for #, #2 in zip(list, tuple)]", "[# for #, #2 in enumerate(list)]", "list(dict.values())",
        "list * 2",
        "sorted(set)", "list.copy()", "[# for #2 in [list, list] for # in #2]", "(list or list)",
        "(list if bool else list)",
        "list(# for # in list)", "[#2 for # in list if (#2 := # + 1)]", "list(tuple)", "sorted(list, reverse=True)",
        "list(filter(None, list))", "(lambda **#: list(#.values()))(**dict)", "list(zip(list, tuple))[:0]",
        "list(list)",
    ),
    "dict": (
        "{**dict, str: int}", "{str: int, str: int}", "{f'k{#}': # for # in list}", "dict | dict", "dict(dict)",
        "dict(a=int, **{'z': int})", "dict.copy()", "{#: #2 for #, #2 in dict.items()}", "dict(zip('ab', list))",
        "(dict if bool else dict)", "{# : 1 for # in dict}", "dict(a=int)", "{#: 0 for # in str}",
    ),
    "tuple": (
        "(int, int)", "tuple + tuple", "tuple(list)", "tuple[1:]", "(*list, *tuple)", "tuple * 2",
        "tuple(# + 1 for # in list)",
        "(tuple or tuple)", "(int,)",
    ),
    "set": ("{int, int}", "set(list)", "{*list}", "{# % 2 for # in list}", "set | set", "set - set", "set & set",
        "set(set)"),
    "float": ("int / 2", "float + int", "float * 2", "float(int)", "-float", "(float if bool else float)",
        "int * 0.5"),
}  # fmt: skip
# Statements that change an object in place.
CHANGES = {
    "list": (
        "@.append(int)", "@.extend(list)", "@.insert(0, int)", "@.reverse()", "@.clear()", "@.sort()",
        "@ += list", "@ *= 2",
        "@[:1] = list", "@ += tuple", "@[0:0] = [int]", "@.append(len(@))", "@.extend([# + 1 for # in list])",
        "@ += str",
        "if @: @.pop()", "if @: @[0] = int", "if @: @[-1] += int", "if @: del @[0]", "if 1 in @: @.remove(1)",
    ),
    "dict": (
        "@[str] = int", "@.update(dict)", "@.update(a=int)", "@.setdefault('a', int)", "@.pop('a', None)",
        "@.clear()",
        "@ |= dict", "if 'a' in @: del @['a']", "if 'a' in @: @['a'] += int", "@.update([('c', int)])",
    ),
    "set": ("@.add(int)", "@.update(list)", "@ |= set", "@.discard(1)", "@ -= set", "@ &= {1, 2}", "@.clear()"),
    "int": ("@ += int", "@ -= 1", "@ *= 2", "@ = -@"),
    "str": ("@ += str", "@ = @.lower()"),
    "tuple": ("@ += tuple", "@ = @[:1]"),
    "float": ("@ /= 2", "@ += int"),
    "bool": ("@ = not @", "@ |= bool"),
}  # fmt: skip
