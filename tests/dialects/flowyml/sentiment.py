"""Sentiment of product reviews: one step for every way to cache."""
from hashlib import sha256

from flowyml import Pipeline, context, step


def by_language(inputs, context):
    return sha256(str(inputs).encode()).hexdigest()


@step(outputs=["reviews"], cache=False)
def download_reviews(product: str):
    import requests
    return requests.get(f"https://reviews.example.org/{product}.json").json()


@step(inputs=["reviews"], outputs=["texts"], cache="input_hash")
def normalise(reviews):
    return [r["text"].strip().lower() for r in reviews]


@step(inputs=["texts"], outputs=["languages"], cache=by_language)
def detect_language(texts):
    import langdetect
    return [langdetect.detect(t) for t in texts]


@step(inputs=["texts", "languages"], outputs=["embeddings"], cache="code_hash")
def embed(texts, languages, model_name: str = "all-MiniLM-L6-v2"):
    from sentence_transformers import SentenceTransformer
    return SentenceTransformer(model_name).encode(texts)


@step(inputs=["embeddings"], outputs=["labels"], cache=True)
def classify(embeddings):
    return ["good" if e.sum() > 0 else "bad" for e in embeddings]


@step(inputs=["labels"], cache=False)
def summarise(labels):
    good = labels.count("good")
    print(f"{good} of {len(labels)} are happy")


pipeline = Pipeline(
    name="review_sentiment",
    context=context(product="kettle-3000"),
    cache_dir=".cache/reviews",
)
pipeline.add_steps([download_reviews, normalise, detect_language, embed, classify, summarise])
