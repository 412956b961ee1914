package main

import "github.com/golang-jwt/jwt/v5"

func user(text string, key []byte, parser *jwt.Parser, claims jwt.Claims) {
	// ruleid: go-jwt-unverified
	parser.ParseUnverified(text, claims)
	// ruleid: go-jwt-unverified
	jwt.NewWithClaims(jwt.SigningMethodNone, claims)
	// ok: go-jwt-unverified
	jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	// ok: go-jwt-unverified
	jwt.Parse(text, func(*jwt.Token) (any, error) { return key, nil })
}
