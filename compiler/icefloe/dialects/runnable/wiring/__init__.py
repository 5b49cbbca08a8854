"""From what a runnable pipeline says to its graph: names joined along chains, and what is wrong with them."""
