"""`python -m api.learning TRIAL`, started by the console: trains a model and compares it. The settings come as JSON on
standard input: they may hold the database's password, and arguments are for all to see.

It ends with the API that started it: who stops Askline does not want a training to go on.
"""

import os
import signal
import sys
import time
from types import FrameType

import structlog

from api.learning.trials import ENDED, end
from api.learning.watched import Watched
from api.learning.work import Stopped, TrainingFailed, Work
from api.logs import configure_logs
from kb.database import connect
from kb.settings import Settings

BEAT_SECONDS = 3.0

log = structlog.get_logger()


def main(trial_id: str, settings: Settings) -> int:
    """Makes the trial; returns the exit status."""
    configure_logs(settings.log_level)
    engine = connect(settings.database)
    parent, beaten = os.getppid(), time.monotonic()

    def look() -> None:
        nonlocal beaten
        if os.getppid() != parent:
            raise Stopped
        if time.monotonic() - beaten >= BEAT_SECONDS:
            beaten = time.monotonic()
            work.say()

    work = Work(engine, settings, trial_id, Watched(look, settings.training_minutes * 60))
    signal.signal(signal.SIGTERM, _stop)
    try:
        work.train()
        end(engine, trial_id, "ready", result=work.compare().as_data())
    except Stopped:
        end(engine, trial_id, "failed", reason=ENDED)
    except TrainingFailed as error:
        end(engine, trial_id, "failed", reason=str(error))
    except Exception as error:
        # Whatever it is, an adviser must not wait for ever; the log says where to look.
        log.exception("training_broke", trial=trial_id, kind=type(error).__name__)
        end(engine, trial_id, "failed", reason="Something went wrong inside Askline. See its log, and try again.")
        return 1
    finally:
        engine.dispose()
    return 0


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Settings.model_validate_json(sys.stdin.read())))
