package api

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// fixture is what the reference says of one operation. The facts are those of
// the documents; in Current ones, and where a member is named for it, those of
// the vendor's SDKs.
type fixture struct {
	Name      string
	Source    string // documents and sections
	Current   bool
	Intl      bool     // the international site has it
	Lacks     []string // parameters that it does not know there
	Task      bool
	TaskTypes map[string]string
	Money     bool
	Retry     string // after a lost answer: safe, proven (only when surely not done), never, depends
	Paging    string
	PageLimit int    // largest page that is documented
	Repeats   string // the list in its parameters
	RAM       string
	Errors    []string
	Params    [][]any     // name, type, required, 1 where a condition is told, and, where there is one, the enumeration
	SDK       [][2]string // those of the SDKs alone: name, type
	IntlOnly  [][2]string // those among them that the international site alone knows
	Members   []string    // of the answer
	List      string      // member that is a list
	Entry     string      // what its entries are called
	Flat      bool
	Items     []string // members of an entry
	Beyond    []string // members that the SDKs alone have
}

func reference(t *testing.T) map[string]fixture {
	t.Helper()
	text, err := os.ReadFile("testdata/operations.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []fixture
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	byName := make(map[string]fixture)
	for _, f := range list {
		byName[f.Name] = f
	}
	return byName
}

// The facts of all 49 documented operations and of 11 more of the current API
// stand in testdata; the catalogue must say the same as they do, and no less.
func TestCatalogueAgreesWithTheReference(t *testing.T) {
	reference := reference(t)
	documented, current := 0, 0
	for _, f := range reference {
		if _, ok := Lookup(f.Name); !ok {
			t.Errorf("the catalogue lacks %s", f.Name)
		}
		if f.Current {
			current++
		} else {
			documented++
		}
	}
	if documented != 49 || current != 11 || len(Operations()) != 60 {
		t.Errorf("%d documented and %d current operations, %d in the catalogue", documented, current, len(Operations()))
	}
	for _, op := range Operations() {
		t.Run(op.Name, func(t *testing.T) {
			want, ok := reference[op.Name]
			if !ok {
				t.Fatal("the reference does not have it")
			}
			if diff := cmp.Diff(want, fromCatalogue(op, want), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-reference +catalogue):\n%s", diff)
			}
			checkRetry(t, op, want.Retry)
			if limit := orElse(want.PageLimit, 100); op.PageMax > limit {
				t.Errorf("pages of %d, when %d is safe", op.PageMax, limit)
			}
			checkShape(t, op)
		})
	}
}

// fromCatalogue writes an entry of the catalogue in the form of the reference.
// Order, where it has no meaning, is that of the reference.
func fromCatalogue(op *Operation, want fixture) fixture {
	f := fixture{
		Name: op.Name, Source: op.Source, Current: op.Current, Intl: !op.China, Lacks: inOrder(want.Lacks, op.Lacks),
		Task: op.Task, TaskTypes: make(map[string]string), Money: op.Money, Retry: want.Retry, Paging: op.Paging, PageLimit: want.PageLimit,
		Repeats: want.Repeats, RAM: op.RAM, Errors: op.Errors,
		Members: inOrder(want.Members, op.Answer.Fields), List: op.Answer.List, Entry: op.Answer.Inner, Flat: op.Answer.Flat,
		Items: inOrder(want.Items, op.Answer.Items), Beyond: inOrder(want.Beyond, op.Answer.Beyond),
	}
	if !op.Current {
		f.Repeats = op.List
	}
	for target := range want.TaskTypes {
		f.TaskTypes[target] = op.TaskTypes[target]
	}
	for _, p := range op.Params {
		if p.Intl {
			f.IntlOnly = append(f.IntlOnly, [2]string{p.Name, string(p.Type)})
			continue
		}
		if p.SDK {
			f.SDK = append(f.SDK, [2]string{p.Name, string(p.Type)})
			continue
		}
		f.Params = append(f.Params, referenceParam(p))
	}
	f.Params = inOrderBy(want.Params, f.Params, func(p []any) string { return p[0].(string) })
	f.SDK = inOrderBy(want.SDK, f.SDK, func(p [2]string) string { return p[0] })
	return f
}

func referenceParam(p Param) []any {
	condition := 0.0
	if p.When != "" {
		condition = 1
	}
	entry := []any{p.Name, string(p.Type), string(p.Need), condition}
	if len(p.Enum) > 0 {
		var values []any
		for _, v := range slices.Sorted(slices.Values(p.Enum)) {
			values = append(values, v)
		}
		entry = append(entry, values)
	}
	return entry
}

