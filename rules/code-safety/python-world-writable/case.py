import os


def share(path: str) -> None:
    # ruleid: python-world-writable
    os.chmod(path, 0o777)
    # ruleid: python-world-writable
    os.chmod(path, 0o666)
    # ok: python-world-writable
    os.chmod(path, 0o750)
    # ok: python-world-writable
    os.chmod(path, 0o644)
