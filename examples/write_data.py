"""Write the breast cancer data set of scikit-learn as `data/tumours.csv` into the examples that ship it.

The data are from the UCI Machine Learning Repository (Breast Cancer Wisconsin (Diagnostic),
https://archive.ics.uci.edu/dataset/17): 569 tumours, the means of ten measurements of their cells, and as `target`
0 for a malignant one and 1 for a benign one. Run it with an interpreter that has scikit-learn and pandas; its result
is committed, so that the examples need no download.
"""

from pathlib import Path

from sklearn.datasets import load_breast_cancer

HERE = Path(__file__).resolve().parent
PROJECTS = ("flowyml", "native")


def main() -> None:
    """Write the file into each project."""
    table = load_breast_cancer(as_frame=True).frame
    kept = [name for name in table.columns if name.startswith("mean ") or name == "target"]
    for project in PROJECTS:
        path = HERE / project / "data" / "tumours.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        table[kept].to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
