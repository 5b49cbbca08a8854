# Covers: small expressions in bindings: slices, indexing, attributes, arithmetic, `len`, comparisons, displays, `not`.
from icefloe import pipeline, step


@step
def series(name: str) -> list[float]:
    return [1.0, 2.0, 3.0]


@step
def info() -> dict:
    return {"meta": {"unit": "K"}, "rows": [1]}


@step
def plot(values, unit, *, offset=0, window=(0, 1), flags=None, title=""): ...


@pipeline
def inspect(name: str, shift: int = 2):
    xs = series(name)
    meta = info()
    plot(xs[1:-1], meta["meta"]["unit"], offset=len(xs) // 2 - shift, window=(0, len(xs)), flags={"empty": not xs})
    plot(xs[-1], unit=meta["rows"][0], offset=-shift ** 2, flags=[shift > 1, shift in (1, 2), xs is None])
    plot([x for x in (xs[0], xs[shift])], "K", title=f"{name!r:>10} ({len(xs)} values)" + " raw")
