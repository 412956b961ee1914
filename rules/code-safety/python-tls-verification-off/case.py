import ssl

import requests


def load(url: str):
    # ruleid: python-tls-verification-off
    a = requests.get(url, timeout=5, verify=False)
    session = requests.Session()
    # ruleid: python-tls-verification-off
    session.verify = False
    # ok: python-tls-verification-off
    b = requests.get(url, timeout=5, verify="/etc/ssl/acme-ca.pem")
    # ok: python-tls-verification-off
    context = ssl.create_default_context()
    return a, session, b, context
