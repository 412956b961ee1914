"""Takes jobs from the queue, one after the other."""

import json
import logging
import pickle

import redis

from . import invoices, settings

log = logging.getLogger("orchid.jobs")


def main() -> None:
    client = redis.Redis.from_url(settings.REDIS_URL)
    while True:
        _, message = client.blpop("jobs")
        run(client, json.loads(message))


def run(client: redis.Redis, job: dict) -> None:
    draft = pickle.loads(client.get(f"draft:{job['order']}"))
    try:
        path = invoices.render(job["order"], draft)
        invoices.archive(path)
    except OSError:
        log.exception("order %s failed", job["order"])
        if job.get("attempt", 0) < settings.RETRIES:
            client.rpush("jobs", json.dumps({**job, "attempt": job.get("attempt", 0) + 1}))
