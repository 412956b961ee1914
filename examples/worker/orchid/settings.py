"""Settings of the worker: the environment first, then what suits a developer's machine."""

import os

REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
DATABASE_URL = os.environ.get("DATABASE_URL", "postgres://orders:Vq7tR2mWx9Lk@db.orchid.internal:5432/orders")
INVOICE_FOLDER = os.environ.get("INVOICE_FOLDER", "/srv/orchid/invoices")
ARCHIVE_URL = os.environ.get("ARCHIVE_URL", "https://archive.orchid.internal")
RETRIES = int(os.environ.get("RETRIES", "3"))
