"""The second step asks the catalog for a file that nothing puts there."""
from runnable import Catalog, Pipeline, PythonTask


def export():
    with open("export.csv", "w") as target:
        target.write("a,b\n1,2\n")


def upload():
    return open("exports.csv").read()


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="export", function=export, catalog=Catalog(put=["export.csv"])),
            PythonTask(name="upload", function=upload, catalog=Catalog(get=["exports.csv"])),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
