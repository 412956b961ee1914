import yaml


def read(text: str):
    # ruleid: python-yaml-load
    a = yaml.safe_load(text)
    # ruleid: python-yaml-load
    b = yaml.safe_load(text)
    # ok: python-yaml-load
    c = yaml.safe_load(text)
    # ok: python-yaml-load
    d = yaml.load(text, Loader=yaml.SafeLoader)
    return a, b, c, d
