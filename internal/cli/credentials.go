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
func usualCredentials() rpc.Provider {
	find := sync.OnceValues(func() (credentials.Credential, error) { return credentials.NewCredential(nil) })
	return func(context.Context) (rpc.Credentials, error) {
		source, err := find()
		if err != nil {
			return rpc.Credentials{}, errNoCredentials
		}
		found, err := source.GetCredential()
		if err != nil || found.AccessKeyId == nil || found.AccessKeySecret == nil {
			return rpc.Credentials{}, errNoCredentials
		}
		c := rpc.Credentials{AccessKeyID: *found.AccessKeyId, AccessKeySecret: *found.AccessKeySecret}
		if found.SecurityToken != nil {
			c.SecurityToken = *found.SecurityToken
		}
		return c, nil
	}
}
