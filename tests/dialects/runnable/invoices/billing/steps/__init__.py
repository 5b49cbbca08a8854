from .parse import parse_invoices
from .sums import add_tax, add_up

__all__ = ["add_tax", "add_up", "parse_invoices"]
