import jwt


def user(token: str, key: str):
    # ruleid: python-jwt-unverified
    a = jwt.decode(token, options={"verify_signature": False})
    # ruleid: python-jwt-unverified
    b = jwt.decode(token, key, algorithms=["HS256", "none"])
    # ok: python-jwt-unverified
    c = jwt.decode(token, key, algorithms=["RS256"])
    # ok: python-jwt-unverified
    d = jwt.encode({"sub": "a"}, key, algorithm="HS256")
    return a, b, c, d
