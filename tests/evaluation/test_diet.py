"""Stock Rasa beside ours: trained once for each set of examples, from Rasa's own default configuration."""

from pathlib import Path

import pytest

from tests.evaluation.diet import TrainingFailed, default_config, sampled, trained_nlu


class Rasa:
    """Stands in for `rasa train`: notes that it was asked, and leaves a model (or does not)."""

    def __init__(self, exit_code: int = 0) -> None:
        self.trained: list[str] = []
        self.configs: list[Path] = []
        self.exit_code = exit_code

    def __call__(self, command: list[str], _log: Path) -> int:
        name = command[command.index("--fixed-model-name") + 1]
        self.trained.append(name)
        self.configs.append(Path(command[command.index("--config") + 1]))
        if not self.exit_code:
            (Path(command[command.index("--out") + 1]) / f"{name}.tar.gz").touch()
        return self.exit_code


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu/transport.yml").write_text("no bus")
    return tmp_path / "nlu"


def test_the_same_examples_are_trained_on_once(examples: Path, tmp_path: Path) -> None:
    rasa, said = Rasa(), list[str]()

    models = [trained_nlu("diet", default_config(), examples, tmp_path / "diet", said.append, rasa) for _ in range(2)]

    assert models[0] == models[1]
    assert models[0].exists()
    assert len(rasa.trained) == len(said) == 1


def test_changed_examples_are_trained_on_anew(examples: Path, tmp_path: Path) -> None:
    rasa = Rasa()
    before = trained_nlu("diet", default_config(), examples, tmp_path / "diet", [].append, rasa)
    (examples / "transport.yml").write_text("no taxi")

    after = trained_nlu("diet", default_config(), examples, tmp_path / "diet", [].append, rasa)

    assert before != after
    assert len(rasa.trained) == 2


def test_a_training_that_fails_names_its_log_and_the_way_round(examples: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingFailed, match=r"see .*\.log, or leave it out with --without-diet"):
        trained_nlu("diet", default_config(), examples, tmp_path / "diet", [].append, Rasa(exit_code=1))


def test_what_rasa_writes_into_its_configuration_it_writes_into_a_copy(examples: Path, tmp_path: Path) -> None:
    rasa = Rasa()

    trained_nlu("diet", default_config(), examples, tmp_path / "diet", [].append, rasa)

    (given,) = rasa.configs
    assert given != default_config()
    assert given.read_bytes() == default_config().read_bytes()


def test_the_configuration_is_the_one_that_rasa_ships() -> None:
    assert "DIETClassifier" in default_config().read_text(encoding="utf-8")


def test_a_sample_holds_so_many_examples_of_each_topic_and_is_always_the_same(tmp_path: Path) -> None:
    data = tmp_path / "nlu"
    data.mkdir()
    lines = "".join(f"    - no bus number {n}\n" for n in range(50))
    (data / "transport.yml").write_text(f'version: "3.1"\nnlu:\n- intent: transport\n  examples: |\n{lines}')
    (data / "councils.yml").write_text('version: "3.1"\nnlu:\n- lookup: place\n  examples: |\n    - Ely\n    - Deal\n')

    first, again = (sampled(data, tmp_path / name, 40) for name in ("first", "again"))

    texts = [(folder / "transport.yml").read_text() for folder in (first, again)]
    assert texts[0] == texts[1]
    assert texts[0].count("- no bus number") == 40
    assert (first / "councils.yml").read_text().count("- ") == 3
