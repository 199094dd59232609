package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/specialized/generic"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"
)

// bodies are what the generic service can send beside its own JSON,
// which cannot nest. The message goes in as a JSON string.
var bodies = map[string]string{
	"dingtalk": `{"msgtype":"text","text":{"content":{{.message}}}}`,
	"feishu":   `{"msg_type":"text","content":{"text":{{.message}}}}`,
}

// titled are the services that have a place for a title; others refuse one.
var titled = []string{"bark", "generic", "gotify", "join", "ntfy", "opsgenie", "pushbullet", "pushover", "smtp", "teams"}

const hintServices = "such as slack://, teams://, smtp://, lark://, wecom:// or generic://; the README has examples, https://shoutrrr.nickfedor.com/services/overview/ has all"

// schemeOf is the name of the service of a URL; empty where there is none that is
// known: what stands there may be anything, a token too.
func schemeOf(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	scheme, _, _ := strings.Cut(strings.ToLower(parsed.Scheme), "+")
	if known := new(router.ServiceRouter).ListServices(); !slices.Contains(known, scheme) {
		return ""
	}
	return scheme
}

// service names the service of a URL, and nothing else of it.
func service(address string) string {
	if scheme := schemeOf(address); scheme != "" {
		return scheme
	}
	return "a service"
}

// check finds what is wrong with a URL without calling anybody.
func (r recipient) check() error {
	scheme := schemeOf(r.url)
	switch scheme {
	case "":
		return usage(r.name+": its value is no URL of a service that can be notified", hintServices)
	case "logger":
		return usage(r.name+": logger sends nothing", hintServices)
	case "matrix":
		return nil // it logs in when it is made, which is for when there is something to send
	}
	made, err := newService(r.url, nil)
	if err != nil {
		return usage(fmt.Sprintf("%s: %s takes no such URL", r.name, scheme), "see https://shoutrrr.nickfedor.com/services/overview/ for how it is written")
	}
	if g, ok := made.(*generic.Service); ok && g.Config.WebhookURL().Host == "" {
		return usage(r.name+": generic names no host", hintServices)
	}
	if g, ok := made.(*generic.Service); ok && templateOf(g) != "" && bodies[templateOf(g)] == "" && templateOf(g) != "json" {
		return usage(r.name+": generic has no such template", "template is one of json, dingtalk, feishu")
	}
	return nil
}

func templateOf(g *generic.Service) string { return strings.ToLower(g.Config.Template) }

// newService makes the service of a URL. The library's errors hold the URL, and
// some odd URLs make it panic: neither is for anybody to see.
func newService(address string, log types.StdLogger) (made types.Service, err error) {
	defer func() {
		if recover() != nil {
			err = errURL
		}
	}()
	r, err := router.New(log)
	if err != nil {
		return nil, errURL
	}
	if made, err = r.Locate(address); err != nil {
		return nil, errURL
	}
	g, ok := made.(*generic.Service)
	if !ok || bodies[templateOf(g)] == "" {
		return made, nil
	}
	return made, g.SetTemplateString(g.Config.Template, bodies[templateOf(g)])
}

var (
	errURL      = errors.New("the service takes no such URL")
	errNoAnswer = errors.New("no answer in time")
	errNotSent  = errors.New("the service was not reached, or refused it")
)

// sender is what sends messages.
func (a *app) sender() sender {
	if a.Notify != nil {
		return a.Notify
	}
	return shout
}

// shout sends a message by the library, whose services cannot be told to stop:
// one that does not answer goes on until the program ends.
func shout(done <-chan struct{}, address, title, text string) error {
	answer := make(chan error, 1)
	var owner sync.WaitGroup
	owner.Go(func() { answer <- shoutOut(address, title, text) })
	select {
	case err := <-answer:
		return err
	case <-done:
		return errNoAnswer
	}
}

func shoutOut(address, title, text string) (err error) {
	defer func() {
		if recover() != nil {
			err = errNotSent
		}
	}()
	var said reply
	made, err := newService(address, &said)
	if err != nil {
		return err
	}
	params := types.Params{}
	if slices.Contains(titled, schemeOf(address)) {
		params.SetTitle(title)
	}
	g, nests := made.(*generic.Service)
	nests = nests && bodies[templateOf(g)] != ""
	if nests {
		quoted, err := json.Marshal(text)
		if err != nil {
			return errNotSent
		}
		text = string(quoted)
	}
	if err := made.Send(text, &params); err != nil {
		return blameless(err)
	}
	if nests {
		return said.refusal()
	}
	return nil
}

// signs are what the library's errors say, which wrap none of their causes.
var signs = map[string]string{
	"connection refused":    "connection refused",
	"no such host":          "there is no such host",
	"tls: ":                 "the connection cannot be made safe",
	"i/o timeout":           "no answer in time",
	"exceeds the max":       "it is too long for the service",
	"server returned code ": "the service refused it",
}

// blameless says why a message was not sent in words that hold nothing of the URL.
func blameless(err error) error {
	text := err.Error()
	for status := http.StatusMultipleChoices; status < 600; status++ {
		if words := http.StatusText(status); words != "" && strings.Contains(text, fmt.Sprintf("%d %s", status, words)) {
			return fmt.Errorf("the service answered with %d %s", status, words)
		}
	}
	for sign, words := range signs {
		if strings.Contains(strings.ToLower(text), sign) {
			return errors.New(words)
		}
	}
	return errNotSent
}

// reply takes what the generic service was answered, which it tells its log alone.
type reply struct {
	mu   sync.Mutex
	last string
}

// Print keeps the last thing said.
func (r *reply) Print(args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(args) > 0 {
		r.last = fmt.Sprint(args[len(args)-1])
	}
}

// Printf is not listened to.
func (r *reply) Printf(string, ...any) {}

// Println is not listened to.
func (r *reply) Println(...any) {}

// refusal is an error where the answer says no: DingTalk and Feishu do so with
// status 200, and a number other than 0 in the body.
func (r *reply) refusal() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var answer struct {
		Errcode, Code, StatusCode int
	}
	if json.Unmarshal([]byte(r.last), &answer) != nil {
		return nil // no JSON: something between us and the service, that took the message
	}
	for _, code := range []int{answer.Errcode, answer.Code, answer.StatusCode} {
		if code != 0 {
			return fmt.Errorf("the service refused it with code %d", code)
		}
	}
	return nil
}
