from .extract import extract
from .transform import clean

__all__ = ["clean", "extract"]
