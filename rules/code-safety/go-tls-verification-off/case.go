package main

import (
	"crypto/tls"
	"crypto/x509"
)

func configs(pool *x509.CertPool) []*tls.Config {
	// ruleid: go-tls-verification-off
	loose := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true}
	later := &tls.Config{}
	// ruleid: go-tls-verification-off
	later.InsecureSkipVerify = true
	// ok: go-tls-verification-off
	strict := &tls.Config{RootCAs: pool}
	// ok: go-tls-verification-off
	explicit := &tls.Config{InsecureSkipVerify: false}
	// ok: go-tls-verification-off
	own := &tls.Config{InsecureSkipVerify: true, VerifyPeerCertificate: verify}
	return []*tls.Config{loose, later, strict, explicit, own}
}
