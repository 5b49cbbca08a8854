"""Nobody adds steps here: the pipeline discovers them."""
from flowyml import Pipeline, step


@step(outputs=["feeds"], pipeline="newsletter")
def load_feeds():
    return ["https://example.org/rss"]


@step(inputs=["feeds"], outputs=["articles"], pipeline="newsletter", tags={"owner": "content"})
def load_articles(feeds):
    return [f"article of {f}" for f in feeds]


@step(inputs=["articles"], outputs=["letter"])
def write_letter(articles):
    return "\n".join(articles)


@step(outputs=["invoices"], pipeline="billing")
def bill():
    return []


@step(outputs=["scratch"], register=False)
def scratch():
    return None


newsletter = Pipeline("newsletter", auto_discover=True)

if __name__ == "__main__":
    newsletter.build()
    newsletter.run()
