"""Types as data, and the one question asked of them: may a value of this type stand where that one is asked for?"""

from icefloe.types.declaration import Declaration, Hierarchy, Member
from icefloe.types.model import (
    NONE,
    OBJECT,
    AnyType,
    CallableType,
    Key,
    LiteralType,
    Named,
    NeverType,
    NewTypeType,
    OverloadType,
    TupleType,
    Type,
    TypedDictType,
    TypeVar,
    Union,
    UnknownType,
    is_known,
    is_large,
    optional,
    union,
)
from icefloe.types.relation import Relation, assignable
from icefloe.types.spell import spell, widened
from icefloe.types.verdict import Verdict
from icefloe.types.walk import Ancestry, ancestry, substitute, variables

__all__ = [
    "NONE",
    "OBJECT",
    "Ancestry",
    "AnyType",
    "CallableType",
    "Declaration",
    "Hierarchy",
    "Key",
    "LiteralType",
    "Member",
    "Named",
    "NeverType",
    "NewTypeType",
    "OverloadType",
    "Relation",
    "TupleType",
    "Type",
    "TypeVar",
    "TypedDictType",
    "Union",
    "UnknownType",
    "Verdict",
    "ancestry",
    "assignable",
    "is_known",
    "is_large",
    "optional",
    "spell",
    "substitute",
    "union",
    "variables",
    "widened",
]
