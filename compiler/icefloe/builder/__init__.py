"""Reading the builder words that FlowyML and the native words share: `@step`, `Pipeline`, `context`, …"""

from icefloe.builder.reading import read
from icefloe.builder.vocabulary import Vocabulary

__all__ = ["Vocabulary", "read"]
