package executor_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
)

// model is the registrar as far as the promise needs one: domains, contacts,
// tasks, and answers of which each may be lost. It is no copy of the simulated
// API, which is a program of its own.
type model struct {
	mu    sync.Mutex
	fates []fate // of the calls to come, in their order; none left: all goes well
	tasks []*modelTask
	// What the last effect on each contact was, by domain and target.
	contacts map[string]job.Params
	// sends are the requests that held a change, by domain and target; lists
	// counts the whole readings of both lists.
	sends map[string][]*sent
	lists [2]int
	wrong []string // what must never come
	// Domains whose update lock is on at first.
	locked map[string]bool
}

// fate is what becomes of one call.
type fate struct {
	Kind  string
	Delay time.Duration // of an effect that comes after the answer was lost, or of its showing
	Take  int           // of a write: so many domains only; 0: all
}

// The kinds of fates. An answer is lost before the effect, after it, or the
// effect comes later; a call is throttled, or refused for the account.
var fateKinds = []string{"well", "well", "well", "before", "after", "later", "throttled", "error", "notask", "unsent", "busy"}

type modelTask struct {
	no       string
	kind     string
	target   string
	domains  []string
	fields   job.Params
	made     time.Time // when it takes effect
	shows    time.Time
	archived bool
	known    bool // its answer came through
}

// sent is one request for one change.
type sent struct {
	known bool   // its answer came through, or it surely did nothing
	lists [2]int // readings before it
}

const modelTime = 3 * time.Second // in which a task ends

func newModel() *model {
	return &model{contacts: make(map[string]job.Params), sends: make(map[string][]*sent)}
}

// Call answers one call.
func (m *model) Call(_ context.Context, action string, params map[string]string) (rpc.Response, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := fate{Kind: "well"}
	if len(m.fates) > 0 {
		f, m.fates = m.fates[0], m.fates[1:]
	}
	switch f.Kind {
	case "throttled":
		return refuse(action, 400, "Throttling.User")
	case "unsent":
		return rpc.Response{}, &rpc.TransportError{Action: action, Err: errors.New("connection refused")}
	}
	if strings.HasPrefix(action, "Save") {
		return m.write(action, params, f)
	}
	return m.read(action, params, f)
}

func refuse(action string, status int, code string) (rpc.Response, error) {
	return rpc.Response{Status: status}, &rpc.Error{Action: action, Status: status, Code: code, Message: code, RequestID: "r"}
}

func lostAnswer(action string) (rpc.Response, error) {
	return rpc.Response{}, &rpc.TransportError{Action: action, Sent: true, Err: errors.New("the connection broke")}
}

// write takes a change in, or not, and answers, or not.
func (m *model) write(action string, params job.Params, f fate) (rpc.Response, error) {
	var domains []string
	for i := 1; params["DomainName."+strconv.Itoa(i)] != ""; i++ {
		domains = append(domains, params["DomainName."+strconv.Itoa(i)])
	}
	if name := cmp.Or(params["DomainName"], strings.TrimPrefix(params["InstanceId"], "S-")); name != "" {
		domains = append(domains, name)
	}
	target := targetOf(params)
	marks := m.mark(domains, target)
	m.guard(domains, target)
	known := func() {
		for _, s := range marks {
			s.known = true
		}
	}
	for _, name := range domains {
		switch {
		case f.Kind == "busy", m.open(name):
			known()
			return refuse(action, 400, "TaskIsBeingProcessed")
		case strings.HasPrefix(name, "missing-"):
			if f.Kind == "before" || f.Kind == "after" || f.Kind == "later" {
				return lostAnswer(action)
			}
			known()
			return refuse(action, 400, "DomainNotExist")
		}
	}
	t := &modelTask{
		no: fmt.Sprintf("t%d", len(m.tasks)+1), kind: taskTypeOf[target], target: target,
		domains: domains, fields: fieldsOf(params), made: time.Now(),
	}
	if f.Take > 0 && f.Take < len(domains) {
		t.domains = domains[:f.Take]
	}
	switch f.Kind {
	case "before", "error":
	case "later":
		t.made = t.made.Add(f.Delay)
		m.tasks = append(m.tasks, t)
	default:
		m.tasks = append(m.tasks, t)
	}
	t.shows = t.made
	switch f.Kind {
	case "before", "later":
		return lostAnswer(action)
	case "after":
		t.shows = t.made.Add(f.Delay)
		return lostAnswer(action)
	case "error":
		return refuse(action, 500, "InternalError")
	case "notask":
		return answer(map[string]any{})
	}
	known()
	t.known = true
	return answer(map[string]any{"TaskNo": t.no})
}

