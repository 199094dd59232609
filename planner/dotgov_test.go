package planner

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"domainbatch/internal/job"
)

// The register of .gov, with organisation, city, state and mail address as
// contacts: as many contacts and requests as there have to be. Each row has a
// map of its own.
func TestDotGov(t *testing.T) {
	file, err := os.Open("../../shared/data/sheets/us-dotgov-full.csv")
	if err != nil {
		t.Log("no register here")
		return
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	value := func(cell, instead string) string {
		if cell = strings.TrimSpace(cell); cell == "" || cell == "(blank)" {
			return instead
		}
		return cell
	}
	var rows []job.Row
	for _, r := range records[1:] {
		fields := contactOf(value(r[2], "None"), "City", value(r[4], "None"), "Province", value(r[5], "None"), "Email", value(r[6], "dns@example.com"))
		rows = append(rows, asking(fields, names(strings.TrimSpace(r[0])), "admin"))
	}
	p := Changes(inOrder(rows...), nil, options)
	batches := Batches(p, nil, options)
	if len(p.Changes) != 16_539 || len(p.Contacts) != 14_620 || len(batches) != 14_623 {
		t.Errorf("%d changes, %d contacts, %d requests", len(p.Changes), len(p.Contacts), len(batches))
	}
}
