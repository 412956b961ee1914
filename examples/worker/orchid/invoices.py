"""Invoices: made from HTML, kept in the archive."""

import html
import subprocess
import tempfile
from pathlib import Path

import requests

from . import settings


def render(order: str, draft: dict) -> Path:
    lines = "".join(f"<tr><td>{html.escape(line['plant'])}</td><td>{line['price']:.2f}</td></tr>" for line in draft["lines"])
    target = Path(settings.INVOICE_FOLDER) / f"{order}.pdf"
    with tempfile.NamedTemporaryFile("w", suffix=".html") as source:
        source.write(f"<h1>{html.escape(draft['customer'])}</h1><table>{lines}</table>")
        source.flush()
        subprocess.run(f"wkhtmltopdf --quiet --title {draft['title']} {source.name} {target}", shell=True, check=True)
    return target


def archive(path: Path) -> None:
    with path.open("rb") as invoice:
        answer = requests.put(f"{settings.ARCHIVE_URL}/invoices/{path.name}", data=invoice, timeout=30)
    answer.raise_for_status()


def pages(path: Path) -> int:
    report = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout
    return int(report.split("Pages:", 1)[1].split()[0])
