package api

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

func TestTaskHistory(t *testing.T) {
	item := job.Task{No: "t1", Type: "CHG_DNS", Num: 1, Complete: true, Created: "1509528171000"}
	tests := []struct {
		name, body string
		items      []job.Task
		next       job.Params
	}{
		{
			"camelCase and flat",
			`{"nextPageCursor":{"createTime":"2017-10-27 13:07:07","createTimeLong":1509080827000,"taskNo":"t9"},"prePageCursor":{},` +
				`"objects":[{"createTimeLong":1509528171000,"createTime":"2017-11-01 17:22:51","taskNo":"t1","taskNum":1,"taskStatusCode":3,"taskType":"CHG_DNS"}]}`,
			[]job.Task{item}, job.Params{"CreateTimeCursor": "1509080827000", "TaskNoCursor": "t9"},
		},
		{
			"XML, one entry, no next page",
			`<R><Objects><TaskInfoHistory><TaskNo>t1</TaskNo><TaskNum>1</TaskNum><TaskStatusCode>3</TaskStatusCode><TaskType>CHG_DNS</TaskType>` +
				`<CreateTimeLong>1509528171000</CreateTimeLong></TaskInfoHistory></Objects><NextPageCursor/></R>`,
			[]job.Task{item}, nil,
		},
		{
			"a cursor without milliseconds gets them from the text",
			`{"Objects":[{"TaskNo":"t1","TaskNum":1,"TaskStatusCode":3,"TaskType":"CHG_DNS","CreateTimeLong":"1509528171000"}],"NextPageCursor":{"CreateTime":"2017-11-01 17:22:51","TaskNo":"t9"}}`,
			[]job.Task{item}, job.Params{"CreateTimeCursor": "1509528171000", "TaskNoCursor": "t9"},
		},
		{"empty", `{"requestId":"r","objects":[],"pageSize":2}`, []job.Task{}, nil},
		{"an empty page is the last one", `{"objects":"","nextPageCursor":{"taskNo":"t9"}}`, []job.Task{}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items, cursor, err := TaskHistory([]byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.items, items); diff != "" {
				t.Errorf("tasks (-want +got):\n%s", diff)
			}
			if cursor.More() != (tt.next != nil) || tt.next != nil && cursor.Key() != tt.next.Key() {
				t.Errorf("cursor %v, want %v", cursor.next, tt.next)
			}
		})
	}
}

func TestDetailHistory(t *testing.T) {
	items, cursor, err := DetailHistory([]byte(`{"Objects":{"TaskDetailHistory":{"DomainName":"a.com","TaskDetailNo":"d1","TaskStatusCode":"2"}},` +
		`"NextPageCursor":{"DomainName":"b.com","TaskDetailNo":"d2","TaskStatusCode":2}}`))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]job.Detail{{Domain: "a.com", No: "d1", Status: job.StatusSuccess}}, items); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(job.Params{"DomainNameCursor": "b.com", "TaskDetailNoCursor": "d2"}, cursor.next); diff != "" {
		t.Errorf("cursor (-want +got):\n%s", diff)
	}
}

func TestParseTime(t *testing.T) {
	want := time.Date(2017, 11, 1, 9, 22, 51, 0, time.UTC)
	for _, text := range []string{"2017-11-01 17:22:51", "Nov 01, 2017 17:22:51", "Nov 1, 2017 17:22:51", " 1509528171000 "} {
		got, ok := ParseTime(text)
		if !ok || !got.Equal(want) {
			t.Errorf("%q: %v %v", text, got, ok)
		}
		if _, offset := got.Zone(); offset != 8*60*60 {
			t.Errorf("%q: the zone is not told: %v", text, got)
		}
	}
	for _, text := range []string{"", "2017-11-01", "0", "1509528171", "-1509528171000", "yesterday", "2017-13-01 00:00:00"} {
		if got, ok := ParseTime(text); ok {
			t.Errorf("%q: %v", text, got)
		}
	}
}
