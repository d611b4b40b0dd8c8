"""Files of models: put in place at a stroke, told apart by their training, and not kept for ever."""

import os

import pytest

from api.learning.files import ModelFiles, model_id_of
from tests.learning.conftest import a_model


def test_a_model_is_known_by_its_training(files):
    assert model_id_of(files.running) == "first"


def test_another_one_under_the_same_name_is_noticed(files, tmp_path):
    assert model_id_of(files.running) == "first"

    files.put_in_place(a_model(tmp_path / "other.tar.gz", "second"))

    assert model_id_of(files.running) == "second"


@pytest.mark.parametrize("content", [None, b"", b"no model"])
def test_what_is_no_model_has_no_id(tmp_path, content):
    path = tmp_path / "model.tar.gz"
    if content is not None:
        path.write_bytes(content)

    assert model_id_of(path) == ""


def test_a_copy_is_a_file_of_its_own(files):
    """Rasa writes a model over the file of that name: it must not be another name of a kept one."""
    files.keep_running()

    a_model(files.running, "third")

    assert model_id_of(files.before("first")) == "first"


def test_only_the_newest_are_kept(files):
    for number in range(4):
        for path in (files.candidate(f"trial{number}"), files.before(f"model{number}")):
            a_model(path)
            os.utime(path, (number, number))

    files.tidy(kept=2)

    left = sorted(path.name.removesuffix(".tar.gz") for path in files.folder.glob("*.tar.gz"))
    assert left == ["askline", "before-model2", "before-model3", "candidate-trial2", "candidate-trial3"]


def test_an_id_never_leads_out_of_the_folder(files):
    assert files.candidate("../../etc/passwd").parent == files.before("a/b").parent == files.folder


def test_what_was_learnt_is_written_once(files):
    assert files.write_corrections("one")
    assert not files.write_corrections("one")
    assert files.write_corrections("two")
    assert files.corrections.read_text() == "two"
    assert isinstance(files, ModelFiles)
