package journal

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// Every field of every kind of event comes back, those too that are added to
// the nouns later: a field without a place in the file fails here.
func TestEveryFieldComesBack(t *testing.T) {
	j := run(t)
	want := []*job.Event{
		{Kind: job.KindOpened, Info: filled[job.Info](), Input: []byte("a,b\n"), By: filled[job.Process]()},
		{Kind: job.KindLoaded, Chunk: filled[job.Chunk]()},
		{Kind: job.KindVerified, Check: filled[job.Check]()},
		{Kind: job.KindRead, Before: filled[job.Before]()},
		{Kind: job.KindCall, Call: filled[job.Call]()},
		{Kind: job.KindAfter, After: filled[job.Before]()},
		{Kind: job.KindLogged, Log: filled[job.ChangeLog]()},
		{Kind: job.KindApproved, Person: filled[job.Person](), By: filled[job.Process](), Digest: "d"},
		{Kind: job.KindForgotten, Totals: filled[job.Totals](), By: filled[job.Process]()},
		{Kind: job.KindAccount, Account: filled[job.Account]()},
		{Kind: job.KindSettle, Batch: 3, Note: "a note", Batches: []job.Batch{*filled[job.Batch]()}, Standings: []job.Standing{*filled[job.Standing]()}},
	}
	last := len(want) - 1
	want[last].Batches[0].Changes, want[last].Standings[0].State = []job.ChangeID{1}, job.Settled
	want[last].Standings[0].Change = 1
	rows := want[1].Chunk.Rows
	rows[0].Account, rows[0].Column, rows[0].Asks = "", "", nil // made anew from the input
	for _, e := range want {
		e.At = noon
		mustAppend(t, j, e)
	}
	want[4].Call.Number = 0 // has its place in Calls
	account := want[9].Account
	account.Profiles, account.Emails = nil, nil // never kept
	for i, e := range collect(t, j.Events()) {
		if diff := cmp.Diff(want[i], &e.Event); diff != "" {
			t.Errorf("%s (-want +have):\n%s", e.Event.Kind, diff)
		}
	}
	have, err := j.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	want[3].Before.Fields = nil
	totals := &job.Forgotten{At: noon, Totals: *want[8].Totals}
	if diff := cmp.Diff(want[last].Standings, have.Standings) + cmp.Diff(*want[2].Check, have.Checks[7]) + cmp.Diff(*want[3].Before, have.Befores[7]) +
		cmp.Diff(job.Approval{Digest: "d", At: noon}, have.Approval) + cmp.Diff(totals, have.Forgotten) + cmp.Diff(account.Holdings[0], have.Holdings["s"]); diff != "" {
		t.Errorf("ledger (-want +have):\n%s", diff)
	}
	if err := j.Rebuild(); err != nil {
		t.Fatal(err)
	}
	mustVerify(t, j)
}

// filled makes a T none of whose fields is zero.
func filled[T any]() *T {
	x := new(T)
	fill(reflect.ValueOf(x).Elem())
	return x
}

func fill(v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(noon))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value)
		v.SetMapIndex(reflect.ValueOf("City").Convert(v.Type().Key()), value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.String:
		v.SetString("s")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint('b')
	default:
		v.SetInt(7)
	}
}
