import random


def load(count: int = 4, seed: int = 1) -> list[list[int]]:
    random.seed(seed)
    return [[random.randint(0, 255) for _ in range(9)] for _ in range(count)]


def normalise(pictures: list) -> list:
    return [[value / 255 for value in picture] for picture in pictures]


class Classifier:
    def __init__(self, threshold):
        self.threshold = threshold

    def label(self, picture):
        return "bright" if sum(picture) / len(picture) > self.threshold else "dark"


def fit(normalised: list) -> Classifier:
    means = [sum(picture) / len(picture) for picture in normalised]
    return Classifier(sum(means) / len(means))


def label(classifier: Classifier, normalised: list) -> tuple[list[str], float]:
    labels = [classifier.label(picture) for picture in normalised]
    return labels, labels.count("bright") / len(labels)


def show(labels: list[str], share: float):
    print(labels, share)
