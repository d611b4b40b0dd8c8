"""What Prometheus may see: counts and times, never words."""

from prometheus_client import Counter, Histogram

TURNS = Counter("askline_turns_total", "Turns answered, by why that reply", ["reason"])
RASA_AWAY = Counter("askline_rasa_away_total", "Turns that Rasa did not answer, by how", ["why"])
STARTED = Counter("askline_conversations_total", "Conversations begun, by channel", ["channel"])
TURN_SECONDS = Histogram(
    "askline_turn_seconds",
    "From message to stored reply",
    buckets=(0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10),
)
