"""`python -m bot run ...`: the `rasa` command, with our patches applied and its telemetry off."""

import os
import sys
import warnings
from pathlib import Path

# Set before Rasa is imported: nothing about our parents' questions, nor that we run at all, goes to anyone.
os.environ.update(
    RASA_TELEMETRY_ENABLED="false",
    TF_CPP_MIN_LOG_LEVEL="3",
    SQLALCHEMY_SILENCE_UBER_WARNING="1",
    CUDA_VISIBLE_DEVICES="-1",
)
os.environ.setdefault("ASKLINE_ACTIONS_URL", "http://127.0.0.1:5055")
# Rasa's own dependencies warn of their age at every start; they are pinned, and we can change none of them.
warnings.filterwarnings("ignore")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rasa.__main__ import main  # noqa: E402

from bot import speed  # noqa: E402

if __name__ == "__main__":
    speed.apply()
    main()
