package cli_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/internal/cli"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// endpoint is never resolved: the tests have a transport of their own.
const endpoint = "https://api.example.test"

// desk is a folder with an input in it, where the program is run.
type desk struct {
	t     *testing.T
	dir   string
	input string
	wire  *wire             // nil: the embedded simulated API
	keys  rpc.Provider      // with a wire; nil: testCredentials
	via   http.RoundTripper // in place of the wire, which lets one effect at a time take place; nil: the wire
	said  func()            // called after everything that is written for people

	notify func(done <-chan struct{}, url, title, text string) error // nil: nobody is to be notified
	env    map[string]string
}

// newDesk makes a folder with one input. Inside a bubble only.
func newDesk(t *testing.T, name string, data []byte, w *wire) *desk {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir(), wire: w}
	d.input = filepath.Join(d.dir, name)
	if err := os.WriteFile(d.input, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) run() string { return d.input + ".run" }

// report is where the report goes by default.
func (d *desk) report() string {
	extension := filepath.Ext(d.input)
	return strings.TrimSuffix(d.input, extension) + ".report" + extension
}

// ran is what one process left.
type ran struct {
	code     int
	out, err string
}

// String shows a process that did not do what it should.
func (r ran) String() string { return fmt.Sprintf("exit %d\n%s%s", r.code, r.out, r.err) }

// do runs the program with these words after its name.
func (d *desk) do(ctx context.Context, words ...string) ran {
	var out, err bytes.Buffer
	env := cli.Env{
		Args: append([]string{"domainbatch"}, words...), Getenv: func(name string) string { return d.env[name] },
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &err, Notify: d.notify,
	}
	if d.said != nil {
		env.Stdout, env.Stderr = told{&out, d.said}, told{&err, d.said}
	}
	if d.wire != nil {
		env.Transport, env.Credentials = d.wire, testCredentials
		if d.keys != nil {
			env.Credentials = d.keys
		}
		if d.via != nil {
			env.Transport = d.via
		}
	}
	code := cli.Main(ctx, env)
	return ran{code, out.String(), err.String()}
}

// told calls a function after every write.
type told struct {
	io.Writer
	each func()
}

func (w told) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	w.each()
	return n, err
}

// flags are those that say where the calls go, before more of them.
func (d *desk) flags(more ...string) []string {
	if d.wire == nil {
		return append([]string{"--sandbox"}, more...)
	}
	return append([]string{"--endpoint", endpoint}, more...)
}

// whole is the command that does the whole job.
func (d *desk) whole(more ...string) []string {
	return append(append([]string{"run", d.input, "--yes"}, d.flags()...), more...)
}

func testCredentials(context.Context) (rpc.Credentials, error) {
	return rpc.Credentials{AccessKeyID: sandbox.DefaultKey, AccessKeySecret: sandbox.DefaultSecret}, nil
}

// must fails the test when a process ended with another code than this.
func (d *desk) must(code int, r ran) ran {
	d.t.Helper()
	if r.code != code {
		d.t.Fatalf("want exit %d, got %s", code, r)
	}
	return r
}

// object is what --json writes.
type object struct {
	Run, Report, Digest                       string
	Rows, Domains, Contacts, Changes, Batches int
	Results, Calls                            map[string]int
	Seconds                                   float64
	Exit                                      int
	Unlocked                                  []string
}

func (d *desk) object(r ran) object {
	d.t.Helper()
	var o object
	decoder := json.NewDecoder(strings.NewReader(r.out))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&o); err != nil {
		d.t.Fatalf("standard output: %v in %s", err, r)
	}
	if decoder.More() {
		d.t.Errorf("standard output holds more than one object: %s", r.out)
	}
	return o
}

// goOn takes the command that goes on out of what a process printed.
func (d *desk) goOn(r ran) []string {
	d.t.Helper()
	found := regexp.MustCompile(`(?m)To go on: domainbatch (.*)$`).FindStringSubmatch(r.out)
	if found == nil {
		d.t.Fatalf("no command that goes on: %s", r)
	}
	return shellWords(found[1])
}

// shellWords splits a command as a shell does, as far as the program quotes.
func shellWords(line string) []string {
	var words []string
	for _, found := range regexp.MustCompile(`"([^"]*)"|(\S+)`).FindAllStringSubmatch(line, -1) {
		words = append(words, found[1]+found[2])
	}
	return words
}

// table reads a CSV file the way others do.
func (d *desk) table(path string) [][]string {
	d.t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		d.t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	if err != nil {
		d.t.Fatalf("read %s: %v", path, err)
	}
	return all
}

// exchange is one call as the program made it, and the answer that reached it.
type exchange struct {
	action, taskNo, requestID, code string
}

// wire carries calls to a simulated API and sees each of them. Only one effect
// takes place at a time, and the hooks are called while none does.
type wire struct {
	box     *sandbox.Sandbox
	latency time.Duration
	before  func(action string) // at the arrival; never two at once
	after   func(action string) // when the effect has taken place

	mu        sync.Mutex
	records   [][]byte // what the simulated API would find again after a crash
	exchanges []exchange
}

func newWire(o sandbox.Options) *wire {
	w := &wire{}
	o.Record = func(record []byte) error {
		w.records = append(w.records, record)
		return nil
	}
	w.box = sandbox.New(o)
	return w
}

// RoundTrip carries one call.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	action, err := actionOf(req)
	if err != nil {
		return nil, err
	}
	res, seen, err := w.arrive(req, action)
	if w.latency > 0 {
		wait := time.NewTimer(w.latency)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.exchanges = append(w.exchanges, seen)
	return res, err
}

func (w *wire) arrive(req *http.Request, action string) (*http.Response, exchange, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.before != nil {
		w.before(action)
	}
	res, err := w.box.RoundTrip(req)
	if w.after != nil {
		w.after(action)
	}
	seen := exchange{action: action}
	if err != nil {
		return nil, seen, err
	}
	body, err := io.ReadAll(res.Body)
	res.Body = io.NopCloser(bytes.NewReader(body))
	var answer struct{ TaskNo, RequestId, Code string }
	if json.Unmarshal(body, &answer) == nil { // else it is garbage, which is nobody's answer
		seen.taskNo, seen.requestID, seen.code = answer.TaskNo, answer.RequestId, answer.Code
	}
	return res, seen, err
}

// actionOf reads the operation of a call without taking anything from it.
func actionOf(req *http.Request) (string, error) {
	values, err := formOf(req)
	return values.Get("Action"), err
}

// formOf reads the parameters of a call without taking anything from it.
func formOf(req *http.Request) (url.Values, error) {
	var form []byte
	if req.Body != nil {
		var err error
		if form, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
		req.Body = io.NopCloser(bytes.NewReader(form))
	}
	return url.ParseQuery(req.URL.RawQuery + "&" + string(form))
}

// calls counts what has arrived, by operation.
func (w *wire) calls() map[string]int { return w.box.Ledger().Calls }

// in runs a test in virtual time, beside other tests: what takes its time is the disk.
func in(t *testing.T, test func(t *testing.T)) {
	t.Parallel()
	synctest.Test(t, test)
}

// under runs a named test in virtual time.
func under(t *testing.T, name string, test func(t *testing.T)) {
	t.Run(name, func(t *testing.T) { in(t, test) })
}
