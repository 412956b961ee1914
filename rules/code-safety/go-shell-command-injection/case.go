package main

import (
	"fmt"
	"os/exec"
)

func run(branch string) {
	// ruleid: go-shell-command-injection
	exec.Command("sh", "-c", fmt.Sprintf("git log %s", branch)).Run()
	// ruleid: go-shell-command-injection
	exec.Command("/bin/bash", "-c", "git log "+branch).Run()
	// ok: go-shell-command-injection
	exec.Command("git", "log", branch).Run()
	// ok: go-shell-command-injection
	exec.Command("sh", "-c", "df -h | sort").Run()
}
