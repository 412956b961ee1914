import base64
import json
import pickle


def load(request, client, path):
    # ruleid: python-unsafe-deserialisation
    a = pickle.loads(base64.b64decode(request.cookies["session"]))
    # ruleid: python-unsafe-deserialisation
    b = pickle.loads(client.recv(4096))
    # ok: python-unsafe-deserialisation
    c = json.loads(request.body)
    with open(path, "rb") as index:
        # ok: python-unsafe-deserialisation
        d = pickle.load(index)
    return a, b, c, d
