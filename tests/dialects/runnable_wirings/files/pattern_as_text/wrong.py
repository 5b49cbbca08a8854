from pathlib import Path

from runnable import Catalog, Pipeline, PythonTask


def write():
    Path("rows.csv").write_text("north,3")


def read():
    print(f"received: {Path('rows.csv').read_text()!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="write", function=write, catalog=Catalog(put="rows.csv")),
            PythonTask(name="read", function=read, catalog=Catalog(get=["rows.csv"])),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
