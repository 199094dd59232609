package api

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

func TestRequest(t *testing.T) {
	batch, _ := Lookup(SaveBatchTaskForUpdatingContactInfoByNewContact)
	single, _ := Lookup(SaveSingleTaskForUpdatingContactInfo)
	tests := []struct {
		name     string
		op       *Operation
		shared   job.Params
		subjects []string
		want     job.Params
	}{
		{
			"a list counts from 1, in Unicode form", batch,
			job.Params{"ContactType": "admin", "City": "Beijing"}, []string{"example.com", "xn--fiq228c.xn--fiqs8s"},
			job.Params{"ContactType": "admin", "City": "Beijing", "DomainName.1": "example.com", "DomainName.2": "中文.中国"},
		},
		{
			"empty values are never sent", batch,
			job.Params{"ContactType": "admin", "TelExt": ""}, []string{"example.com"},
			job.Params{"ContactType": "admin", "DomainName.1": "example.com"},
		},
		{
			"a single operation has the name itself", single,
			job.Params{"RegistrantProfileId": "12", "AddTransferLock": "true"}, []string{"xn--bcher-kva.example"},
			job.Params{"RegistrantProfileId": "12", "AddTransferLock": "true", "DomainName": "bücher.example"},
		},
		{"no subject", single, job.Params{"Lang": "en"}, nil, job.Params{"Lang": "en"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := tt.shared.Key()
			if diff := cmp.Diff(tt.want, Request(tt.op, tt.shared, tt.subjects)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if tt.shared.Key() != before {
				t.Error("the shared parameters were written to")
			}
		})
	}
}

// The shapes that operations still to come need are requests already.
func TestRequestItems(t *testing.T) {
	orders := &Operation{Subject: "DomainName", List: "OrderRenewParam"}
	got := RequestItems(orders, job.Params{"Lang": "en"}, []Item{
		{"example.com", job.Params{"SubscriptionDuration": "1"}},
		{"xn--fiq228c.cn", job.Params{"SubscriptionDuration": "2", "CurrentExpirationDate": ""}},
	})
	want := job.Params{
		"Lang":                         "en",
		"OrderRenewParam.1.DomainName": "example.com", "OrderRenewParam.1.SubscriptionDuration": "1",
		"OrderRenewParam.2.DomainName": "中文.cn", "OrderRenewParam.2.SubscriptionDuration": "2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields per entry (-want +got):\n%s", diff)
	}
	mails := &Operation{Subject: "Email", Joined: true}
	got = RequestItems(mails, nil, []Item{{Subject: "a@example.com"}, {Subject: "b@example.com"}})
	if diff := cmp.Diff(job.Params{"Email": "a@example.com,b@example.com"}, got); diff != "" {
		t.Errorf("joined (-want +got):\n%s", diff)
	}
	one := &Operation{Subject: "DomainName"}
	got = RequestItems(one, nil, []Item{{"example.com", job.Params{"Status": "true"}}})
	if diff := cmp.Diff(job.Params{"DomainName": "example.com", "Status": "true"}, got); diff != "" {
		t.Errorf("single with own (-want +got):\n%s", diff)
	}
}

func TestReadRequests(t *testing.T) {
	cn, _ := SiteNamed("cn")
	intl, _ := SiteNamed("intl")
	from := time.UnixMilli(1509528171000)
	to := from.Add(24 * time.Hour)
	next := Cursor{job.Params{"TaskNoCursor": "t9", "CreateTimeCursor": "1509080827000"}}
	contact := job.Params{"RegistrantType": "2", "City": "Beijing", "TelExt": "", "ZhCity": "北京", "DomainName": "example.com"}
	tests := []struct {
		name, action string
		got, want    job.Params
	}{
		{"verify at cn", VerifyContactField, VerifyRequest(cn, contact), job.Params{"RegistrantType": "2", "City": "Beijing", "ZhCity": "北京"}},
		{"verify at intl", VerifyContactField, VerifyRequest(intl, contact), job.Params{"RegistrantType": "2", "City": "Beijing"}},
		{"contact", QueryContactInfo, ContactRequest("xn--fiq228c.cn", "tech"), job.Params{"DomainName": "中文.cn", "ContactType": "tech"}},
		{"tasks", QueryTaskList, TasksRequest(from, to, 2, 100), job.Params{
			"BeginCreateTime": "1509528171000", "EndCreateTime": "1509614571000", "PageNum": "2", "PageSize": "100",
		}},
		{"details", QueryTaskDetailList, DetailsRequest("t1", 1, 1000), job.Params{"TaskNo": "t1", "PageNum": "1", "PageSize": "1000"}},
		{"first page of the task history", QueryTaskInfoHistory, TaskHistoryRequest(from, to, 100, Cursor{}), job.Params{
			"BeginCreateTime": "1509528171000", "EndCreateTime": "1509614571000", "PageSize": "100",
		}},
		{"next page of the task history", QueryTaskInfoHistory, TaskHistoryRequest(from, to, 100, next), job.Params{
			"BeginCreateTime": "1509528171000", "EndCreateTime": "1509614571000", "PageSize": "100",
			"TaskNoCursor": "t9", "CreateTimeCursor": "1509080827000",
		}},
		{"detail history", QueryTaskDetailHistory, DetailHistoryRequest("t1", 100, Cursor{}), job.Params{"TaskNo": "t1", "PageSize": "100"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			op, _ := Lookup(tt.action)
			for name := range tt.got {
				if !op.Has(name) {
					t.Errorf("%s does not take %s", tt.action, name)
				}
			}
		})
	}
}

// The count is that of the form encoding of the standard library, with spaces
// and stars encoded as the signature has them.
func TestQueryBytes(t *testing.T) {
	for name, params := range map[string]job.Params{
		"none":      {},
		"plain":     {"City": "Beijing", "Country": "CN"},
		"encoded":   {"Address": "Xitucheng Rd. 10 *~-_é", "ZhCity": "北京"},
		"list name": {"DomainName.1": "例子.中国"},
		"empty":     {"TelExt": ""},
	} {
		t.Run(name, func(t *testing.T) {
			values := make(url.Values)
			for k, v := range params {
				values.Set(k, v)
			}
			encoded := strings.NewReplacer("+", "%20", "*", "%2A").Replace(values.Encode())
			want := len(encoded)
			if len(params) > 0 {
				want++ // the & to what follows
			}
			if got := QueryBytes(params); got != want {
				t.Errorf("got %d, want %d: %s", got, want, encoded)
			}
		})
	}
}
