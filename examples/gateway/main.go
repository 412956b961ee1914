// The gateway serves the shop's pages and hands API calls on.
package main

import (
	"crypto/tls"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"time"
)

func main() {
	target, err := url.Parse(os.Getenv("API_URL"))
	if err != nil {
		log.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = &http.Transport{
		MaxIdleConns:    50,
		IdleConnTimeout: 90 * time.Second,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true},
	}

	routes := http.NewServeMux()
	routes.Handle("/api/", http.StripPrefix("/api", proxy))
	routes.HandleFunc("/report", report)
	routes.Handle("/", http.FileServer(http.Dir("public")))

	server := &http.Server{Addr: ":8443", Handler: routes, ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.ListenAndServeTLS("tls.crt", "tls.key"))
}
