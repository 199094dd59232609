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
		{Kind: job.KindOpened, Info: filled[job.Info](), Input: []byte("a,b\n")},
		{Kind: job.KindLoaded, Chunk: filled[job.Chunk]()},
		{Kind: job.KindVerified, Check: filled[job.Check]()},
		{Kind: job.KindRead, Before: filled[job.Before]()},
		{Kind: job.KindCall, Call: filled[job.Call]()},
		{Kind: job.KindSettle, Batch: 3, Note: "a note", Batches: []job.Batch{*filled[job.Batch]()}, Standings: []job.Standing{*filled[job.Standing]()}},
	}
	want[5].Batches[0].Changes, want[5].Standings[0].State = []job.ChangeID{1}, job.Settled
	want[5].Standings[0].Change = 1
	rows := want[1].Chunk.Rows
	rows[0].Account, rows[0].Column, rows[0].Asks = "", "", nil // made anew from the input
	for _, e := range want {
		e.At = noon
		mustAppend(t, j, e)
	}
	want[4].Call.Number = 0 // has its place in Calls
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
	if diff := cmp.Diff(want[5].Standings, have.Standings) + cmp.Diff(*want[2].Check, have.Checks[7]) + cmp.Diff(*want[3].Before, have.Befores[7]); diff != "" {
		t.Errorf("ledger (-want +have):\n%s", diff)
	}
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
		v.SetMapIndex(reflect.ValueOf("City").Convert(v.Type().Key()), reflect.ValueOf("x").Convert(v.Type().Elem()))
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
