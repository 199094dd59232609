package dossier

import (
	"slices"
	"testing"

	"domainbatch/internal/job"
)

func TestDiffer(t *testing.T) {
	without := func(p job.Params, names ...string) job.Params {
		out := with(p)
		for _, name := range names {
			delete(out, name)
		}
		return out
	}
	tests := map[string]struct {
		target      string
		before, now job.Params
		kind        Kind
		because     []string
		typo        bool
		formal      []string
	}{
		"all else":                     {"registrant", seller(), buyer(), Registrant, material, false, nil},
		"admin":                        {"admin", seller(), buyer(), ContactUpdate, nil, false, nil},
		"nothing":                      {"registrant", seller(), with(seller(), fieldType, "2"), NoDifference, nil, false, nil},
		"nothing, of admin":            {"admin", seller(), seller(), NoDifference, nil, false, nil},
		"the street":                   {"registrant", seller(), with(seller(), "Address", "2 New Street"), ContactUpdate, nil, false, nil},
		"organization alone":           {"registrant", seller(), with(seller(), fieldOrg, "Buyer Group Inc."), Registrant, []string{fieldOrg}, false, nil},
		"case alone":                   {"registrant", seller(), with(seller(), fieldOrg, "SELLER HOLDINGS, LTD"), ContactUpdate, nil, false, []string{fieldOrg}},
		"a typing error":               {"registrant", seller(), with(seller(), fieldName, "Sam Sellre"), Registrant, []string{fieldName}, true, nil},
		"a typing error and more":      {"registrant", seller(), with(seller(), fieldName, "Sam Sellre", fieldEmail, "legal@buyer.example"), Registrant, []string{fieldName, fieldEmail}, false, nil},
		"before not read":              {"registrant", nil, buyer(), KindUnknown, nil, false, nil},
		"before not read, of tech":     {"tech", nil, buyer(), ContactUpdate, nil, false, nil},
		"what is sent not known":       {"registrant", seller(), nil, KindUnknown, nil, false, nil},
		"no e-mail was read":           {"registrant", without(seller(), fieldEmail), with(seller(), "City", "Leeds"), KindUnknown, nil, false, nil},
		"no e-mail was read, new name": {"registrant", without(seller(), fieldEmail), with(seller(), fieldName, "Bea Buyer"), Registrant, []string{fieldName}, false, nil},
		"no Chinese was read":          {"registrant", without(seller(), fieldZhOrg, fieldZhName), with(seller(), "City", "Leeds"), ContactUpdate, nil, false, nil},
		"a field was not read":         {"registrant", without(seller(), "City"), seller(), ContactUpdate, nil, false, nil},
		"Chinese for the first time":   {"registrant", with(seller(), fieldZhOrg, ""), with(seller(), fieldZhOrg, "卖方"), ContactUpdate, nil, false, nil},
		"Chinese and Latin":            {"registrant", with(seller(), fieldZhOrg, ""), with(buyer(), fieldName, "Sam Seller", fieldZhName, "孙卖方", fieldEmail, "domains@seller.example"), Registrant, []string{fieldOrg, fieldZhOrg}, false, nil},
		"organization not sent":        {"registrant", seller(), without(with(seller(), "City", "Leeds"), fieldOrg), KindUnknown, nil, false, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := Differ(test.target, false, test.before, test.now)
			if d.Kind != test.kind || !slices.Equal(d.Because, test.because) || d.Typo != test.typo || !slices.Equal(d.Formal, test.formal) {
				t.Errorf("%+v", d)
			}
		})
	}
}

// Where the registry goes by the Chinese name, one that is written for the first time
// is a change of the holder; of other names it is none while the Latin one stays.
func TestChineseHolder(t *testing.T) {
	before, now := with(seller(), fieldZhOrg, ""), with(seller(), fieldZhOrg, "卖方")
	if d := Differ("registrant", true, before, now); d.Kind != Registrant || !slices.Equal(d.Because, []string{fieldZhOrg}) {
		t.Errorf("CNNIC: %+v", d)
	}
	if d := Differ("registrant", false, before, now); d.Kind != ContactUpdate {
		t.Errorf("others: %+v", d)
	}
	if d := Differ("admin", true, before, now); d.Kind != ContactUpdate {
		t.Errorf("admin: %+v", d)
	}
}

func TestKinds(t *testing.T) {
	b := newBuild()
	c := b.contact(with(buyer(), fieldOrg, "Li Na"))
	registrant := want{target: "registrant", lock: "true", contact: c}
	row := b.row("one.com")
	row.Carried = map[string]string{"D": "Other Registrar"}
	b.change(row, registrant)
	b.change(b.row("two.com"), registrant)
	b.change(b.row("three.com"), want{target: "admin", contact: c})
	b.change(b.row("four.com"), want{target: "registrant", profile: "7"})
	b.change(b.row("five.com"), want{action: "SaveBatchTaskForUpdateProhibitionLock", name: job.UpdateLockOff})
	blank := b.contact(job.Params{fieldName: "Ann Smith", fieldEmail: "ann@buyer.example"})
	b.change(b.row("six.com"), want{target: "registrant", lock: "false", contact: blank})
	b.change(b.row("seven.com"), want{target: "registrant", lock: "false", contact: b.contact(seller())})
	refused := b.row("eight.com")
	b.change(refused, registrant)
	refused.Issues = []job.Issue{{Cell: "B9", Message: "no"}}
	ledger := &job.Ledger{}
	befores := func(yield func(job.Before, error) bool) {
		for id := job.ChangeID(1); id <= 7; id++ {
			if id != 4 && !yield(job.Before{Change: id, Fields: seller()}, nil) {
				return
			}
		}
	}
	k, err := Kinds(&b.plan, ledger, befores)
	if err != nil {
		t.Fatal(err)
	}
	if k.Registrant != 3 || k.Because["organization"] != 2 || k.Because["email"] != 3 || k.Because["name"] != 3 || k.Updates != 1 || k.Unknown != 1 || k.Equal != 1 || k.Typos != 0 {
		t.Errorf("%+v", k)
	}
	if k.Blank != (Finding{1, 6}) || k.Person != (Finding{1, 1}) || k.Moves != (Finding{1, 1}) {
		t.Errorf("%+v %+v %+v", k.Blank, k.Person, k.Moves)
	}
}
