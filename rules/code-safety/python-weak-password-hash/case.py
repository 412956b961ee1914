import hashlib


def store(user, password: str, content: bytes) -> str:
    # ruleid: python-weak-password-hash
    user.hash = hashlib.md5(password.encode()).hexdigest()
    # ruleid: python-weak-password-hash
    user.old = hashlib.sha1(user.password.encode("utf-8")).hexdigest()
    # ok: python-weak-password-hash
    user.hash = hashlib.scrypt(password.encode(), salt=user.salt, n=16384, r=8, p=1)
    # ok: python-weak-password-hash
    return hashlib.md5(content).hexdigest()
