package sandbox

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Holding is a domain of the account as it stands when the sandbox begins.
type Holding struct {
	Name    string    `json:"name"`              // in either form
	Account string    `json:"account,omitempty"` // the one of Accounts that has it; empty: the first
	Expires time.Time `json:"expires,omitzero"`  // zero: follows from the name
	// The locks: true is OPEN, false CLOSE; nil follows from the name.
	UpdateLock   *bool `json:"updateLock,omitempty"`
	TransferLock *bool `json:"transferLock,omitempty"`
}

// holdingColumns are the columns of a file of domains; only the first is needed.
var holdingColumns = []string{"DomainName", "ExpirationDate", "UpdateLock", "TransferLock", "Account"}

// Holdings reads a file of domains: a plain list, apart by lines or spaces, or
// CSV with a column DomainName and any of ExpirationDate (2006-01-02,
// 2006-01-02 15:04:05 in UTC+08:00, or milliseconds), UpdateLock and
// TransferLock (OPEN, CLOSE or NONE_SETTING), and Account. An error names the line.
func Holdings(data []byte) ([]Holding, error) {
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	first, _, _ := strings.Cut(string(data), "\n")
	columns := columnsOf(first)
	if _, ok := columns[holdingColumns[0]]; !ok {
		return plainHoldings(string(data))
	}
	rows := csv.NewReader(bytes.NewReader(data))
	rows.FieldsPerRecord, rows.TrimLeadingSpace = -1, true
	list := []Holding{}
	for {
		row, err := rows.Read()
		line, _ := rows.FieldPos(0)
		switch {
		case errors.Is(err, io.EOF):
			return list, nil
		case err != nil:
			return nil, fmt.Errorf("read domains: %w", err)
		case line == 1:
			continue
		}
		h, err := readHolding(func(column string) string {
			if i, ok := columns[column]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		})
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		list = append(list, h)
	}
}

// columnsOf finds the columns that a header has.
func columnsOf(header string) map[string]int {
	columns := make(map[string]int)
	for i, cell := range strings.Split(header, ",") {
		for _, name := range holdingColumns {
			if strings.EqualFold(strings.Trim(cell, " \t\r\""), name) {
				columns[name] = i
			}
		}
	}
	return columns
}

func plainHoldings(text string) ([]Holding, error) {
	list := []Holding{}
	for i, line := range strings.Split(text, "\n") {
		for _, name := range strings.Fields(line) {
			if _, ok := asciiName(strings.ToLower(name)); !ok {
				return nil, fmt.Errorf("line %d: %q is no domain name", i+1, name)
			}
			list = append(list, Holding{Name: name})
		}
	}
	return list, nil
}

func readHolding(cell func(string) string) (h Holding, err error) {
	h.Name, h.Account = cell("DomainName"), cell("Account")
	if _, ok := asciiName(strings.ToLower(h.Name)); !ok {
		return h, fmt.Errorf("DomainName: %q is no domain name", h.Name)
	}
	if h.Expires, err = readMoment(cell("ExpirationDate")); err != nil {
		return h, fmt.Errorf("ExpirationDate: %w", err)
	}
	if h.UpdateLock, err = readLock(cell("UpdateLock")); err != nil {
		return h, fmt.Errorf("UpdateLock: %w", err)
	}
	if h.TransferLock, err = readLock(cell("TransferLock")); err != nil {
		return h, fmt.Errorf("TransferLock: %w", err)
	}
	return h, nil
}

func readMoment(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil && len(text) > len("20060102") {
		return time.UnixMilli(ms), nil
	}
	for _, layout := range []string{time.DateOnly, time.DateTime, time.RFC3339} {
		if at, err := time.ParseInLocation(layout, text, zone()); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is neither 2006-01-02, 2006-01-02 15:04:05 nor milliseconds", text)
}

func readLock(text string) (*bool, error) {
	on := false
	switch strings.ToUpper(text) {
	case "", "NONE_SETTING":
		return nil, nil
	case "OPEN", "TRUE", "ON", "YES", "1":
		on = true
	case "CLOSE", "FALSE", "OFF", "NO", "0":
	default:
		return nil, fmt.Errorf("%q is neither OPEN, CLOSE nor NONE_SETTING", text)
	}
	return &on, nil
}

// Hold makes these the domains of the account, before the first call. It is
// recorded, so that a replay needs no Options.Holdings. The error is that of
// the recording; nothing has changed then.
func (s *Sandbox) Hold(list []Holding) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &record{Kind: kindHold, At: s.opts.Now(), Holdings: list}
	if err := s.record(r); err != nil {
		return fmt.Errorf("record domains of the sandbox: %s", err.message)
	}
	s.domains.hold(list)
	return nil
}
