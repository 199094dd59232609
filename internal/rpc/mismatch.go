package rpc

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// marker introduces the string that the server signed, in the messages of
// SignatureDoesNotMatch and IncompleteSignature. It holds every parameter of
// the call, so it must not be shown.
var marker = regexp.MustCompile(`(?i)string\s*to\s*sign\s*(is)?\s*:`)

// withoutStringToSign gives a message back as it is unless it quotes the
// string that the server signed; then it says, in place of the message, where
// that differs from ours, by the names of our own parameters alone.
func withoutStringToSign(message, ours string) string {
	at := marker.FindStringIndex(message)
	if at == nil {
		return message
	}
	theirs := ""
	if words := strings.Fields(message[at[1]:]); len(words) > 0 {
		theirs = words[0] // percent-encoded, so it has no space in it
	}
	return "the signature does not match: " + difference(ours, theirs)
}

func difference(ours, theirs string) string {
	if theirs == ours {
		return "the server signed the same string: the secret is wrong"
	}
	method, query, ok := unsigned(theirs)
	ourMethod, ourQuery, _ := unsigned(ours)
	switch {
	case !ok:
		return "the server's string to sign cannot be read"
	case method != ourMethod:
		return "the server signed another HTTP method"
	}
	return firstDifference(strings.Split(ourQuery, "&"), strings.Split(query, "&"))
}

// unsigned takes a string to sign apart.
func unsigned(text string) (method, query string, ok bool) {
	parts := strings.Split(text, "&")
	if len(parts) != 3 {
		return "", "", false
	}
	query, err := url.PathUnescape(parts[2])
	return parts[0], query, err == nil
}

// firstDifference compares sorted "name=value" pairs.
func firstDifference(ours, theirs []string) string {
	for i, pair := range ours {
		name, value, _ := strings.Cut(pair, "=")
		if i == len(theirs) {
			return "the server's string ends before the parameter " + name
		}
		other, otherValue, _ := strings.Cut(theirs[i], "=")
		switch {
		case other != name && contains(theirs[i:], name):
			return "the server signed a parameter more before " + name
		case other != name:
			return "the server did not sign the parameter " + name
		case value != otherValue:
			return fmt.Sprintf("the value of %s differs (%d bytes encoded here, %d there)", name, len(value), len(otherValue))
		}
	}
	if len(theirs) > len(ours) {
		return "the server signed parameters more after the last one"
	}
	return "only the encoding differs"
}

func contains(pairs []string, name string) bool {
	for _, pair := range pairs {
		if strings.HasPrefix(pair, name+"=") {
			return true
		}
	}
	return false
}
