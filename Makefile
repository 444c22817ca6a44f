# Tests and the binary come from one release build with testing enabled: in debug the simulator is far too slow.
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

# Swift itself is assumed. Git and certificates are what the package manager needs to fetch dependencies.
PACKAGES := liblapacke-dev libopenblas-dev libnlopt-dev libsqlite3-dev pkg-config git ca-certificates
FLAGS := -c release -Xswiftc -enable-testing
SWIFT_FILES := Sources Tests Package.swift experiments/fuzz experiments/benchmarks/Sources experiments/benchmarks/Package.swift
INGOT := .build/release/ingot
RESULTS := experiments/results
VENV := notebooks-export/.venv
DOCUMENTED := BayesianOptimization SearchSpace GaussianProcess ParetoFront LinearAlgebra LocalOptimization \
    WaferArchitecture LanguageModel MeshNetwork TrainingStrategy AnalyticalModel WaferSimulator SparseAttention \
    ConfigurationFile CoDesign Campaign Reporting

# What `make bench` runs: parts and options of experiments/benchmarks, as its README has them.
ARGUMENTS :=

.PHONY: help run test compare bench chaos fuzz slurm build deps swift format lint docs notebooks clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## install what is missing, build, and run experiments/quickstart.yaml anew
	@mkdir -p $(RESULTS)
	@rm -f $(RESULTS)/quickstart.ingot $(RESULTS)/quickstart.ingot-* $(RESULTS)/quickstart.csv
	$(INGOT) run experiments/quickstart.yaml --checkpoint $(RESULTS)/quickstart.ingot
	$(INGOT) export pareto $(RESULTS)/quickstart.ingot --output $(RESULTS)/quickstart.csv

# When all pass, nothing comes after the tests, so that their closing line is the last one; else what failed is said again.
# `swift test` would build once more, with settings of its own.
test: lint deps swift ## install what is missing, lint, build, and run every test
	swift build $(FLAGS) --build-tests
	@echo swift test --skip-build $(FLAGS) --disable-xctest
	@swift test --skip-build $(FLAGS) --disable-xctest 2>&1 | tee .build/tests.log || { \
	    printf '\nWhat failed, again:\n'; grep -a -A 6 'recorded an issue' .build/tests.log | cut -c 1-400; exit 1; } >&2

compare: build ## print the hypervolumes of experiments/gpt3-175b.yaml by method and seed, about 10 minutes
	@mkdir -p $(RESULTS)/compare
	@rm -f $(RESULTS)/compare/*
	@for method in sobol nsga2 two-stage mfbo; do \
	    sed "s/method: mfbo/method: $$method/" experiments/gpt3-175b.yaml > $(RESULTS)/compare/$$method.yaml; \
	    for seed in 1 2 3 4 5; do \
	        printf '%s seed %s ' $$method $$seed; \
	        $(INGOT) run $(RESULTS)/compare/$$method.yaml --seed $$seed --quiet \
	            --checkpoint $(RESULTS)/compare/$$method-$$seed.ingot | grep '^hypervolume'; \
	    done; \
	done

bench: deps swift ## print one table of speed and search quality beside the peers' figures, or parts of it by ARGUMENTS=
	swift build -c release --package-path experiments/benchmarks
	experiments/benchmarks/.build/release/benchmarks $(ARGUMENTS)

chaos: build ## kill campaigns 300 times and compare what they come to, about 3 minutes, or KILLS= times
	INGOT=$(INGOT) experiments/chaos/chaos.sh $(or $(KILLS),300)

fuzz: deps swift ## hand mutated campaigns, designs, answers and checkpoints to the program, 100,000 or CASES= of them
	swift build $(FLAGS) --product ingot-fuzz
	.build/release/ingot-fuzz --cases $(or $(CASES),100000)

slurm: build ## run a campaign on a Slurm of three nodes on this machine, losing one of them; measure efficiency
	INGOT=$(abspath $(INGOT)) experiments/slurm/run.sh
	INGOT=$(abspath $(INGOT)) experiments/slurm/efficiency.sh

build: deps swift ## build the command, as .build/release/ingot
	swift build $(FLAGS)

format: swift ## format every Swift file in place
	swift format --in-place --recursive $(SWIFT_FILES)

lint: swift ## check the format of every Swift file
	swift format lint --strict --recursive $(SWIFT_FILES)

docs: deps swift ## write the reference documentation to .build/documentation
	@mkdir -p .build/documentation
	swift package --allow-writing-to-directory .build/documentation generate-documentation \
	    $(addprefix --target ,$(DOCUMENTED)) --enable-experimental-combined-documentation \
	    --disable-indexing --output-path .build/documentation

notebooks: $(VENV)/.installed ## execute notebooks-export/pareto.ipynb on the quick start's CSV, or on CSV=FILE
	@if [[ -z "$(CSV)" && ! -f $(RESULTS)/quickstart.csv ]]; then $(MAKE) --no-print-directory run; fi
	@mkdir -p $(RESULTS)
	INGOT_CSV="$(abspath $(or $(CSV),$(RESULTS)/quickstart.csv))" $(VENV)/bin/jupyter nbconvert \
	    --to html --execute notebooks-export/pareto.ipynb --output-dir $(RESULTS) --output pareto.html

$(VENV)/.installed: notebooks-export/requirements.txt
	@command -v python3 >/dev/null && python3 -c 'import ensurepip, venv' 2>/dev/null || { $(call install,python3-venv); }
	python3 -m venv --clear $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r notebooks-export/requirements.txt
	@touch $@

clean: ## remove everything that was built or measured here
	rm -rf .build .build-* experiments/benchmarks/.build $(RESULTS) $(VENV)

swift:
	@command -v swift >/dev/null || { \
	    echo "swift is missing: install Swift 6.3 from https://www.swift.org/install/linux and put it on the PATH" >&2; \
	    exit 1; }

deps: ## install the Debian packages that are missing
	@if command -v dpkg-query >/dev/null; then \
	    missing=(); \
	    for package in $(PACKAGES); do \
	        case $$package in pkg-config | git) command -v $$package >/dev/null && continue ;; esac; \
	        status=$$(dpkg-query -W -f='$${db:Status-Status}' $$package 2>/dev/null || true); \
	        if [[ $$status != installed ]]; then missing+=($$package); fi; \
	    done; \
	    if (( $${#missing[@]} )); then $(call install,$${missing[*]}); fi; \
	elif ! { command -v pkg-config && command -v git && pkg-config --exists lapacke openblas nlopt sqlite3; } \
	    >/dev/null; then \
	    echo "needed, with their development files: LAPACKE, OpenBLAS, NLopt, SQLite; also pkg-config and git." >&2; \
	    echo "pkg-config must find: lapacke, openblas, nlopt, sqlite3." >&2; \
	    exit 1; \
	fi

# Installs Debian packages as root or through a sudo that asks nothing; else says what to run, and stops.
define install
packages="$(1)"; \
if ! command -v apt-get >/dev/null; then \
    echo "missing: $$packages" >&2; exit 1; \
elif [[ $$(id -u) == 0 ]]; then as_root=(env); \
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root=(sudo env); \
else \
    echo "missing packages; run this, then make again:" >&2; \
    echo "    sudo apt-get update && sudo apt-get install -y $$packages" >&2; \
    exit 1; \
fi; \
echo "installing $$packages" >&2; \
as_root+=(DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300); \
"$${as_root[@]}" update || echo "apt-get update failed; going on with the package lists that are here" >&2; \
"$${as_root[@]}" install -y --no-install-recommends $$packages
endef
