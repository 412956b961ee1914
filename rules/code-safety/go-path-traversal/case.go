package main

import (
	"net/http"
	"os"
	"path/filepath"
)

func serve(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-path-traversal
	name := filepath.Join("/srv/files", r.URL.Query().Get("name"))
	// ruleid: go-path-traversal
	http.ServeFile(w, r, r.FormValue("file"))
	wanted := r.FormValue("name")
	// ruleid: go-path-traversal
	file, _ := os.Open("/srv/files/" + wanted)
	// ok: go-path-traversal
	safe := filepath.Join("/srv/files", filepath.Base(r.URL.Query().Get("name")))
	// ok: go-path-traversal
	own, _ := os.Open("/srv/index.html")
	// ok: go-path-traversal
	r.URL.Path = path.Join(r.URL.Path, "users")
	_, _, _ = name, safe, own
}
