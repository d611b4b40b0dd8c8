"""What Prometheus may see: counts and times, never words."""

from prometheus_client import Counter, Gauge, Histogram

TURNS = Counter("askline_turns_total", "Turns answered, by why that reply", ["reason"])
RASA_AWAY = Counter("askline_rasa_away_total", "Turns that Rasa did not answer, by how", ["why"])
STARTED = Counter("askline_conversations_total", "Conversations begun, by channel", ["channel"])
TURN_SECONDS = Histogram(
    "askline_turn_seconds",
    "From message to stored reply",
    buckets=(0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10),
)

CALLBACKS = Counter("askline_callbacks_total", "Call-back requests taken, by council", ["council"])
CALLBACKS_EXPIRED = Counter(
    "askline_callbacks_deleted_unsent_total", "Requests whose time was over before they went out"
)
MAILS = Counter("askline_mails_total", "Attempts to hand over a mail, by how they ended", ["ended"])
OUTBOX_WAITING = Gauge("askline_outbox_waiting", "Mails that wait to be handed over")
OUTBOX_STUCK = Gauge("askline_outbox_stuck", "Mails that were refused for good: staff must look")
OUTBOX_OLDEST = Gauge("askline_outbox_oldest_seconds", "Age of the oldest mail that is not handed over")
FEEDBACK = Counter("askline_feedback_total", "Messages marked by parents", ["helpful"])
OPEN_STREAMS = Gauge("askline_open_streams", "Event streams that are open in this process")
WAITING = Gauge("askline_waiting", "Parents who wait for an adviser, by council", ["council"])
LIVE_CHATS = Gauge("askline_live_chats", "Chats that an adviser is in, by council", ["council"])
