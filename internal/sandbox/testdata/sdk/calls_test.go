package sdk

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// call is one good call and, with it, a refused one.
type call struct {
	Operation string
	Params    map[string]string // by their names on the wire; {name} stands for what an earlier call kept
	Keep      map[string]string // names for what the answer holds at a path
	Wait      bool              // for the end of the task that it makes
	History   bool              // made where all tasks are in the history at once
	Fields    []string          // paths of what the documents fill; those of lists, in an entry at least
	Refused   *struct {
		Params map[string]string
		Code   string
	}
}

// operations is how many the documents describe.
const operations = 49

func calls(t *testing.T) []call {
	t.Helper()
	data, err := os.ReadFile("testdata/calls.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []call
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	good, refused := make(map[string]bool), make(map[string]bool)
	for _, c := range all {
		good[c.Operation] = true
		if c.Refused != nil {
			refused[c.Operation] = true
		}
	}
	if len(good) != operations || len(refused) != operations {
		t.Fatalf("%d operations with a good call and %d with a refused one; want %d", len(good), len(refused), operations)
	}
	return all
}

// owned are the domains of the account.
var owned = strings.Fields(`plain-own.com second-own.com host-own.com renew-own.com renew-other.com redeem-own.com redeem-other.com
	leaving-own.com incoming-one.com missing-own.com busy-own.com busy-other.com busy-third.com busy-fourth.com`)

// refusal is an error of the API, as a client tells it.
type refusal struct{ code string }

func (e refusal) Error() string { return e.code }

// client is one of the vendor's clients. It gives the body of an answer and,
// where it decodes one, the value of its own type. An error of the API is a refusal.
type client interface {
	call(address, operation string, params map[string]string) (body string, decoded any, err error)
	// lacks tells a field that the client's type of the answer does not have.
	lacks(operation, path string) bool
}

// suite makes all calls with one client.
type suite struct {
	client
	address, past string // of the sandbox, and of the one in which all is history
	kept          map[string]string
	lines         map[string]*line // by operation
}

// line is what came of an operation.
type line struct {
	good, refused, fields int
	slips                 []string
}

func runSuite(t *testing.T, c client) {
	fast := []string{"--task-time", "20ms"}
	s := &suite{
		client: c, kept: make(map[string]string), lines: make(map[string]*line),
		address: sandbox(t, owned, fast...),
		past:    sandbox(t, owned, append(fast, "--history-after", "1ms")...),
	}
	all := calls(t)
	for _, c := range all {
		if s.lines[c.Operation] == nil {
			s.lines[c.Operation] = new(line)
		}
		s.make(t, c)
	}
	s.table(t)
}

// table prints a line for each operation; one with a slip fails.
func (s *suite) table(t *testing.T) {
	t.Helper()
	names := make([]string, 0, len(s.lines))
	for name := range s.lines {
		names = append(names, name)
	}
	slices.Sort(names)
	passed := 0
	for i, name := range names {
		l := s.lines[name]
		if len(l.slips) == 0 {
			passed++
		}
		t.Logf("%2d %-62s good %d, fields %2d, refused %d, slips %d", i+1, name, l.good, l.fields, l.refused, len(l.slips))
	}
	t.Logf("%d of %d operations", passed, len(names))
	for _, name := range names {
		for _, slip := range s.lines[name].slips {
			t.Errorf("%s: %s", name, slip)
		}
	}
}

func (l *line) slip(format string, args ...any) {
	l.slips = append(l.slips, fmt.Sprintf(format, args...))
}

// make makes the calls of one entry.
func (s *suite) make(t *testing.T, c call) {
	address := s.address
	if c.History {
		address = s.past
	}
	l := s.lines[c.Operation]
	if c.Refused != nil {
		s.refuse(l, address, c)
	}
	body, decoded, err := s.call(address, c.Operation, s.filled(c.Params))
	if err != nil {
		l.slip("good call: %v", err)
		return
	}
	var answer any
	reader := json.NewDecoder(strings.NewReader(body))
	reader.UseNumber()
	if err := reader.Decode(&answer); err != nil {
		l.slip("answer %q: %v", body, err)
		return
	}
	if object, ok := answer.(map[string]any); !ok || object["Code"] != nil && c.Operation != "CheckTransferInFeasibility" {
		l.slip("a success with a Code, or that is no object: %s", body)
	}
	l.good++
	for _, path := range c.Fields {
		if s.lacks(c.Operation, path) {
			continue
		}
		if problem := check(strings.Split(path, "."), answer, decoded); problem != "" {
			l.slip("%s: %s in %s", path, problem, body)
			continue
		}
		l.fields++
	}
	for name, path := range c.Keep {
		if s.kept[name] = at(strings.Split(path, "."), answer); s.kept[name] == "" {
			l.slip("nothing at %s of %s", path, body)
		}
	}
	if c.Wait {
		s.wait(t, c.History, at([]string{"TaskNo"}, answer))
	}
}

func (s *suite) refuse(l *line, address string, c call) {
	_, _, err := s.call(address, c.Operation, s.filled(c.Refused.Params))
	if got, ok := err.(refusal); !ok || got.code != c.Refused.Code {
		l.slip("refused call: %v; want %s", err, c.Refused.Code)
		return
	}
	l.refused++
}

// filled puts what was kept in its places.
func (s *suite) filled(params map[string]string) map[string]string {
	filled := make(map[string]string, len(params))
	for name, value := range params {
		if kept, ok := strings.CutPrefix(value, "{"); ok {
			value = s.kept[strings.TrimSuffix(kept, "}")]
		}
		filled[name] = value
	}
	return filled
}

// at gives the text at a path, in which a number is the place in a list.
func at(path []string, value any) string {
	for _, name := range path {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			var i int
			if _, err := fmt.Sscan(name, &i); err != nil || i >= len(v) {
				return ""
			}
			value = v[i]
		default:
			return ""
		}
	}
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}
