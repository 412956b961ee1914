import random
import secrets
import string


def issue():
    # ruleid: python-predictable-token
    reset_token = "".join(random.choice(string.ascii_letters) for _ in range(32))
    # ruleid: python-predictable-token
    otp = random.randint(100000, 999999)
    # ok: python-predictable-token
    session_id = secrets.token_urlsafe(32)
    # ok: python-predictable-token
    delay = random.randint(1, 5)
    return reset_token, otp, session_id, delay
