package main

import (
	"crypto/md5"
	"crypto/sha256"

	"golang.org/x/crypto/bcrypt"
)

type account struct{ password string }

func store(a account, content []byte) {
	// ruleid: go-weak-password-hash
	_ = md5.Sum([]byte(a.password))
	// ruleid: go-weak-password-hash
	_ = sha256.Sum256([]byte(a.password))
	// ok: go-weak-password-hash
	_, _ = bcrypt.GenerateFromPassword([]byte(a.password), bcrypt.DefaultCost)
	// ok: go-weak-password-hash
	_ = sha256.Sum256(content)
}
