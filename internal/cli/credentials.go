package cli

import (
	"context"
	"errors"
	"sync"

	"github.com/aliyun/credentials-go/credentials"

	"domainbatch/internal/rpc"
)

// errNoCredentials stands for every error of the credentials' provider: the
// provider repeats a configuration file that it cannot read, secrets included.
var errNoCredentials = errors.New("no usable credentials in the environment, ~/.aliyun/config.json, ~/.alibabacloud/credentials or a RAM role")

// usualCredentials looks in the usual places of Alibaba Cloud tools, when the
// first call is made, and asks again for each call, since temporary ones expire.
// renew has it read those places anew: a token in a file may have been replaced.
func usualCredentials() (find rpc.Provider, renew func()) {
	return findingCredentials(errNoCredentials, func() (credentials.Credential, error) { return credentials.NewCredential(nil) })
}

// findingCredentials keeps what was found last; none stands for every error.
func findingCredentials(none error, look func() (credentials.Credential, error)) (find rpc.Provider, renew func()) {
	var mu sync.Mutex
	source := sync.OnceValues(look)
	var last rpc.Credentials
	find = func(context.Context) (rpc.Credentials, error) {
		mu.Lock()
		from := source
		mu.Unlock()
		found, err := credentialsFrom(none, from)
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err == nil:
			last = found
		case last.AccessKeyID != "":
			return last, nil // a role's server that is away for a moment stops no run whose key is still good
		}
		return found, err
	}
	renew = func() {
		mu.Lock()
		defer mu.Unlock()
		source = sync.OnceValues(look)
	}
	return find, renew
}

func credentialsFrom(none error, source func() (credentials.Credential, error)) (rpc.Credentials, error) {
	from, err := source()
	if err != nil {
		return rpc.Credentials{}, none
	}
	found, err := from.GetCredential()
	if err != nil || found.AccessKeyId == nil || found.AccessKeySecret == nil {
		return rpc.Credentials{}, none
	}
	c := rpc.Credentials{AccessKeyID: *found.AccessKeyId, AccessKeySecret: *found.AccessKeySecret}
	if found.SecurityToken != nil {
		c.SecurityToken = *found.SecurityToken
	}
	return c, nil
}
