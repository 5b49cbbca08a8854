import argparse

from flowyml import Pipeline, context, step


@step(outputs=["corpus"])
def read_corpus(path: str, limit: int):
    with open(path) as handle:
        return handle.read().splitlines()[:limit]


@step(inputs=["corpus"], outputs=["tokens"])
def tokenise(corpus):
    return [line.split() for line in corpus]


@step(inputs=["tokens"], outputs=["vocabulary"])
def build_vocabulary(tokens, min_count: int):
    from collections import Counter
    counts = Counter(word for line in tokens for word in line)
    return sorted(word for word, count in counts.items() if count >= min_count)


def parse_args():
    parser = argparse.ArgumentParser(description="Build a vocabulary")
    parser.add_argument("path")
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--min-count", type=int, default=2)
    return parser.parse_args()


def main():
    args = parse_args()
    ctx = context(path=args.path, limit=args.limit, min_count=args.min_count)
    pipeline = Pipeline("vocabulary", context=ctx)
    pipeline.add_step(read_corpus)
    pipeline.add_step(tokenise)
    pipeline.add_step(build_vocabulary)
    result = pipeline.run()
    print(f"{len(result.outputs['vocabulary'])} words")


if __name__ == "__main__":
    main()
