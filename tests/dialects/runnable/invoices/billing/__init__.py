"""Invoices: read, add up, print."""
