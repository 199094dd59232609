package cli

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/sandbox"
)

// readAccounts reads the accounts that a simulated API has: the one of --key first,
// which is called default, and those of --account.
func readAccounts(o *sandbox.Options, words []string) ([]sandbox.Account, error) {
	list := []sandbox.Account{{Name: accountName, Key: o.Key, Secret: o.Secret}}
	for _, word := range words {
		name, keys, found := strings.Cut(word, "=")
		key, secret, both := strings.Cut(keys, ":")
		if !found || !both || name == "" || key == "" || secret == "" {
			return nil, usage(fmt.Sprintf("--account %q: no NAME=KEY:SECRET", name), "such as --account west=westid:westsecret")
		}
		same := func(other sandbox.Account) bool { return other.Name == name || other.Key == key }
		if slices.ContainsFunc(list, same) {
			return nil, usage(fmt.Sprintf("--account %s: the name or the key is another account's", name), "")
		}
		list = append(list, sandbox.Account{Name: name, Key: key, Secret: secret})
	}
	if i := slices.IndexFunc(o.Holdings, func(h sandbox.Holding) bool {
		return h.Account != "" && !slices.ContainsFunc(list, func(a sandbox.Account) bool { return a.Name == h.Account })
	}); i >= 0 {
		return nil, usage(fmt.Sprintf("--domains: %s is in the account %q, which no --account names", o.Holdings[i].Name, o.Holdings[i].Account), "")
	}
	return list, nil
}
