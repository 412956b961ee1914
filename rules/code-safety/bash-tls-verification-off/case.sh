#!/usr/bin/env bash

# ruleid: bash-tls-verification-off
curl -sk https://api.acme.dev/health
# ruleid: bash-tls-verification-off
wget --no-check-certificate https://files.acme.dev/a.tgz
# ok: bash-tls-verification-off
curl -s --cacert ca.pem https://api.acme.dev/health
# ok: bash-tls-verification-off
curl -k https://localhost:8443/health
