from Crypto.Cipher import AES, ARC4, DES
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def seal(key: bytes, nonce: bytes, data: bytes):
    # ruleid: python-weak-cipher
    a = DES.new(key, DES.MODE_CBC, nonce)
    # ruleid: python-weak-cipher
    b = AES.new(key, AES.MODE_ECB)
    # ok: python-weak-cipher
    c = AES.new(key, AES.MODE_GCM, nonce=nonce)
    # ok: python-weak-cipher
    d = AESGCM(key).encrypt(nonce, data, None)
    return a, b, c, d
