# The project's commands; `make` alone lists them.

PYTHON ?= python3

# The sources are used where they stand, and are not installed.
export PYTHONPATH := hooks
# mkdocs-material advertises against MkDocs 2 on every build, where only problems should be read.
export NO_MKDOCS_2_WARNING := 1

# What users write in these is text. Make would expand `$(shell …)` in it, and a shell would run more:
# make takes it literally, and recipes find it in the environment.
TEXTS := AGAINST ARGS AT BASE DATE FILE HEAD OUT PAGE SERIES SITE SITES UPGRADE VERSION YES
is_given = $(filter-out undefined,$(origin $(1)))
$(foreach text,$(TEXTS),$(if $(call is_given,$(text)),$(eval override $(text) := $$(value $(text)))))
$(foreach text,$(TEXTS),$(if $(call is_given,$(text)),$(eval export $(text))))

# In a forge's log a line may be a command of the runner; what data says must never be one.
INERT = $(if $(GITHUB_ACTIONS),$(RUN) tools/ci/inert_text.py)
RUN := .venv/bin/python
# The same, with the words of ARGS after what stands here.
RUN_ARGS := $(RUN) -I tools/env/with_arguments.py
# Also a blank BASE is handed on, and refused: it must not look like a comparison.
BASE_OPTION := $(if $(call is_given,BASE),--base="$$BASE")
READY := @$(PYTHON) -I tools/env/environment.py requirements.txt
READY_SHARE := @$(PYTHON) -I tools/env/environment.py requirements-share.txt
READY_DEV := @$(PYTHON) -I tools/env/environment.py requirements-dev.txt
# Each in an environment of its own.
READY_BENCH := @$(PYTHON) -I tools/env/environment.py requirements-bench.txt .venv-bench
READY_PROGRAMS := @$(PYTHON) -I tools/env/environment.py requirements-programs.txt .venv-programs
READY_PROPERDOCS := @$(PYTHON) -I tools/env/environment.py requirements-properdocs.txt .venv-properdocs

.DEFAULT_GOAL := help
.PHONY: help serve site share publish publishable keep addresses verify nginx apache caddy check annotate compare-pages judge touched new sheet import as-of gather migrate stamp update release schemas guide test audit bench bench-check init facts lint format dependencies coverage mutants swarm fuzz edits rules-off made-records programs vulnerabilities properdocs same-site lock clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1	\2/p' $(firstword $(MAKEFILE_LIST)) | \
		awk -F '\t' '{ printf "make %-9s %s\n", $$1, $$2 }'

serve: ## show the site on http://127.0.0.1:8000 and rebuild it at every change
	$(READY)
	@$(RUN) -m terang_mkdocs serve

site: ## build the site into site/; every warning is an error; ARGS=--force also unchanged
	$(READY)
	@$(INERT) $(RUN_ARGS) -m terang_mkdocs site

share: ## draw the images for links to series and of their charts; what is drawn already stays
	$(READY_SHARE)
	@$(RUN) -m terang_mkdocs share

# States depend on the day, not on the hour: noon in UTC is the same day in all of Indonesia.
publish: ## build the site as the forge does: twice on one day gives the same bytes
	$(READY_SHARE)
	@SOURCE_DATE_EPOCH=$$(($$(date +%s) / 86400 * 86400 + 43200)); export SOURCE_DATE_EPOCH; \
	$(INERT) $(RUN) -m terang_mkdocs share && \
	$(INERT) $(RUN) -m terang_mkdocs site --images --parquet --compressed \
		--commit "$$(git describe --always --abbrev=40 --exclude='*' --dirty 2>/dev/null)"

publishable: ## may this commit be published after what was published last? else exit status 1
	$(READY)
	@$(RUN) tools/ci/published.py check

keep: ## add the built site to the branch `published`; ARGS=--push also pushes it
	$(READY)
	@$(RUN_ARGS) tools/ci/published.py keep --record .cache/record

addresses: ## try the addresses of all sources; OUT=<file.md> takes the list of those that do not open
	$(READY)
	@$(INERT) $(RUN) tools/ci/addresses.py $${OUT:+--out="$$OUT"}

verify: ## is a published site what the repository says? AT=<folder or address>
	$(READY_SHARE)
	@$(INERT) $(RUN) -m terang_mkdocs verify -- "$${AT:-site}"

nginx: ## write the configuration for nginx, made for this site's address
	$(READY)
	@$(RUN) -m terang_mkdocs nginx

apache: ## write .htaccess for Apache, made for this site's address
	$(READY)
	@$(RUN) -m terang_mkdocs apache

