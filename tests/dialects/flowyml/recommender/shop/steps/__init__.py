from .loading import load_events, load_items
from .training import factorise
from .evaluation import *

__all__ = ["load_events", "load_items", "factorise", "evaluate", "publish"]
