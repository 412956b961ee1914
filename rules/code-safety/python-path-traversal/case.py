import os

from flask import request, send_file, send_from_directory
from werkzeug.utils import secure_filename


def serve(base: str, own: str):
    # ruleid: python-path-traversal
    path = os.path.join(base, request.args["name"])
    # ruleid: python-path-traversal
    return_file = send_file(request.args.get("file"))
    # ok: python-path-traversal
    safe = os.path.join(base, secure_filename(request.args["name"]))
    # ok: python-path-traversal
    other = os.path.join(base, own)
    return path, return_file, safe, other, send_from_directory(base, own)
