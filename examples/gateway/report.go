package main

import (
	"fmt"
	"log"
	"net/http"
	"os/exec"
	"strconv"
)

const logFile = "/var/log/orchid/access.log"

// report shows the last lines of the access log, or those that hold a word.
func report(w http.ResponseWriter, r *http.Request) {
	count, err := strconv.Atoi(r.FormValue("lines"))
	if err != nil || count < 1 || count > 500 {
		count = 50
	}
	command := exec.Command("tail", "-n", strconv.Itoa(count), logFile)
	if word := r.FormValue("word"); word != "" {
		command = exec.Command("sh", "-c", fmt.Sprintf("grep -i %s %s | tail -n %d", word, logFile, count))
	}
	text, err := command.Output()
	if err != nil {
		log.Print(err)
		http.Error(w, "no report", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write(text)
}
