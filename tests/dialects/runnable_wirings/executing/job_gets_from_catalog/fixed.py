from pathlib import Path

from runnable import Catalog, PythonJob


def count():
    print(f"received: {len(Path('rows.csv').read_text().splitlines())} rows")


def main():
    job = PythonJob(function=count, catalog=Catalog(put=["rows.csv"]))
    job.execute()
    return job


if __name__ == "__main__":
    main()