// orElse is a documented limit, or what is safe where none is.
func orElse(limit, safe int) int {
	if limit > 0 {
		return limit
	}
	return safe
}

func inOrder(order, names []string) []string {
	return inOrderBy(order, names, func(s string) string { return s })
}

func inOrderBy[T any](order, list []T, key func(T) string) []T {
	place := make(map[string]int)
	for i, e := range order {
		place[key(e)] = i + 1
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b T) int { return place[key(a)] - place[key(b)] })
	return list
}

// checkRetry holds what is done after a lost answer to what the reference
// allows. It knows no difference between a task, which can be looked for, and a
// mail, which cannot.
func checkRetry(t *testing.T, op *Operation, retry string) {
	t.Helper()
	allowed := map[string][]string{
		"safe":    {"", SameAgain},
		"proven":  {NeverAgain},
		"never":   {NeverAgain},
		"depends": {NeverAgain},
		"":        {"", AskRegistrar, SameAgain, NeverAgain},
	}[retry]
	if op.Task && retry == "proven" {
		allowed = []string{AskRegistrar}
	}
	if !slices.Contains(allowed, op.AfterDoubt) {
		t.Errorf("after doubt %q, the reference says %s", op.AfterDoubt, retry)
	}
	if op.Money && op.AfterDoubt != NeverAgain {
		t.Error("an order would be sent twice")
	}
}

// checkShape holds what the parts of an entry owe one another.
func checkShape(t *testing.T, op *Operation) {
	t.Helper()
	switch {
	case op.Write != (op.AfterDoubt != ""):
		t.Error("a write says what follows on doubt, a read does not")
	case op.AfterDoubt == AskRegistrar && !op.Task:
		t.Error("there is no task to look for")
	case op.Task && !op.Write, op.Money && !op.Task:
		t.Error("only writes make tasks, only tasks cost money")
	case !op.Task && len(op.TaskTypes) > 0:
		t.Error("it makes no task, and has task types")
	case (op.Paging != "") != (op.PageMax > 0):
		t.Error("a list has both a way of paging and a page size")
	case op.Paging == PagesByNumber != op.Has("PageNum"):
		t.Error("pages by number have a number")
	case op.Joined && op.List != "":
		t.Error("subjects are either repeated or joined")
	case op.Does == "" || op.Source == "":
		t.Error("what it does or where that is said is missing")
	case !op.Write && strings.HasPrefix(op.Name, "Save"):
		t.Error("it writes")
	}
	checkSubject(t, op)
	checkBatchForm(t, op)
	for _, p := range op.Params {
		if p.If.Param != "" && !slices.ContainsFunc(op.Params, func(q Param) bool { return op.RowName(q.Name) == p.If.Param }) {
			t.Errorf("%s depends on %s, which it does not take", p.Name, p.If.Param)
		}
		if (p.Need == Depends) != (p.When != "") && !strings.HasPrefix(p.When, "counts") {
			t.Errorf("%s: what it depends on is missing, or has no use", p.Name)
		}
	}
	for _, name := range op.Lacks {
		if !op.Has(name) {
			t.Errorf("the international site lacks %s, which it does not take anyway", name)
		}
	}
}

func checkSubject(t *testing.T, op *Operation) {
	t.Helper()
	switch {
	case op.List != "" && !op.Has(op.List+".1") && !op.Has(op.List+".1."+op.Subject):
		t.Errorf("it has no parameter %s.N and no %s.N.%s", op.List, op.List, op.Subject)
	case op.List == "" && op.Subject != "" && !op.Has(op.Subject):
		t.Errorf("it has no parameter %s", op.Subject)
	case op.List == "" && op.Has("DomainName") && op.Write && op.Subject != "DomainName":
		t.Error("it acts on a domain")
	case op.Subject != "" && op.List == "":
		if p, _ := op.Param(op.Subject); p.Need != Required {
			t.Errorf("its subject %s is not required", op.Subject)
		}
	}
}

func checkBatchForm(t *testing.T, op *Operation) {
	t.Helper()
	if op.BatchForm == "" {
		return
	}
	batch, ok := Lookup(op.BatchForm)
	if !ok || batch.List == "" || batch.Subject != op.Subject || op.List != "" || op.Short != "" {
		t.Fatalf("%s is no batch form of it", op.BatchForm)
	}
	if diff := cmp.Diff(batch.TaskTypes, op.TaskTypes); diff != "" || batch.RAM != op.RAM || batch.Money != op.Money {
		t.Errorf("the two are not the same thing:\n%s", diff)
	}
	for _, p := range op.Params {
		if p.Name != op.Subject && !batch.Takes(p.Name) {
			t.Errorf("the batch form does not take %s", p.Name)
		}
	}
}

