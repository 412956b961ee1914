#!/usr/bin/env bash
set -euo pipefail

# ruleid: bash-pipe-to-shell
curl -fsSL https://get.acme.dev/cli | bash

# ruleid: bash-pipe-to-shell
wget -qO- https://get.acme.dev/cli | sudo sh -s -- --yes

# ok: bash-pipe-to-shell
curl -fsSLo /tmp/cli.sh https://get.acme.dev/cli

# ok: bash-pipe-to-shell
curl -fsS https://api.acme.dev/version | jq -r .version
