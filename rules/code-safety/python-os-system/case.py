import os
import subprocess


def convert(path: str) -> None:
    # ruleid: python-os-system
    os.system("convert " + path + " out.png")
    # ruleid: python-os-system
    os.popen(f"file {path}").read()
    # ok: python-os-system
    os.system("clear")
    # ok: python-os-system
    subprocess.run(["convert", path, "out.png"], check=True)
