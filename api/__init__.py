"""All that faces people: the chat API, the chat page, health and metrics."""