// targetOf is what a request changes.
func targetOf(params job.Params) string {
	switch params["Status"] {
	case "false":
		return job.UpdateLockOff
	case "true":
		return job.UpdateLockOn
	}
	return params["ContactType"]
}

// guard notes requests that must not come: for a domain that a task is known to
// hold, and a change of a locked one.
func (m *model) guard(domains []string, target string) {
	for _, name := range domains {
		if target != job.UpdateLockOff && target != job.UpdateLockOn && m.isLocked(name) {
			m.wrong = append(m.wrong, fmt.Sprintf("%s %s was sent while the domain was locked", name, target))
		}
		for _, t := range m.tasks {
			if t.known && slices.Contains(t.domains, name) && time.Now().Before(t.made.Add(modelTime)) {
				m.wrong = append(m.wrong, fmt.Sprintf("%s %s was sent while task %s held the domain", name, target, t.no))
			}
		}
	}
}

// isLocked tells how the update lock of a domain stands: as the last task has left it that has ended.
func (m *model) isLocked(name string) bool {
	on, last := m.locked[name], time.Time{}
	for _, t := range m.tasks {
		locks := t.target == job.UpdateLockOff || t.target == job.UpdateLockOn
		if locks && slices.Contains(t.domains, name) && !strings.HasPrefix(name, "refuse-") && !time.Now().Before(t.made.Add(modelTime)) && !t.made.Before(last) {
			on, last = t.target == job.UpdateLockOn, t.made
		}
	}
	return on
}

// state is how a domain stands.
func (m *model) state(name string) (rpc.Response, error) {
	lock := map[bool]string{true: "OPEN", false: "CLOSE"}[m.isLocked(name)]
	return answer(map[string]any{"DomainName": name, "InstanceId": "S-" + name, "UpdateProhibitionLock": lock, "TransferProhibitionLock": "CLOSE"})
}

// named finds a domain in the account's list.
func (m *model) named(name string) (rpc.Response, error) {
	list := []map[string]any{}
	if !strings.HasPrefix(name, "missing-") {
		list = append(list, map[string]any{"DomainName": name, "InstanceId": "S-" + name})
	}
	return answer(map[string]any{"Data": map[string]any{"Domain": list}, "TotalItemNum": len(list), "NextPage": false})
}

// mark notes a request for changes, and finds those that were not asked about.
func (m *model) mark(domains []string, target string) []*sent {
	var marks []*sent
	for _, name := range domains {
		key := name + " " + target
		for _, before := range m.sends[key] {
			if !before.known && (m.lists[0] < before.lists[0]+2 || m.lists[1] < before.lists[1]+2) {
				m.wrong = append(m.wrong, fmt.Sprintf("%s was sent again after %d and %d readings of the lists", key, m.lists[0]-before.lists[0], m.lists[1]-before.lists[1]))
			}
		}
		s := &sent{lists: m.lists}
		m.sends[key] = append(m.sends[key], s)
		marks = append(marks, s)
	}
	return marks
}

// open tells whether a task holds a domain.
func (m *model) open(name string) bool {
	now := time.Now()
	return slices.ContainsFunc(m.tasks, func(t *modelTask) bool {
		return slices.Contains(t.domains, name) && !now.Before(t.made) && now.Before(t.made.Add(modelTime))
	})
}

var taskTypeOf = map[string]string{
	job.UpdateLockOff: "SET_UPDATE_PROHIBITED", job.UpdateLockOn: "SET_UPDATE_PROHIBITED",
	"registrant": "CHG_HOLDER", "admin": "UPDATE_ADMIN_CONTACT", "billing": "UPDATE_BILLING_CONTACT", "tech": "UPDATE_TECH_CONTACT",
}

