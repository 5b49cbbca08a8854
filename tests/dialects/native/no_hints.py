# Covers: a script without types, several outputs by tuple, unpacking with a rest, keyword-only and default arguments.
from icefloe import *


@step
def scrape(url, depth=1):
    return [url] * depth


@step(outputs=['titles', 'links', 'errors'])
def parse(pages):
    return [p.upper() for p in pages], [p for p in pages], 0


@step
def store(titles, links, *, table='pages', replace=False):
    return len(titles)


@step
def alarm(n): print(n, 'errors')


@pipeline
def crawl(url='https://example.org', depth=2):
    pages = scrape(url, depth=depth)
    titles, *rest = parse(pages)
    links, errors = rest
    n = store(titles, links, replace=True)
    if errors: alarm(errors)
    return n, errors
