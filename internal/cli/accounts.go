package cli

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
	"domainbatch/loader"
	"domainbatch/planner"
)

// accountName is what the account is called that nobody names: that of the usual
// places of credentials.
const accountName = "default"

// naming adds the flag that names an account.
func (a *app) naming(c *cobra.Command) {
	c.Flags().StringVar(&a.flags.account, "account", "", "the account: a profile by its `NAME` in ~/.aliyun/config.json (default the usual places of credentials)")
}

// known are the profiles there are, read once.
func (a *app) known() (*profiles, error) {
	if a.profiles != nil {
		return a.profiles, nil
	}
	p, err := readProfiles(a.Getenv)
	if err == nil {
		a.profiles = p
	}
	return p, err
}

// checkAccount finds what is wrong with --account. The simulated API takes every name.
func (a *app) checkAccount() error {
	name := a.flags.account
	if name == "" || a.flags.sandbox {
		return nil
	}
	p, err := a.known()
	if err != nil {
		return err
	}
	if wrong, hint := p.wrong(name); wrong != "" {
		return usage(fmt.Sprintf("--account %s: %s", name, wrong), hint)
	}
	return nil
}

// nameAccounts notes the accounts that the rows and --account name, and complains at
// the cells of names that are no profiles.
func (s *session) nameAccounts(in *loader.Input) error {
	named, blank := make(map[string]bool), 0
	if s.flags.account != "" {
		named[s.flags.account] = true
	}
	for i := range in.Rows {
		if row := &in.Rows[i]; row.LeftOut == "" && row.Account != "" {
			named[row.Account] = true
		} else if row.LeftOut == "" {
			blank++
		}
	}
	if len(named) == 0 {
		return nil
	}
	s.info.Accounts = slices.Sorted(maps.Keys(named))
	if blank > 0 && s.flags.account == "" {
		s.nameless(in, named[accountName], blank)
	}
	if s.info.Sandbox {
		return nil
	}
	return s.mustBeProfiles(in)
}

// mustBeProfiles complains about the accounts of rows that are no profiles.
func (s *session) mustBeProfiles(in *loader.Input) error {
	p, err := s.known()
	if err != nil {
		return err
	}
	for i := range in.Rows {
		row := &in.Rows[i]
		if row.LeftOut != "" || row.Account == "" {
			continue
		}
		if wrong, hint := p.wrong(row.Account); wrong != "" {
			complainAccount(in, row, wrong, hint+"; a column of something else is left out with --column \"HEADER=\"")
		}
	}
	return nil
}

// misnamed tells whether rows of a plan were refused for their account. What there is of
// profiles and domains may be other by now.
func misnamed(plan *job.Plan) bool {
	return slices.ContainsFunc(plan.Rows, func(row job.Row) bool {
		return slices.ContainsFunc(row.Issues, func(is job.Issue) bool { return is.Column == "Account" })
	})
}

// nameless sees to rows that name no account where others do: they are for the one of
// the usual places. Where a row names a profile that is called as that is, it cannot be
// told which of the two a row without a name is for.
func (s *session) nameless(in *loader.Input, ambiguous bool, blank int) {
	const hint = "to name one for all of them: --account NAME"
	first := ""
	for i := range in.Rows {
		row := &in.Rows[i]
		if row.LeftOut != "" || row.Account != "" {
			continue
		}
		if ambiguous {
			complainAccount(in, row, fmt.Sprintf("is empty, and other rows name the profile %q", accountName), "write the account of this row too; "+hint)
		}
		if first == "" {
			first, _ = loader.AccountCell(in.Tables, row)
		}
	}
	if !ambiguous {
		in.Warnings = append(in.Warnings, job.Issue{
			Cell: first, Column: "Account", Message: fmt.Sprintf("%s no account, which others do: taken for that of the usual places of credentials", names(blank)), Hint: hint,
		})
	}
}

func names(rows int) string {
	if rows == 1 {
		return "1 row names"
	}
	return fmt.Sprintf("%d rows name", rows)
}

func complainAccount(in *loader.Input, row *job.Row, message, hint string) {
	cell, _ := loader.AccountCell(in.Tables, row)
	row.Issues = append(row.Issues[:len(row.Issues):len(row.Issues)], job.Issue{Cell: cell, Column: "Account", Value: row.Account, Message: message, Hint: hint})
}

// accounts are those that the plan is for, in byte order.
func (s *session) accounts() []string {
	if s.plan != nil {
		if named := planner.Accounts(s.plan); len(named) > 0 {
			return named
		}
	}
	return []string{planOptions(&s.info, s.site).Account}
}

