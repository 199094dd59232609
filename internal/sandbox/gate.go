package sandbox

import (
	"net/http"
	"regexp"
	"time"
)

// The gateway's tolerance of the clock (15 minutes, gateway error pages) and
// its memory of nonces (31 minutes, an answer by the vendor's staff).
const (
	clockTolerance = 15 * time.Minute
	nonceLife      = 31 * time.Minute
)

// fail is an error as the API answers it.
type fail struct {
	status  int
	code    string
	message string
	param   string // the parameter at fault, told in Recommend only
}

// publicParams are required of every call (003 §3.2); the order is that of the complaints.
var publicParams = []string{
	"Action", "Version", "AccessKeyId", "SignatureMethod", "SignatureVersion",
	"SignatureNonce", "Timestamp", "Signature",
}

// versions are those of the China site and of the international one.
var versions = map[string]bool{"2018-01-29": true, versionIntl: true}

// versionIntl lacks RegistrantType and the Chinese fields (operations.yaml, sdk).
const versionIntl = "2017-12-18"

var dateForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// admit checks what the gateway checks before an operation sees the call.
func (s *Sandbox) admit(c *call) *fail {
	for _, step := range []func(*call) *fail{wellFormed, s.knownKey, s.onTime, s.signed, s.trusted, s.fresh} {
		if err := step(c); err != nil {
			return err
		}
	}
	return nil
}

func wellFormed(c *call) *fail {
	if c.method != http.MethodGet && c.method != http.MethodPost {
		return &fail{http.StatusBadRequest, "UnsupportedHTTPMethod", "This http method is not supported.", ""}
	}
	form := wellParametered
	if c.headed != nil {
		form = wellHeaded
	}
	if err := form(c); err != nil {
		return err
	}
	switch {
	case !oneOf("", "JSON", "json", "XML", "xml")(c.get("Format")):
		return badForm("Format")
	case !dateForm.MatchString(c.version):
		return &fail{http.StatusBadRequest, "InvalidVersion", "Specified parameter Version is not valid.", "Version"}
	case !versions[c.version]:
		return &fail{http.StatusBadRequest, "NoSuchVersion", "The specified version does not exist.", "Version"}
	}
	return nil
}

// wellParametered checks the form of a call that is signed among its parameters.
func wellParametered(c *call) *fail {
	for _, name := range publicParams {
		if c.get(name) == "" {
			return missing(name)
		}
	}
	switch {
	case c.get("SignatureMethod") != "HMAC-SHA1":
		return &fail{http.StatusBadRequest, "InvalidSignatureMethod", "The specified signature method is not supported.", "SignatureMethod"}
	case c.get("SignatureVersion") != "1.0":
		return badForm("SignatureVersion")
	}
	return nil
}

func (s *Sandbox) knownKey(c *call) *fail {
	if c.says.key != s.opts.Key {
		return &fail{http.StatusBadRequest, "InvalidAccessKeyId.NotFound", "Specified access key is not found.", "AccessKeyId"}
	}
	return nil
}

func (s *Sandbox) onTime(c *call) *fail {
	at, err := time.Parse("2006-01-02T15:04:05Z", c.says.date)
	if err != nil {
		return &fail{http.StatusBadRequest, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.", "Timestamp"}
	}
	if off := c.at.Sub(at).Abs(); off > clockTolerance {
		return &fail{http.StatusBadRequest, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.", "Timestamp"}
	}
	return nil
}

func (s *Sandbox) signed(c *call) *fail {
	if c.headed != nil {
		return c.headed.check(c, s.opts.Secret)
	}
	text := stringToSign(c.method, c.params)
	if !sameSignature(c.get("Signature"), s.opts.Secret, text) {
		return &fail{http.StatusForbidden, "SignatureDoesNotMatch",
			"Specified signature is not matched with our calculation. server string to sign is:" + text, "Signature"}
	}
	return nil
}

const (
	codeExpired    = "InvalidSecurityToken.Expired"
	messageExpired = "Specified SecurityToken is expired."
)

// trusted holds a call to a token that is still good. Any is, from the first
// call on that was signed with it.
func (s *Sandbox) trusted(c *call) *fail {
	if s.opts.TokenLife == 0 {
		return nil
	}
	token := c.says.token
	if token == "" {
		return missing("SecurityToken")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	first, known := s.tokens[hash64(token)]
	if !known {
		first = c.at
		s.tokens[hash64(token)] = first
	}
	if c.at.Sub(first) > s.opts.TokenLife {
		return &fail{http.StatusBadRequest, codeExpired, messageExpired, "SecurityToken"}
	}
	return nil
}

func (s *Sandbox) fresh(c *call) *fail {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.nonces.add(c.says.nonce, c.at) {
		return &fail{http.StatusBadRequest, "SignatureNonceUsed", "Specified signature nonce was used already.", "SignatureNonce"}
	}
	return nil
}

func missing(name string) *fail {
	return &fail{http.StatusBadRequest, "Missing" + name, name + " is mandatory for this action.", name}
}

func badForm(name string) *fail {
	return &fail{http.StatusBadRequest, "InvalidParameter.Format", "Specified parameter " + name + " is not valid.", name}
}

func illegal(name string) *fail {
	return &fail{http.StatusBadRequest, "ParameterIllegal", "Parameter illegal.", name}
}

// nonceMemory remembers nonces for nonceLife, by a hash: at 600 calls per
// second a million of them are in memory, and two of these share their 64 bits
// once in ten million times.
type nonceMemory struct {
	seen  map[uint64]bool
	queue []nonceEntry // in order of time
}

type nonceEntry struct {
	hash uint64
	at   time.Time
}

// add remembers a nonce; it tells false when it was there already.
func (m *nonceMemory) add(nonce string, now time.Time) bool {
	old := 0
	for old < len(m.queue) && now.Sub(m.queue[old].at) > nonceLife {
		delete(m.seen, m.queue[old].hash)
		old++
	}
	m.queue = m.queue[old:]
	hash := hash64(nonce)
	if m.seen[hash] {
		return false
	}
	if m.seen == nil {
		m.seen = make(map[uint64]bool)
	}
	m.seen[hash] = true
	m.queue = append(m.queue, nonceEntry{hash, now})
	return true
}
