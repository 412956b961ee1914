#!/usr/bin/env bash

# ruleid: bash-rm-empty-variable
rm -rf "$BUILD_DIR"/*
# ruleid: bash-rm-empty-variable
rm -rf $PREFIX/
# ok: bash-rm-empty-variable
rm -rf "${BUILD_DIR:?}"/*
# ok: bash-rm-empty-variable
rm -rf build/cache
