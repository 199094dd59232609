package rpc

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// marker introduces the string that the server signed, in the messages of
// SignatureDoesNotMatch and IncompleteSignature. It holds every parameter of
// the call, so it must not be shown. "string to sign is:" stands before that of
// HMACSHA1; ACS3 has "StringToSign is [...] server CanonicalRequest is [...]".
var marker = regexp.MustCompile(`(?i)(string\s*to\s*sign|canonical\s*request)\s*(is)?\s*[:\[]`)

// withoutStringToSign gives a message back as it is unless it quotes the
// string that the server signed; then it says, in place of the message, where
// that differs from ours, by the names of our own parameters alone.
func withoutStringToSign(message, ours string) string {
	at := marker.FindStringIndex(message)
	if at == nil {
		return message
	}
	const says = "the signature does not match: "
	if strings.Contains(ours, "\n") { // as only a canonical request of ACS3 does
		return says + canonicalDifference(ours, message[at[0]:])
	}
	theirs := ""
	if words := strings.Fields(message[at[1]:]); len(words) > 0 {
		theirs = words[0] // percent-encoded, so it has no space in it
	}
	return says + difference(ours, theirs)
}

const (
	sameString = "the server signed the same string: the secret is wrong"
	unreadable = "the server's string to sign cannot be read"
)

func difference(ours, theirs string) string {
	if theirs == ours {
		return sameString
	}
	method, query, ok := unsigned(theirs)
	ourMethod, ourQuery, _ := unsigned(ours)
	switch {
	case !ok:
		return unreadable
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

// request begins the canonical request that a server quotes.
var request = regexp.MustCompile(`(?i)canonical\s*request\s*(is)?\s*[:\[]+\s*`)

// canonicalDifference compares our canonical request with the one that a
// message of the server quotes.
func canonicalDifference(ours, message string) string {
	if strings.Contains(message, hashed(ours)) {
		return sameString
	}
	at := request.FindStringIndex(message)
	if at == nil {
		return unreadable
	}
	mine := strings.Split(ours, "\n")
	theirs := strings.Split(strings.TrimRight(message[at[1]:], "] \n"), "\n")
	if len(theirs) < 5 {
		return unreadable
	}
	if mine[2] != theirs[2] {
		return firstDifference(strings.Split(mine[2], "&"), strings.Split(theirs[2], "&"))
	}
	for i, line := range mine {
		if i == len(theirs) || line != theirs[i] {
			return lineDifference(mine, i)
		}
	}
	return "the server signed more than we did"
}

// lineDifference names a line of our canonical request: method, path, query,
// headers, an empty line, the names of the headers, the hash of the body.
func lineDifference(mine []string, i int) string {
	switch name, _, _ := strings.Cut(mine[i], ":"); {
	case i == 0:
		return "the server signed another HTTP method"
	case i == 1:
		return "the server signed another path"
	case i == len(mine)-1:
		return "the server got another body"
	case i >= len(mine)-3:
		return "the server signed other headers"
	default:
		return "the server signed another header than our " + name
	}
}
