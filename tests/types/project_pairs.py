"""Pairs of a producer and a consumer, as they stand in pipelines, with what is wrong between them.

Types are written as source; `SHOP` is the module of classes that they speak of. Whoever compares them needs neither
pandas, numpy nor scikit-learn.
"""

from dataclasses import dataclass
from typing import Literal

Category = Literal["builtin", "typing", "project", "pandas", "numpy", "sklearn"]
CATEGORIES: tuple[Category, ...] = ("builtin", "typing", "project", "pandas", "numpy", "sklearn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What a producer gives and a consumer takes.

    `gives` is the annotation of the producer, or the type that its `body` shows where it has none. `part` stands in
    the message about a pair that is wrong; a pair without it is right.
    """

    category: Category
    gives: str
    takes: str
    part: str = ""
    body: str = ""

    @property
    def wrong(self) -> bool:
        """Whether the consumer cannot take it."""
        return bool(self.part)


def _annotated(category: Category, rows: str) -> tuple[Pair, ...]:
    """Rows `gives -> takes`, or `gives -> takes !! part`."""
    found: list[Pair] = []
    for row in filter(None, map(str.strip, rows.splitlines())):
        types, _, part = row.partition(" !! ")
        gives, takes = types.split(" -> ")
        found.append(Pair(category=category, gives=gives, takes=takes, part=part))
    return tuple(found)


def _inferred(category: Category, rows: str) -> tuple[Pair, ...]:
    """Rows `gives -> takes := body` or `gives -> takes !! part := body`, the lines of a body apart by ` ; `."""
    found: list[Pair] = []
    for row in filter(None, map(str.strip, rows.splitlines())):
        types, _, body = row.partition(" := ")
        (pair,) = _annotated(category, types)
        found.append(Pair(category=category, gives=pair.gives, takes=pair.takes, part=pair.part, body=body))
    return tuple(found)


PAIRS: tuple[Pair, ...] = (
    *_annotated(
        "builtin",
        """
        int -> int
        int -> float
        bool -> int
        float -> complex
        str -> object
        list[int] -> list[int]
        list[int] -> list
        dict[str, list[float]] -> dict[str, list[float]]
        tuple[int, str] -> tuple[float, str]
        tuple[int, int] -> tuple[int, ...]
        None -> int | None
        set[str] -> set[str]
        int -> str !! int is not str
        float -> int !! float is not int
        str -> bytes !! str is not bytes
        int -> bool !! int is not bool
        None -> str !! None is not str
        str | None -> str !! None is not str
        int | str -> int !! str is not int
        bytes -> int | str !! bytes
        list[int] -> list[str] !! element type
        list[bool] -> list[int] !! element type
        list[int] -> set[int] !! is not set[int]
        list[str] -> str !! is not str
        dict[str, int] -> dict[str, str] !! value type
        dict[int, str] -> dict[str, str] !! key type
        dict[str, list[int]] -> dict[str, list[str]] !! value type: element type
        tuple[int, str] -> tuple[str, int] !! item 1
        tuple[int, int] -> tuple[int] !! 2 items
        tuple[int, ...] -> tuple[int, int] !! length
        frozenset[int] -> set[int] !! is not set[int]
        """,
    ),
    *_inferred(
        "builtin",
        """
        int -> float := return 3
        dict[str, int] -> dict[str, int] := return {"a": 1, "b": 2}
        list[str] -> list[str] := return "a,b".split(",")
        tuple[int, str] -> tuple[int, str] := return 1, "a"
        int -> str !! int is not str := return len([1, 2])
        list[str] -> list[int] !! element type := names = ["a"] ; names.append("b") ; return names
        dict[str, float] -> dict[str, str] !! value type := return {"loss": 0.5}
        str -> int !! str is not int := return f"{1}-{2}"
        list[str] -> list[int] !! element type := return [str(number) for number in range(3)]
        None -> dict[str, int] !! None is not := print("nothing comes back")
        float | None -> float !! None is not float := if len(__name__) > 3: ;     return None ; return 0.5
        """,
    ),
    *_annotated(
        "typing",
        """
        list[int] -> Sequence[float]
        dict[str, bool] -> Mapping[str, int]
        Generator[int, None, None] -> Iterator[int]
        Literal["sgd"] -> Literal["sgd", "adam"]
        Literal["sgd"] -> str
        Optional[int] -> int | None
        Union[int, str] -> str | int | None
        Annotated[float, "0 to 1"] -> float
        Callable[[float], bool] -> Callable[[int], int]
        Any -> list[int]
        list[Any] -> list[str]
        str -> Hashable
        list[str] -> Sized
        Path -> os.PathLike[str]
        datetime -> date
        OrderedDict[str, int] -> Mapping[str, int]
        list[str] -> Sequence[int] !! element type
        Sequence[int] -> list[int] !! is not list[int]
        Mapping[str, int] -> dict[str, int] !! is not dict[str, int]
        Literal["rmsprop"] -> Literal["sgd", "adam"] !! rmsprop
        str -> Literal["sgd", "adam"] !! str
        Optional[list[int]] -> list[int] !! None is not
        Annotated[str, "name"] -> int !! str is not int
        Callable[[int], str] -> Callable[[str], str] !! parameter
        Callable[[int], str] -> Callable[[int], int] !! str is not int
        Callable[[int, int], str] -> Callable[[int], str] !! parameter
        Iterator[int] -> Sized !! Sized
        list[int] -> Hashable !! Hashable
        date -> datetime !! date is not datetime
        Path -> str !! Path is not str
        timedelta -> datetime !! is not
        Decimal -> float !! is not float
        Iterable[str] -> Sequence[str] !! is not
        type[int] -> type[str] !! int is not str
        defaultdict[str, int] -> OrderedDict[str, int] !! is not
        """,
    ),
    *_inferred(
        "typing",
        """
        Path -> os.PathLike[str] := return Path("data") / "rows.csv"
        datetime -> date := return datetime(2026, 1, 1)
        Path -> str !! Path is not str := return Path("data.csv")
        datetime -> str !! is not str := return datetime.now()
        str -> bytes !! str is not bytes := return Path("data.csv").read_text()
        Counter[str] -> Sequence[str] !! is not := return Counter("abc")
        """,
    ),
    *_annotated(
        "project",
        """
        Child -> Base
        list[Child] -> Sequence[Base]
        Row -> Row
        LongRow -> Row
        Rows -> list[Row]
        Order -> Order
        Point -> tuple[int, int]
        UserId -> int
        Color -> Color
        Literal[Color.RED] -> Color
        Box[int] -> Box[int]
        IntBox -> Box[int]
        Source[Child] -> Source[Base]
        Forest -> Fits
        type[Child] -> type[Base]
        Score -> float
        Adder -> Callable[[int, int], int]
        Base -> Child !! Base is not
        list[Child] -> list[Base] !! element type
        Row -> LongRow !! weight
        Row -> TextRow !! price
        Order -> Point !! Order is not
        Point -> tuple[str, str] !! item 1
        Point -> tuple[int, int, int] !! 2 items
        int -> UserId !! UserId
        UserId -> OrderId !! UserId
        Color -> Literal[Color.RED] !! Color
        Color -> str !! Color is not str
        Box[int] -> Box[str] !! int is not
        Box[Child] -> Box[Base] !! Child
        Source[Base] -> Source[Child] !! Base is not
        Tree -> Fits !! fit
        Stump -> Fits !! predict
        type[Base] -> type[Child] !! Base is not
        Adder -> Callable[[str, str], int] !! parameter
        dict[str, Order] -> dict[str, Child] !! value type
        Rows -> list[Order] !! element type
        Order | None -> Order !! None is not
        Sink[Child] -> Sink[Base] !! Base is not
        """,
    ),
    *_inferred(
        "project",
        """
        Order -> Order := return Order(number=1, price=2.0)
        Color -> Color := return Color.RED
        Point -> tuple[int, int] := return Point(1, 2)
        list[Order] -> Sequence[Order] := return [Order(number=n, price=2.0) for n in range(3)]
        Order -> Child !! Order is not := return Order(number=1, price=2.0)
        str -> int !! str is not int := return label(3)
        str -> int !! str is not int := return Order(number=1, price=2.0).title()
        float -> str !! float is not str := order = Order(number=1, price=2.0) ; return order.price
        list[Order] -> list[Child] !! element type := return [Order(number=n, price=2.0) for n in range(3)]
        Color -> str !! Color is not str := return Color.RED
        dict[str, Order] -> dict[str, Child] !! value type := found = {} ; found["a"] = cheap() ; return found
        """,
    ),
    *_annotated(
        "pandas",
        """
        pd.DataFrame -> pd.DataFrame
        pd.Series -> pd.Series
        pd.DataFrame -> pd.DataFrame | None
        pd.DataFrame -> Sized
        pd.DatetimeIndex -> pd.Index
        pd.Timestamp -> datetime
        dict[str, pd.DataFrame] -> Mapping[str, pd.DataFrame]
        Callable[[pd.DataFrame], pd.DataFrame] -> Callable[[pd.DataFrame], pd.DataFrame]
        pd.DataFrame -> pd.Series !! DataFrame is not
        pd.Series -> pd.DataFrame !! Series is not
        pd.DataFrame -> dict[str, list[int]] !! DataFrame is not
        list[dict[str, int]] -> pd.DataFrame !! is not
        Optional[pd.DataFrame] -> pd.DataFrame !! None is not
        tuple[pd.DataFrame, pd.Series] -> tuple[pd.DataFrame, pd.DataFrame] !! item 2
        dict[str, pd.DataFrame] -> dict[str, pd.Series] !! value type
        pd.Index -> pd.DatetimeIndex !! is not
        Callable[[pd.DataFrame], pd.DataFrame] -> Callable[[pd.DataFrame], pd.Series] !! DataFrame is not
        list[pd.DataFrame] -> pd.DataFrame !! is not
        pd.DataFrame -> str !! DataFrame is not
        """,
    ),
    *_inferred(
        "pandas",
        """
        pd.DataFrame -> pd.DataFrame := return pd.DataFrame({"a": [1, 2]})
        pd.DataFrame -> pd.DataFrame := frame = pd.read_csv("rows.csv") ; return frame.dropna()
        pd.DataFrame -> pd.Series !! DataFrame is not := return pd.DataFrame({"a": [1, 2]})
        pd.DataFrame -> list[str] !! DataFrame is not := frame = pd.read_csv("rows.csv") ; return frame
        pd.Series -> pd.DataFrame !! is not pandas.DataFrame := return pd.Series([1, 2])
        """,
    ),
    *_annotated(
        "numpy",
        """
        np.ndarray -> np.ndarray
        npt.NDArray[np.float64] -> np.ndarray
        npt.NDArray[np.float64] -> npt.NDArray[np.float64]
        np.float64 -> float
        np.int64 -> np.integer
        np.float64 -> np.floating
        list[np.ndarray] -> Sequence[np.ndarray]
        np.ndarray -> list[float] !! ndarray is not
        list[float] -> np.ndarray !! is not
        npt.NDArray[np.float64] -> npt.NDArray[np.int64] !! is not
        npt.NDArray[np.str_] -> npt.NDArray[np.float64] !! is not
        np.int64 -> int !! is not int
        np.float32 -> float !! is not float
        np.integer -> np.floating !! is not
        np.random.Generator -> np.random.RandomState !! Generator is not
        np.ndarray | None -> np.ndarray !! None is not
        dict[str, np.ndarray] -> dict[str, list[float]] !! value type
        """,
    ),
    *_inferred(
        "numpy",
        """
        np.ndarray -> np.ndarray := return np.zeros(3)
        np.ndarray -> list[float] !! ndarray := return np.zeros(3)
        np.ndarray -> str !! ndarray := values = np.array([1.0, 2.0]) ; return values
        """,
    ),
    *_annotated(
        "sklearn",
        """
        RandomForestClassifier -> ClassifierMixin
        RandomForestClassifier -> BaseEstimator
        StandardScaler -> TransformerMixin
        list[LogisticRegression] -> Sequence[BaseEstimator]
        type[RandomForestClassifier] -> type[BaseEstimator]
        MakePipeline -> BaseEstimator
        LogisticRegression -> RandomForestClassifier !! LogisticRegression is not
        BaseEstimator -> LogisticRegression !! BaseEstimator is not
        RandomForestClassifier -> RegressorMixin !! is not
        StandardScaler -> ClassifierMixin !! is not
        LogisticRegression | None -> LogisticRegression !! None is not
        list[LogisticRegression] -> list[BaseEstimator] !! element type
        dict[str, LogisticRegression] -> dict[str, StandardScaler] !! value type
        tuple[StandardScaler, LogisticRegression] -> tuple[StandardScaler, StandardScaler] !! item 2
        LogisticRegression -> str !! is not str
        type[BaseEstimator] -> type[LogisticRegression] !! is not
        """,
    ),
    *_inferred(
        "sklearn",
        """
        LogisticRegression -> LogisticRegression := return LogisticRegression(C=0.5)
        LogisticRegression -> BaseEstimator := model = LogisticRegression() ; model.fit([[1.0]], [1]) ; return model
        LogisticRegression -> StandardScaler !! is not := model = LogisticRegression() ; return model
        StandardScaler -> dict[str, float] !! is not := return StandardScaler()
        """,
    ),
)
