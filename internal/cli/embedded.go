package cli

import (
	"encoding/json"
	"fmt"
	"slices"

	"domainbatch/internal/sandbox"
)

// embeddedRecord is a record of the simulated API of an account that has a name.
type embeddedRecord struct {
	Account string          `json:"account"`
	Record  json.RawMessage `json:"record"`
}

// embedded makes the simulated API of this run, one for each account that rows have
// named, also of those that the plan is not for any more. Their state is in the run file.
func (s *session) embedded(accounts []string) (map[string]*sandbox.Sandbox, error) {
	all := append([]string{accountName}, slices.DeleteFunc(slices.Clone(s.info.Accounts), func(name string) bool { return name == accountName })...)
	boxes := make(map[string]*sandbox.Sandbox, len(all))
	for i, name := range all {
		boxes[name] = sandbox.New(sandbox.Options{TaskTime: sandboxTask, Seed: int64(i), Record: s.recordOf(name)})
	}
	fresh := true
	for record, err := range s.journal.Records() {
		if err != nil {
			return nil, err
		}
		if err := replay(boxes, record); err != nil {
			return nil, fmt.Errorf("take up sandbox: %w", err)
		}
		fresh = false
	}
	if s.flags.sandboxDomains == "" || !fresh { // an account that was used keeps its domains
		return boxes, nil
	}
	list, err := readDomains("--sandbox-domains", s.flags.sandboxDomains)
	if err != nil {
		return nil, err
	}
	rest := max(0, slices.Index(accounts, accountName)) // has the domains that name no account
	for i, name := range accounts {
		if err := boxes[name].Hold(sandbox.HoldingsOf(list, name, i == rest)); err != nil {
			return nil, err
		}
	}
	return boxes, nil
}

// recordOf keeps the records of an account in the run file.
func (s *session) recordOf(account string) func([]byte) error {
	if account == accountName {
		return s.journal.AppendRecord
	}
	return func(record []byte) error {
		text, err := json.Marshal(embeddedRecord{account, record})
		if err != nil {
			return err
		}
		return s.journal.AppendRecord(text)
	}
}

// replay gives a record to the account that it is of.
func replay(boxes map[string]*sandbox.Sandbox, record []byte) error {
	var of embeddedRecord
	if err := json.Unmarshal(record, &of); err != nil || of.Record == nil {
		of = embeddedRecord{accountName, record}
	}
	box := boxes[of.Account]
	if box == nil {
		return fmt.Errorf("account %q is none of the plan", of.Account)
	}
	return box.Replay(of.Record)
}
