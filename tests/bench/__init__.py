"""The benchmark: Askline beside stock Rasa, on one machine, in one run. `make bench` runs it."""
