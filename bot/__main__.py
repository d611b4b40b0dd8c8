"""`python -m bot serve`: Rasa with our patches, on loopback. Any other words are the `rasa` command's own."""

import os
import sys
import warnings
from pathlib import Path
from urllib.parse import urlsplit

# Set before Rasa is imported: nothing about our parents' questions, nor that we run at all, goes to anyone.
os.environ.update(
    RASA_TELEMETRY_ENABLED="false",
    TF_CPP_MIN_LOG_LEVEL="3",
    SQLALCHEMY_SILENCE_UBER_WARNING="1",
    CUDA_VISIBLE_DEVICES="-1",
    # Our matrices are small: threads of the arithmetic library wait for each other longer than they work.
    OPENBLAS_NUM_THREADS="1",
    OMP_NUM_THREADS="1",
)
os.environ.setdefault("ASKLINE_ACTIONS_URL", "http://127.0.0.1:5055")
# Rasa's own dependencies warn of their age at every start; they are pinned, and we can change none of them.
warnings.filterwarnings("ignore")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot import light  # noqa: E402


def model() -> Path:
    """The trained model that is served."""
    return Path(os.environ.get("ASKLINE_MODEL") or Path(os.environ.get("ASKLINE_VAR", "var")) / "models/askline.tar.gz")


def serve_arguments() -> list[str]:
    """What `rasa run` is told: our channel only, its HTTP API off, on the loopback address that the API calls."""
    address = urlsplit(os.environ.get("ASKLINE_RASA_URL", "http://127.0.0.1:5005"))
    return ["run", "--interface", str(address.hostname), "--port", str(address.port or 5005), "--model", str(model())]


def main() -> None:
    """Runs Rasa's own command line, patched."""
    if sys.argv[1:] == ["serve"]:
        sys.argv[1:] = serve_arguments()
        light.apply(model())
    # Only now, when `light` has had its say about what they import.
    from rasa.__main__ import main as rasa_main

    from bot import speed

    speed.apply()
    rasa_main()


if __name__ == "__main__":
    main()
