package main

import (
	"fmt"
	"math/rand"
)

func issue(secure func() string) string {
	// ruleid: go-predictable-token
	token := fmt.Sprintf("%x", rand.Int63())
	// ruleid: go-predictable-token
	otp := rand.Intn(1000000)
	// ok: go-predictable-token
	delay := rand.Intn(100)
	// ok: go-predictable-token
	sessionID := secure()
	return fmt.Sprint(token, otp, delay, sessionID)
}