caddy: ## write the Caddyfile, made for this site's address
	$(READY)
	@$(RUN) -m terang_mkdocs caddy

check: ## validate data and pages; BASE=main also refuses silent edits against main
	$(READY)
	@$(INERT) $(RUN) -m terang check $(BASE_OPTION)

annotate: ## the check as a forge shows it: problems on their lines, the change report beside them
	$(READY)
	@$(RUN) tools/ci/annotations.py $(BASE_OPTION)

# The tools beyond those of a build read pages as a browser does, and ask one where there is one.
compare-pages: ## build BASE=main and what is here (or take SITE=<folder>), and say which pages differ; OUT=<folder> draws them
	$(READY_DEV)
	@PYTHONPATH=hooks:tools/bench:tools/ci $(RUN) -m compare_pages $(BASE_OPTION) --site="$$SITE" --out="$$OUT"

judge: ## judge a change by its base's software: HEAD=<commit>, BASE=<commit> (else the present one)
	$(READY)
	@$(RUN) tools/ci/judge.py --fetch --head "$$HEAD" $(BASE_OPTION)

touched: ## tell a forge whether more than data changed since BASE=<commit>
	$(READY)
	@$(RUN) tools/ci/change_scope.py "$$BASE"

new: ## add an entry by question and answer; ARGS="--series … --kind …" asks less
	$(READY)
	@$(RUN_ARGS) -m terang new

sheet: ## write a spreadsheet to fill in: SERIES=<id> for one series, OUT=<file.xlsx>
	$(READY)
	@$(RUN) -m terang sheet --series="$$SERIES" --out="$$OUT"

import: ## read a spreadsheet into entry files: FILE=<.xlsx or .csv>, SERIES=<id>, YES=1 asks nothing
	$(READY)
	@$(RUN) -m terang import --series="$$SERIES" $${YES:+--yes} -- "$$FILE"

as-of: ## write the data as it stood on a day: DATE=2026-11-30, OUT=<new folder>
	$(READY)
	@$(RUN) -m terang as-of --date="$$DATE" --out="$$OUT"

schemas: ## write anew what editors know about the data files
	$(READY)
	@$(RUN) -m terang schemas

guide: ## write docs/problems.md, the tables of keys, macros and modules, and the snippets anew
	$(READY)
	@$(RUN) tools/docs/data_guide.py
	@$(RUN) tools/docs/macro_guide.py
	@$(RUN) tools/docs/module_map.py
	@$(RUN) tools/docs/problem_guide.py

gather: ## read many published sites into one database: SITES=<list.yml>, OUT=<folder>, RECORD=<root>
	$(READY_SHARE)
	@$(RUN) -m terang_nation --sites="$$SITES" --out="$$OUT" --record="$$RECORD"

migrate: ## turn data of an older format into the present one; reads the days from git
	$(READY)
	@$(RUN) -m terang migrate

update: ## take a version of the software: VERSION=v0.9.0 or FILE=<archive>; ARGS=--undo goes back
	$(READY)
	@$(RUN) tools/release/update.py

release: ## make the files of a release from this commit, and say what is left to do; OUT=<folder>
	$(READY)
	@$(RUN) tools/release/make_release.py

stamp: ## say that a translation is current: PAGE=content/en/index.md
	$(READY)
	@$(RUN) -m terang stamp -- "$$PAGE"

# All tests take a process for each processor; ARGS=--numprocesses=0 keeps them in one.
test: ## run the tests; ARGS="-k periods" runs some
	$(READY_DEV)
	@$(INERT) $(RUN_ARGS) -m pytest

bench: ## measure builds of made-up sites; ARGS="--sizes 10 100 --runs 1"
	$(READY)
	$(READY_BENCH)
	@$(RUN_ARGS) tools/bench/bench.py

bench-check: ## measure the check against a base, here and with 3,000 new entries; fails if too slow
	$(READY)
	@PYTHONPATH=hooks:tools/bench:tools/ci $(RUN_ARGS) -m check_times

init: ## a clean site for another area, by question and answer; ARGS="--area …" asks less
	$(READY)
	@$(RUN_ARGS) -m terang init

facts: ## write the tables in docs/record/ anew from docs/record/facts.yml and the data
	$(READY)
	@$(RUN) tools/docs/facts_table.py

# Needs npm, Java and Chromium; the checkers are those of tests/audit/package-lock.json.
AUDIT := .cache/audit

