import os

import psycopg2
import redis


def connect():
    # ruleid: python-hardcoded-password
    a = psycopg2.connect(host="db.acme.dev", user="shop", password="Wint3r-0rchid")
    # ruleid: python-hardcoded-password
    b = redis.Redis(host="cache", password="Wint3r-0rchid", db=1)
    # ok: python-hardcoded-password
    c = psycopg2.connect(host="db.acme.dev", password=os.environ["DB_PASSWORD"])
    # ok: python-hardcoded-password
    d = psycopg2.connect(host="localhost", password="postgres")
    return a, b, c, d
