"""What parents say in the benchmark: twelve messages for each assistant."""

# Short and long, with slips and a name, a topic of its own each; "tell me more" follows on.
OURS = (
    "hello, can you help me with school please",
    "Who decides what help my daughter gets in class?",
    "what is sen support",
    "the school says there is no money for a teaching assistant, is that a reason to say no?",
    "Tell me more about that",
    "my son Daniel Whitcombe is in year 3 and i think he might have dyslexia but nobody listens, what should they do",
    "How do I ask the council for an EHC needs assessment?",
    "They told us we need a diagnosis before he can get any support",
    "how often shuold they meet us to review the plan",
    "I am really not happy with the support. Nothing that they promised in the autumn has been done and her teacher "
    "just shrugs when I bring it up at the gate. What can I do about it without falling out with everybody?",
    "what does a senco actually do",
    "what phone number can i ring to talk to somebody",
)

# The starter project knows one question that runs an action. These are as near to its examples as it needs to be sure.
STOCK = (
    "are you a bot?",
    "are you a human?",
    "am I talking to a bot?",
    "am I talking to a human?",
    "am I talking to a real human?",
    "are you a human or a bot?",
    "am I talking to a bot or a human?",
    "hey are you a bot?",
    "so are you a human?",
    "are you really a bot?",
    "am I really talking to a human?",
    "are you a bot or am I talking to a human?",
)
