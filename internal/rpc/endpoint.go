package rpc

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// ParseEndpoint checks where calls shall go and returns it in its one normal
// form: scheme, host in lower case, port unless it is the scheme's own, no
// slash at the end. Without a scheme it is https; http is for loopback
// addresses and localhost only, since requests hold contact data. User names,
// paths, queries and fragments are refused. The error never holds the text
// itself, which may have a password in it.
func ParseEndpoint(text string) (string, error) {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil {
		return "", errors.New("parse endpoint: it is not a URL like https://api.example.com")
	}
	if err := bare(u); err != nil {
		return "", fmt.Errorf("parse endpoint: %w", err)
	}
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if u.Scheme == "http" && !loopback(host) {
		return "", fmt.Errorf("parse endpoint: http to %s would send contact data in the clear; use https, or a loopback address", host)
	}
	if port == "" || u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		return u.Scheme + "://" + bracketed(host), nil
	}
	return u.Scheme + "://" + net.JoinHostPort(host, port), nil
}

// bare refuses what is more than scheme, host and port.
func bare(u *url.URL) error {
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return errors.New("the scheme is neither https nor http")
	case u.User != nil:
		return errors.New("a user name or password has no place in it")
	case u.Hostname() == "":
		return errors.New("it names no host")
	case u.Path != "" && u.Path != "/", u.RawQuery != "", u.ForceQuery, u.Fragment != "":
		return errors.New("it holds more than scheme, host and port")
	case strings.ContainsAny(u.Hostname(), " \t\r\n%"):
		return errors.New("the host is not a name or an address")
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return errors.New("the port is not a number from 1 to 65535")
		}
	}
	return nil
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}