// accountLines are the ways to the API of all accounts of the run, each with its own
// client and pace. They are made once.
func (s *session) accountLines() (map[string]executor.Account, error) {
	if s.ways != nil {
		return s.ways, nil
	}
	accounts := s.accounts()
	ways := make(map[string]executor.Account, len(accounts))
	var boxes map[string]*sandbox.Sandbox
	var err error
	if s.info.Sandbox {
		if boxes, err = s.embedded(accounts); err != nil {
			return nil, err
		}
	}
	for _, name := range accounts {
		client := &rpc.Client{
			Endpoint: s.info.Endpoint, Version: s.info.Version, InQuery: s.info.Options["params"] == "query",
			UserAgent: "domainbatch/" + toolVersion(), Transport: s.Transport, Signature: rpc.SignatureMethod(s.flags.signature),
		}
		if s.info.Sandbox {
			client.Transport, client.Credentials = boxes[name], sandboxCredentials
		} else if err := s.credit(client, name, slices.Contains(s.info.Accounts, name)); err != nil {
			return nil, err
		}
		ways[name] = executor.Account{Client: client, QPS: s.flags.qps}
	}
	s.ways = ways
	return ways, nil
}

// credit gives a client its credentials: those of a profile, or those of the usual places.
func (a *app) credit(client *rpc.Client, account string, named bool) error {
	if !named {
		if client.Credentials = a.Credentials; client.Credentials == nil {
			client.Credentials, client.Renew = usualCredentials()
		}
		return nil
	}
	p, err := a.known()
	if err != nil {
		return err
	}
	if wrong, hint := p.wrong(account); wrong != "" {
		return &fault{code: exitCredentials, err: fmt.Errorf("account %s: %s", account, wrong), hint: hint}
	}
	client.Credentials, client.Renew = profileCredentials(p, account)
	return nil
}

// sameAccount refuses --account for a run that is for others.
func (s *session) sameAccount() error {
	name, planned := s.flags.account, s.accounts()
	if name == "" || len(planned) == 1 && planned[0] == name {
		return nil
	}
	return &fault{
		code: exitStale, err: fmt.Errorf("run file %s was planned for the account %s", s.path, strings.Join(planned, ", ")),
		hint: "leave --account out: the plan says which accounts it is for",
	}
}

// inAccounts says in a question which accounts are meant, where they are named.
func (s *session) inAccounts() string {
	if len(s.info.Accounts) == 0 {
		return ""
	}
	planned, word := s.accounts(), "account"
	if len(planned) > 1 {
		word = "accounts"
	}
	return fmt.Sprintf(" in %s %s", word, strings.Join(planned, ", "))
}

// readings takes in what is known of the lists of all accounts.
func (s *session) readings(known *planner.Known) {
	accounts := s.accounts()
	known.Account = s.ledger.Reading(accounts[0])
	if len(accounts) > 1 {
		known.Accounts = make(map[string]job.Account, len(accounts))
		for _, name := range accounts {
			known.Accounts[name] = s.ledger.Reading(name)
		}
	}
}

// flagAccount is the account that a command without a run is for.
func (a *app) flagAccount() string { return cmp.Or(a.flags.account, accountName) }

// accountFlag is the flag that names an account in a command, where it is a profile.
func (s *session) accountFlag(account string) string {
	if !slices.Contains(s.info.Accounts, account) {
		return ""
	}
	return " --account " + word(account)
}

// printAccounts says what is to be done in each account, where there are several.
func (s *session) printAccounts() {
	accounts := s.accounts()
	if len(accounts) < 2 {
		return
	}
	changes, requests := make(map[string]int), make(map[string]int)
	for i := range s.plan.Changes {
		if c := &s.plan.Changes[i]; s.plan.Asked(c.ID) {
			changes[s.plan.Group(c.Group).Account]++
		}
	}
	for _, b := range s.plan.Batches {
		requests[s.plan.Group(b.Group).Account]++
	}
	for _, name := range accounts {
		s.print("  account %s: %s in %s\n", seen(name), count(changes[name], "change"), count(requests[name], "request"))
	}
}

// ofAccount leaves rows out that name another account than --account, and says so.
func (a *app) ofAccount(rows []job.Row) []job.Row {
	other := func(row job.Row) bool { return row.Account != "" && row.Account != a.flags.account }
	n := 0
	for i := range rows {
		if other(rows[i]) {
			n++
		}
	}
	switch {
	case n == 0:
		return rows
	case a.flags.account == "":
		fmt.Fprintf(a.Stderr, "note: %s an account, and all are compared with one; --account NAME compares those of one account\n", names(n))
		return rows
	}
	fmt.Fprintf(a.Stderr, "note: %s another account than %s: left out\n", names(n), seen(a.flags.account))
	return slices.DeleteFunc(slices.Clone(rows), other)
}

// accountResults count changes by account and result.
type accountResults map[string]map[job.Result]int

// byAccount counts the changes by account and result; nil where there is one account.
func (s *session) byAccount() accountResults {
	accounts := s.accounts()
	if len(accounts) < 2 {
		return nil
	}
	all := make(accountResults, len(accounts))
	for _, name := range accounts {
		all[name] = make(map[job.Result]int)
	}
	for i := range s.plan.Changes {
		c := &s.plan.Changes[i]
		all[s.plan.Group(c.Group).Account][s.ledger.Standing(c.ID).Outcome()]++
	}
	return all
}

// printByAccount says what became of the changes in each account, where there are several.
func (s *session) printByAccount() {
	all := s.byAccount()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		var parts []string
		for _, r := range job.Results {
			if n := all[name][r]; n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n, r))
			}
		}
		s.print("  account %s, changes: %s\n", seen(name), strings.Join(parts, ", "))
	}
}
