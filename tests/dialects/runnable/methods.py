"""Bound methods and static methods of a class as tasks."""
from runnable import Pipeline, PythonTask


class Scraper:
    def __init__(self, site):
        self.site = site

    def fetch(self):
        return [self.site + "/1", self.site + "/2"]

    @staticmethod
    def count(pages: list):
        return len(pages)


def main():
    scraper = Scraper("https://example.org")
    pipeline = Pipeline(
        steps=[
            PythonTask(name="fetch", function=scraper.fetch, returns=["pages"]),
            PythonTask(name="count", function=Scraper.count, returns=["number"]),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
