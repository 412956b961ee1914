#!/usr/bin/env bash

# ruleid: bash-chmod-777
chmod -R 777 /srv/uploads
# ruleid: bash-chmod-777
chmod a+rwx run.sh
# ok: bash-chmod-777
chmod 755 run.sh
# ok: bash-chmod-777
chmod u+x,go+r run.sh