audit: ## check pages with the Nu checker and Lighthouse; ARGS=--html for the former alone
	$(READY)
	@mkdir -p $(AUDIT) && cp tests/audit/package.json tests/audit/package-lock.json $(AUDIT)
	@npm ci --prefix $(AUDIT) --no-audit --no-fund --ignore-scripts --loglevel=error
	@$(INERT) $(RUN_ARGS) tools/ci/audit.py $(AUDIT)/node_modules

# All six run, whichever fails. `lint-imports` runs by its path, because the first line of a script
# names a folder that may have been moved.
lint: ## check style, types, layers, language and workflows
	$(READY_DEV)
	@failed=0; \
	$(RUN) -m ruff check || failed=1; \
	$(RUN) -m ruff format --check || failed=1; \
	$(RUN) -m mypy || failed=1; \
	$(RUN) .venv/bin/lint-imports --no-logo || failed=1; \
	$(RUN) tools/ci/language_lint.py || failed=1; \
	$(RUN) tools/ci/workflow_lint.py || failed=1; \
	exit $$failed

format: ## set style right where a tool can
	$(READY_DEV)
	@$(RUN) -m ruff check --fix-only
	@$(RUN) -m ruff format

dependencies: ## write docs/dependencies.md anew from the lock files and tools/docs/dependencies.yml
	$(READY_DEV)
	$(READY_BENCH)
	$(READY_PROGRAMS)
	$(READY_PROPERDOCS)
	@$(RUN) tools/docs/dependency_page.py

coverage: ## measure which branches of the core the tests take; fails below 95 %
	$(READY_DEV)
	@mkdir -p .cache
	@$(RUN_ARGS) -m pytest --cov=terang --cov-branch --cov-report=term \
		--cov-report=json:.cache/coverage.json
	@$(RUN) tools/ci/branch_coverage.py .cache/coverage.json

mutants: ## break the core one small piece at a time and count what the tests find; takes an hour
	$(READY_DEV)
	@$(RUN_ARGS) tools/ci/mutants.py

swarm: ## try the software on 10,000 made-up catalogs and 200 sites; ARGS="--catalogs 500 --sites 9"
	$(READY_DEV)
	@$(RUN_ARGS) -m tests.swarm

edits: ## count the kinds of edits that the guard refuses, reports and lets pass in silence
	$(READY_DEV)
	@$(RUN_ARGS) -m tests.guard.edit_counts

rules-off: ## switch off each rule of the guard in turn; fails where no test notices
	$(READY_DEV)
	@$(RUN_ARGS) -m tests.guard.rules_switched_off

# Every week: a weakness is often found long after a package was locked.
vulnerabilities: ## ask whether a locked package has a known weakness; needs the network
	$(READY_DEV)
	@$(RUN_ARGS) tools/ci/vulnerabilities.py

# Every week: the same seed gives the same files, and a longer time more of them.
fuzz: ## give changed bytes to what reads data and pages, for five minutes; ARGS="--seconds 3600"
	$(READY_DEV)
	@$(RUN_ARGS) -m tests.fuzz

# Every week: the two were written apart from each other, from the rules alone.
made-records: ## compare both readings of the rules on 10,000 made-up records
	$(READY_DEV)
	@TERANG_MADE_RECORDS=$${TERANG_MADE_RECORDS:-10000} $(RUN_ARGS) -m pytest tests/property

# Every week: LibreOffice alone takes as long to install as all else. They are no `test_*.py`, so
# that `make test` passes them over.
programs: ## open the downloads with LibreOffice, Datasette and Vega, as those who take them do
	$(READY_DEV)
	$(READY_PROGRAMS)
	@$(RUN_ARGS) -m pytest --numprocesses=0 tests/programs/libreoffice.py tests/programs/datasette.py tests/programs/vega.py

properdocs: ## publish with ProperDocs, which continues MkDocs 1.x, and compare with what MkDocs makes
	$(READY_SHARE)
	$(READY_PROPERDOCS)
	@$(RUN) tools/ci/successor.py .venv-properdocs/bin/python

same-site: ## compare what this software builds with what that of AGAINST=<commit> builds
	$(READY)
	@PYTHONPATH=hooks:tools/bench:tools/ci $(RUN_ARGS) -m same_site "$$AGAINST"

lock: ## write the lock files anew; UPGRADE=1 takes the newest versions
	$(READY_DEV)
	@$(RUN) tools/env/lock.py $${UPGRADE:+--upgrade}

clean: ## remove what the commands made, but not .venv*/
	@rm -rf site .site-* .coverage .coverage.* htmlcov
	@rm -rf .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find hooks tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