// Every error that an operation lists has a reaction and a hint of its own.
func TestErrorsOfOperationsAreKnown(t *testing.T) {
	for _, op := range Operations() {
		for _, code := range op.Errors {
			if r, hint := CodeMeaning(code); r == 0 || hint == "" {
				t.Errorf("%s: %s has no entry", op.Name, code)
			}
		}
	}
	if r, hint := CodeMeaning("NoSuchCodeAnywhere"); r != 0 || hint != "" {
		t.Errorf("an unknown code: %v %q", r, hint)
	}
}

// Names are told apart whatever their case, and no short name is another operation's name.
func TestNamesAreDistinct(t *testing.T) {
	seen := make(map[string]string)
	for _, op := range Operations() {
		for _, name := range []string{op.Name, op.Short} {
			if name == "" {
				continue
			}
			key := strings.ToLower(name)
			if other, twice := seen[key]; twice {
				t.Errorf("%s and %s are both called %s", other, op.Name, name)
			}
			seen[key] = op.Name
			if found, ok := Named(strings.ToUpper(name)); !ok || found.Name != op.Name {
				t.Errorf("%s finds %v", name, found)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	if op, ok := Lookup(QueryTaskList); !ok || op.Name != QueryTaskList {
		t.Errorf("QueryTaskList: %v %v", op, ok)
	}
	if op, ok := Lookup("querytasklist"); ok {
		t.Errorf("names are exact, got %v", op)
	}
}

func TestParamFindsEntriesOfLists(t *testing.T) {
	op := Operation{Params: []Param{{Name: "DomainName.N"}, {Name: "OrderRenewParam.N.DomainName"}, {Name: "Lang"}}}
	for name, want := range map[string]bool{
		"DomainName.1": true, "DomainName.50": true, "DomainName": false, "DomainName.x": false,
		"OrderRenewParam.3.DomainName": true, "OrderRenewParam.3.Country": false, "Lang": true, "Lang.1": false,
	} {
		if got := op.Has(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestLockName(t *testing.T) {
	for name, want := range map[string]string{
		SaveBatchTaskForUpdatingContactInfoByNewContact:        "TransferOutProhibited",
		SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID: "TransferOutProhibited",
		SaveSingleTaskForUpdatingContactInfo:                   "AddTransferLock",
		VerifyContactField:                                     "",
	} {
		op, _ := Lookup(name)
		if got := op.Lock(); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestMayBe(t *testing.T) {
	op, _ := Lookup(SaveBatchTaskForUpdatingContactInfoByNewContact)
	tests := []struct {
		name, taskType, target string
		want                   bool
	}{
		{"its own type", "CHG_HOLDER", "registrant", true},
		{"the other candidate for a registrant", "UPDATE_REGISTRANT_CONTACT", "registrant", true},
		{"which is no candidate for another target", "UPDATE_REGISTRANT_CONTACT", "admin", false},
		{"another target's", "UPDATE_TECH_CONTACT", "admin", false},
		{"another operation's", "ORDER_RENEW", "registrant", false},
		{"another operation's in the documents' other spelling", "CREATE_DNS_HOST", "admin", false},
		{"its own with stray underscores, as the documents print it", "UPDATE_ADM_IN_CONTACT", "admin", true},
		{"an unknown type may be ours", "SOMETHING_NEW", "admin", true},
		{"no type may be ours", "", "admin", true},
		{"lower case", "chg_holder", "registrant", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := op.MayBe(tt.taskType, tt.target); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// A task whose type is not documented is none of the documented types.
func TestMayBeWithoutTypes(t *testing.T) {
	for _, name := range []string{SaveSingleTaskForCancelingTransferIn, SaveSingleTaskForQueryingTransferAuthorizationCode, SaveSingleTaskForDeletingDnsHost} {
		op := operation(t, name)
		for taskType, want := range map[string]bool{"CHG_DNS": false, "delete_domain": false, "ORDER_RENEW": false, "QUERY_TRANSFER_CODE": true, "": true} {
			if got := op.MayBe(taskType, ""); got != want {
				t.Errorf("%s: %q: %v, want %v", name, taskType, got, want)
			}
		}
	}
}
