import subprocess


def log(branch: str, name: str) -> None:
    # ruleid: python-shell-command-injection
    subprocess.run(f"git log {branch}", shell=True, check=True)
    # ruleid: python-shell-command-injection
    subprocess.check_output("tar xf " + name, shell=True)
    # ruleid: python-shell-command-injection
    subprocess.Popen("ls %s" % name, stdout=None, shell=True)
    # ok: python-shell-command-injection
    subprocess.run(["git", "log", branch], check=True)
    # ok: python-shell-command-injection
    subprocess.run("df -h | sort", shell=True, check=True)
