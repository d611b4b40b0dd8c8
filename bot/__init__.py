"""What runs inside Rasa's process, in Rasa's own environment (Python 3.10)."""
