"""How long things are kept, what is held back, and how a parent's words are erased everywhere."""
