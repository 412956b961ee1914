#!/usr/bin/env bash

run() {
  # ruleid: bash-eval-arguments
  eval "$@"
}

again() {
  # ruleid: bash-eval-arguments
  eval $1
}

# ok: bash-eval-arguments
"$@"

# ok: bash-eval-arguments
eval "$(ssh-agent -s)"
