import os

from flask import request, send_file, send_from_directory
from werkzeug.utils import secure_filename


def serve(base: str, own: str):
    # ruleid: python-path-traversal
    path = os.path.join(base, request.args["name"])
    # ruleid: python-path-traversal
    return_file = send_file(request.args.get("file"))
    name = request.form.get("name")
    target = f"/srv/files/{name}"
    # ruleid: python-path-traversal
    with open(target) as stream:
        stream.read()
    # ok: python-path-traversal
    open(f"/srv/files/{int(request.args['number'])}")
    # ok: python-path-traversal
    safe = os.path.join(base, secure_filename(request.args["name"]))
    # ok: python-path-traversal
    other = os.path.join(base, own)
    return path, return_file, safe, other, send_from_directory(base, own)
