"""What is kept between two calls, outside of every project, and how one tells that it still holds.

Nothing here knows what is kept. Only the standard library is imported, and of that only what costs next to nothing: an
answer that was kept is given before anything else is loaded.
"""
