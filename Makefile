# Everything that one does with Askline. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# uv finds pyenv's interpreters through this; without pyenv it is harmless.
export PYENV_VERSION ?= 3.10:3.11
export ASKLINE_VAR ?= var
# The councils' leaflets are not part of this repository. Where they lie beside it, they are read in.
LEAFLETS ?= ../shared/leaflets
LEAFLET_OPTION := $(if $(wildcard $(LEAFLETS)/*.txt),--leaflets $(LEAFLETS))
# Processes that tests run in; each starts what its tests need.
WORKERS ?= 2
QUESTIONS ?= tests/evaluation/questions.csv

PYTHON := .venv/bin/python
RASA := bot/.venv/bin/python -m bot
MODEL := $(ASKLINE_VAR)/models/askline.tar.gz
# What the running model learnt from approved corrections, where somebody switched to one that did (docs/adr/0019).
LEARNT := $(wildcard $(ASKLINE_VAR)/learnt.yml)
MODEL_INPUTS := $(LEARNT) config.yml domain.yml $(wildcard data/*/*.yml) $(addprefix bot/,sentence_encoder.py topic_classifier.py topic_sense.py known_words.py word_counts.py) kb/encoder.py

.PHONY: help install run test lint format train content danger evaluate baselines bench lock clean

help: ## List these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

install: .venv/.installed bot/.venv/.installed ## Set up both environments

run: install content $(MODEL) ## Set up what is missing, then start Askline (Ctrl-C stops it)
	@echo "Starting Askline ..."
	@exec $(PYTHON) -m api.run

test: install $(MODEL) ## Run every test
	$(PYTHON) -m pytest -n $(WORKERS)

lint: install ## Check style and types
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

format: install ## Put the code in shape
	.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

train: install $(MODEL) ## Train Rasa's model, if it is older than what it is made from

content: install ## Bring the database up to date with kb/content
	@$(PYTHON) -m kb load $(LEAFLET_OPTION)

danger: install ## Learn anew what sounds like danger, from kb/content/danger_sentences.yml and data/nlu
	$(PYTHON) -m tests.evaluation.learn_danger

evaluate: install $(MODEL) ## Measure the model on labelled questions (QUESTIONS=another.csv)
	$(PYTHON) -m tests.evaluation.evaluate $(QUESTIONS)
	$(if $(filter tests/evaluation/questions.csv,$(QUESTIONS)),$(PYTHON) -m tests.evaluation.dialogues)

baselines: install $(MODEL) ## The same beside other ways to understand, in one run (half an hour); writes docs/evaluation.md
	$(PYTHON) -m tests.evaluation.evaluate tests/evaluation/questions.csv tests/evaluation/unseen.csv \
	    tests/evaluation/unseen_2.csv --baselines --publish docs

bench: install $(MODEL) ## Measure speed and memory beside stock Rasa; writes docs/benchmarks.md
	$(PYTHON) -m tests.bench.run
	$(PYTHON) -m tests.bench.streams

lock: .uv/bin/uv ## Choose library versions anew and write both locks
	cd bot && ../.uv/bin/uv pip compile -q -p 3.10 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	.uv/bin/uv pip compile -q -p 3.11 --universal --group dev --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock

clean: ## Remove both environments and all state
	rm -rf .venv bot/.venv .uv .rasa var

.uv/bin/uv: requirements.lock
	@echo "Getting uv, the installer ..."
	@python3 -m venv .uv
	@awk '/^[a-z0-9]/ {on = /^uv==/} on' requirements.lock > .uv/uv.lock
	@.uv/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r .uv/uv.lock
	@touch $@

.venv/.installed: requirements.lock .uv/bin/uv
	@echo "Setting up the application's environment (Python 3.11) ..."
	@.uv/bin/uv venv --quiet --allow-existing -p 3.11 .venv
	@.uv/bin/uv pip sync -p .venv/bin/python --require-hashes requirements.lock
	@touch $@

bot/.venv/.installed: bot/requirements.lock .uv/bin/uv
	@echo "Setting up Rasa's environment (Python 3.10; 170 packages) ..."
	@.uv/bin/uv venv --quiet --allow-existing -p 3.10 bot/.venv
	@.uv/bin/uv pip sync -p bot/.venv/bin/python --require-hashes bot/requirements.lock
	@touch $@

$(MODEL): $(MODEL_INPUTS) | bot/.venv/.installed
	@mkdir -p $(@D)
	@echo "Training Rasa's model (one to two minutes); details in $(ASKLINE_VAR)/train.log ..."
	@$(RASA) train --skip-validation --data data $(LEARNT) --out $(@D) --fixed-model-name askline-new > $(ASKLINE_VAR)/train.log 2>&1 || { tail -20 $(ASKLINE_VAR)/train.log; exit 1; }
	@mv $(@D)/askline-new.tar.gz $@ && touch $@
