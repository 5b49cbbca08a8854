"""Data sets and tasks by name, as the configuration of `train_and_evaluate.py` speaks of them (`zoo:tumours`)."""

from collections.abc import Callable, Sequence

Row = dict[str, object]
Score = Callable[[Sequence[int], Sequence[int]], float]


def tumours(hold_out_every: int = 5) -> dict[str, list[Row]]:
    """The breast cancer data set that comes with scikit-learn, every so many rows of it set aside."""
    from sklearn.datasets import load_breast_cancer

    found = load_breast_cancer()
    rows: list[Row] = [
        {"measured": [float(value) for value in measured], "benign": int(kind)}
        for measured, kind in zip(found.data, found.target, strict=True)
    ]
    return {
        "train": [row for number, row in enumerate(rows) if number % hold_out_every],
        "test": rows[::hold_out_every],
    }


def accuracy() -> Score:
    """The share of tumours that are told rightly."""

    def score(expected: Sequence[int], found: Sequence[int]) -> float:
        return sum(one == other for one, other in zip(expected, found, strict=True)) / len(expected)

    return score


def missed() -> Score:
    """The share of malignant tumours that are taken for benign ones."""

    def score(expected: Sequence[int], found: Sequence[int]) -> float:
        malignant = [other for one, other in zip(expected, found, strict=True) if one == 0]
        return sum(malignant) / len(malignant)

    return score
