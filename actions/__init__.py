"""The action server: reads what Rasa understood, decides, and speaks. Loopback only."""