func fieldsOf(params job.Params) job.Params {
	fields := make(job.Params)
	for _, f := range api.ContactFields {
		if value := params[f.Name]; value != "" && f.Name != "RegistrantType" {
			fields[f.Name] = value
		}
	}
	return fields
}

func answer(body map[string]any) (rpc.Response, error) {
	body["RequestId"] = "r"
	data, err := json.Marshal(body)
	return rpc.Response{Status: 200, Body: data}, err
}

// read answers what changes nothing; it may be lost like everything else.
func (m *model) read(action string, params job.Params, f fate) (rpc.Response, error) {
	switch f.Kind {
	case "before", "after", "later":
		return lostAnswer(action)
	case "error":
		return refuse(action, 503, "ServiceUnavailable")
	}
	switch action {
	case api.QueryTaskList:
		m.lists[0]++
		return answer(map[string]any{"Data": map[string]any{"TaskInfo": m.listed(false)}, "NextPage": false})
	case api.QueryTaskInfoHistory:
		m.lists[1]++
		return answer(map[string]any{"Objects": m.listed(true)})
	case api.QueryTaskDetailList:
		return answer(map[string]any{"Data": map[string]any{"TaskDetail": m.details(params["TaskNo"], false)}, "NextPage": false})
	case api.QueryTaskDetailHistory:
		return answer(map[string]any{"Objects": m.details(params["TaskNo"], true)})
	case api.QueryContactInfo:
		return m.contact(params)
	case api.QueryDomainByInstanceId:
		return m.state(strings.TrimPrefix(params["InstanceId"], "S-"))
	case api.QueryDomainList:
		return m.named(params["DomainName"])
	}
	return answer(map[string]any{}) // VerifyContactField
}

func (m *model) shown(archived bool) []*modelTask {
	var shown []*modelTask
	for _, t := range m.tasks {
		if now := time.Now(); t.archived == archived && !now.Before(t.made) && !now.Before(t.shows) {
			shown = append(shown, t)
		}
	}
	return shown
}

func (m *model) listed(archived bool) []map[string]any {
	list := []map[string]any{}
	for _, t := range m.shown(archived) {
		list = append(list, map[string]any{
			"TaskNo": t.no, "TaskType": t.kind, "TaskNum": len(t.domains), "TaskStatusCode": 3,
			"CreateTime": t.made.In(time.FixedZone("", 8*3600)).Format(time.DateTime),
		})
	}
	return list
}

func (m *model) details(no string, archived bool) []map[string]any {
	list := []map[string]any{}
	for _, t := range m.shown(archived) {
		for i, name := range t.domains {
			status := 2
			switch {
			case time.Now().Before(t.made.Add(modelTime)):
				status = 1
			case strings.HasPrefix(name, "refuse-"):
				status = 3
			}
			if t.no == no {
				list = append(list, map[string]any{
					"TaskNo": no, "TaskDetailNo": fmt.Sprintf("%s-%d", no, i), "TaskType": t.kind, "DomainName": name, "TaskStatusCode": status,
				})
			}
		}
	}
	return list
}

// contact is what the last task that ended has left.
func (m *model) contact(params job.Params) (rpc.Response, error) {
	if strings.HasPrefix(params["DomainName"], "missing-") {
		return refuse(api.QueryContactInfo, 400, "DomainNotExist")
	}
	body := map[string]any{"RegistrantOrganization": "Before", "Email": "before@example.com"}
	for _, t := range m.tasks {
		if t.target == params["ContactType"] && slices.Contains(t.domains, params["DomainName"]) &&
			!strings.HasPrefix(params["DomainName"], "refuse-") && !time.Now().Before(t.made.Add(modelTime)) {
			for name, value := range maps.All(t.fields) {
				body[name] = value
			}
		}
	}
	return answer(body)
}

// effects counts the tasks that hold a change.
func (m *model) effects(domain, target string) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.tasks {
		if t.target == target && slices.Contains(t.domains, domain) && !strings.HasPrefix(t.no, "foreign") {
			n++
		}
	}
	return n
}
