# Covers: plain helper functions between steps: inlined if they only call steps; otherwise a finding at the call inside.
import re

from icefloe import pipeline, step


@step
def fetch(url: str) -> str:
    return ""


@step
def extract(html: str, selector: str) -> list[str]:
    return []


@step
def save(items: list[str], name: str) -> int:
    return 0


BASE = "https://shop.example"


def url_of(category, page=1):
    return f"{BASE}/{category}?page={page}"


def titles(category):
    """Only calls steps and works with constants."""
    html = fetch(url_of(category))
    return extract(html, selector="h2.title")


def slug(text):
    return re.sub(r"\W+", "-", text.lower())


def clean(items):
    return [item.strip() for item in items]


@pipeline
def shop():
    for category in ["Books & Media", "garden"]:
        save(titles(category), name=category.lower().replace(" & ", "-"))


@pipeline
def shop_with_work():
    save(clean(titles("books")), name=slug("Books & Media"))
