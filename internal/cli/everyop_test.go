package cli_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"domainbatch/internal/api"
	"domainbatch/internal/sandbox"
)

// sampleValues are values for what operations need.
var sampleValues = map[string]string{
	"DomainName": "one.com", "ContactType": "admin", "Status": "true", "RegistrantProfileId": "3500101", "Email": "a@example.com",
	"SendIfExist": "true", "TaskNo": "0a1b2c3d-0000-0000-0000-000000000000", "TaskDetailNo": "0a1b2c3d-0000-0000-0000-000000000001",
	"CurrentExpirationDate": "2035-01-01", "SubscriptionDuration": "1", "InstanceId": "S2024", "DnsName": "ns1", "Ip": "192.0.2.1",
	"Token": "token", "TransferAuthorizationCode": "code", "PageNum": "1", "PageSize": "10", "AliyunDns": "true",
}

// words are the parameters that an operation needs, as a user would give them.
func sampleWords(op *api.Operation) (words []string) {
	for _, p := range op.Params {
		if p.Need != api.Required || op.Paging != "" && !op.Write && slices.Contains([]string{"PageNum", "PageSize"}, p.Name) {
			continue
		}
		parts := strings.Split(p.Name, ".")
		value := sampleValues[parts[len(parts)-1]]
		if value == "" {
			value = sampleValues[parts[0]]
		}
		if value == "" && len(p.Enum) > 0 {
			value = p.Enum[0]
		}
		if value == "" {
			value = "text"
		}
		words = append(words, strings.ReplaceAll(p.Name, ".N", ".1")+"="+value)
	}
	return words
}

// Every operation of the documents is reached from the command line, and one
// that lacks what it needs is refused before anything is sent.
func TestEveryOperation(t *testing.T) {
	for _, op := range api.Operations() {
		if op.Current {
			continue
		}
		t.Run(op.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t, "unused.csv", nil, newWire(sandbox.Options{}))
				command := []string{"query", op.Name}
				if op.Write {
					command = []string{"call", op.Name, "--yes", "--allow-orders", "1"}
				}
				words := sampleWords(op)
				r := d.do(context.Background(), append(append(command, d.flags()...), words...)...)
				if n := d.wire.box.Ledger().Calls[op.Name]; n != 1 || r.code != 0 && r.code != 1 || strings.Contains(r.out+r.err, "InvalidAction") {
					t.Errorf("%d calls, %v", n, r)
				}
				wrong := []string{"Nothing=1"} // where nothing is needed
				if len(words) > 0 {
					wrong = words[1:]
				}
				r = d.do(context.Background(), append(append(command, d.flags()...), wrong...)...)
				if n := d.wire.box.Ledger().Calls[op.Name]; n != 1 || r.code != 2 {
					t.Errorf("refused: %d calls, %v", n, r)
				}
			})
		})
	}
}
