from requests.exceptions import ConnectionError, Timeout

from flowyml import CircuitBreaker, Pipeline, on_failure, retry, step


def cached_page():
    return "<html></html>"


@step(outputs=["page"])
@retry(max_attempts=5, backoff=1.5, on=[ConnectionError, Timeout])
@on_failure(cached_page)
@CircuitBreaker(failure_threshold=3, recovery_timeout=120)
def download():
    import requests
    return requests.get("https://example.org", timeout=5).text


@retry(max_attempts=2, not_on=[ValueError])
@step(inputs=["page"], outputs=["links"])
def parse(page):
    from bs4 import BeautifulSoup
    return [a["href"] for a in BeautifulSoup(page).find_all("a")]


@step(inputs=["links"], outputs=["n_links"])
@on_failure(lambda links: -1)
def count(links):
    return len(links)


Pipeline("scraper").add_step(download).add_step(parse).add_step(count).run()
