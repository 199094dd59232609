package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/aliyun/credentials-go/credentials"
	"github.com/aliyun/credentials-go/credentials/providers"

	"domainbatch/internal/rpc"
)

// usableModes are the ways to credentials that credentials-go knows in a profile.
var usableModes = []string{"AK", "StsToken", "RamRoleArn", "EcsRamRole", "OIDC", "ChainableRamRoleArn", "CloudSSO", "OAuth", "External"}

const modeChained = "ChainableRamRoleArn"

// profiles are the names in the configuration file of Alibaba Cloud tools, and how each
// leads to credentials. Nothing else of the file is kept or repeated.
type profiles struct {
	path  string // of the file
	shown string // as it is told
	names []string
	of    map[string]profile
	gone  string // why there are none
}

type profile struct {
	Name   string `json:"name"`
	Mode   string `json:"mode"`
	Source string `json:"source_profile"`
}

// readProfiles reads the names. It is an error where the file is there and cannot be
// read, and none where there is no file. The error never repeats what the file holds.
func readProfiles(getenv func(string) string) (*profiles, error) {
	p := &profiles{path: getenv("ALIBABA_CLOUD_CONFIG_FILE"), of: make(map[string]profile)}
	if p.shown = p.path; p.path == "" {
		home := getenv("HOME")
		if runtime.GOOS == "windows" {
			home = getenv("USERPROFILE")
		}
		if home == "" {
			p.gone = "no home folder is set"
			return p, nil
		}
		p.path, p.shown = filepath.Join(home, ".aliyun", "config.json"), "~/.aliyun/config.json"
	}
	if strings.EqualFold(getenv("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"), "true") {
		p.gone = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED switches profiles off"
		return p, nil
	}
	data, err := os.ReadFile(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		p.gone = p.shown + " does not exist"
		return p, nil
	}
	if cause := (*fs.PathError)(nil); errors.As(err, &cause) {
		return nil, usage(fmt.Sprintf("read %s: %v", p.shown, cause.Err), "accounts are profiles of this file")
	}
	var file struct {
		Profiles []profile `json:"profiles"`
	}
	if json.Unmarshal(data, &file) != nil { // the error may repeat a secret
		return nil, usage(p.shown+": is no JSON as aliyun configure writes it", "accounts are profiles of this file; see: aliyun configure list")
	}
	for _, one := range file.Profiles {
		if _, twice := p.of[one.Name]; !twice { // the first counts
			p.of[one.Name], p.names = one, append(p.names, one.Name)
		}
	}
	slices.Sort(p.names)
	return p, nil
}

// wrong says why there are no credentials to be had by a profile, and what to do; empty
// where there may be.
func (p *profiles) wrong(name string) (message, hint string) {
	if p.gone != "" {
		return fmt.Sprintf("there is no profile %q: %s", name, p.gone), "make one with: aliyun configure --profile NAME"
	}
	passed := make(map[string]bool)
	for at := name; ; at = p.of[at].Source {
		one, there := p.of[at]
		switch {
		case !there && at == name:
			return fmt.Sprintf("there is no profile %q in %s", name, p.shown), "it has: " + orElse(strings.Join(p.names, ", "), "none")
		case !there:
			return fmt.Sprintf("the profile %q in %s needs the profile %q, which is not there", name, p.shown, at), "make that one too"
		case passed[at]: // credentials-go would follow it for ever
			return fmt.Sprintf("the profile %q in %s needs itself, by way of %q", name, p.shown, at), "name another source_profile"
		case !slices.Contains(usableModes, one.Mode):
			return fmt.Sprintf("the profile %q in %s has the mode %q, which is not known here", at, p.shown, one.Mode), "known are " + strings.Join(usableModes, ", ")
		case one.Mode != modeChained:
			return "", ""
		}
		passed[at] = true
	}
}

// profileCredentials has the credentials of a profile found when the first call is
// made. Every error of the provider is replaced, since it may repeat the file.
func profileCredentials(p *profiles, name string) (find rpc.Provider, renew func()) {
	none := fmt.Errorf("no usable credentials in the profile %q of %s", name, p.shown)
	return findingCredentials(none, func() (credentials.Credential, error) {
		provider, err := providers.NewCLIProfileCredentialsProviderBuilder().WithProfileFile(p.path).WithProfileName(name).Build()
		if err != nil {
			return nil, none
		}
		return credentials.FromCredentialsProvider("cli_profile", provider), nil
	})
}
