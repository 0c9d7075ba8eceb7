"""Taking posts down: out of all that the tool keeps or made; and what other files still hold of them."""
