import paramiko


def connect(host: str):
    client = paramiko.SSHClient()
    # ruleid: python-ssh-any-host-key
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    # ruleid: python-ssh-any-host-key
    client.set_missing_host_key_policy(paramiko.WarningPolicy())
    # ok: python-ssh-any-host-key
    client.load_system_host_keys()
    # ok: python-ssh-any-host-key
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    client.connect(host)
