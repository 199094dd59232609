package executor

import (
	"context"

	"domainbatch/internal/job"
)

// ReadAccount reads the account's list of domains, all pages (QueryDomainList,
// 003 §5.12). What an earlier reading of the same run has learned whole is not
// asked again.
func (e *Executor) ReadAccount(ctx context.Context) error { return nil }

// ReadDomains looks up the domains that the ledger does not know yet, one call
// for each (QueryDomainList by name).
func (e *Executor) ReadDomains(ctx context.Context, domains []string) error { return nil }

// ReadStates reads locks and states of domains whose instance ids are known, one
// call for each (QueryDomainByInstanceId, 003 §5.11).
func (e *Executor) ReadStates(ctx context.Context, domains []string) error { return nil }

// ReadProfiles reads the registrant profiles of the account (QueryRegistrantProfiles, 003 §4.2).
func (e *Executor) ReadProfiles(ctx context.Context) ([]job.Profile, error) { return nil, nil }

// ReadEmails reads what is known of the verification of addresses (ListEmailVerification, 003 §5.3).
func (e *Executor) ReadEmails(ctx context.Context, addresses []string) ([]job.Email, error) {
	return nil, nil
}
