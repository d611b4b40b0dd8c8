"""What an erasure cannot do by itself: each with the words that say what is left to do by hand. Pure."""

# Names are stored with the record of an erasure; the words are shown with it.
LEFTOVERS = {
    "mailbox": "An e-mail about a call-back request was handed over to the service's mailbox: delete it there.",
    "rasa": "Rasa did not answer. What it remembers of a chat is gone 35 minutes after the parent's last message.",
    "file": "An e-mail that was kept as a file could not be deleted. The next run of retention tries again.",
    "learned": "Approved corrections came from this chat. They are deleted here. A file that was exported with them, "
    "and a model that was trained with that, know these few redacted words until the next export and training.",
    "callback": "The call-back request stays until its own day, as the parent was told.",
}
