import tempfile


def scratch():
    # ruleid: python-mktemp
    a = tempfile.mktemp()
    # ruleid: python-mktemp
    b = tempfile.mktemp(suffix=".csv")
    # ok: python-mktemp
    c, path = tempfile.mkstemp()
    # ok: python-mktemp
    d = tempfile.TemporaryDirectory()
    return a, b, c, path, d
