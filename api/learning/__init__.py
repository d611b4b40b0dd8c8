"""From approved corrections to a better model: train it, compare it with the running one, switch to it."""
