package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const profileFile = `{"current": "ak", "profiles": [
 {"name": "ak", "mode": "AK", "access_key_id": "id1", "access_key_secret": "hidden1"},
 {"name": "sts", "mode": "StsToken", "access_key_id": "id2", "access_key_secret": "hidden2", "sts_token": "hidden3"},
 {"name": "empty", "mode": "AK"},
 {"name": "ak", "mode": "AK", "access_key_id": "second", "access_key_secret": "hidden4"},
 {"name": "chained", "mode": "ChainableRamRoleArn", "source_profile": "ak", "ram_role_arn": "acs:ram::1:role/x"},
 {"name": "lost", "mode": "ChainableRamRoleArn", "source_profile": "nowhere"},
 {"name": "loop", "mode": "ChainableRamRoleArn", "source_profile": "round"},
 {"name": "round", "mode": "ChainableRamRoleArn", "source_profile": "loop"},
 {"name": "rsa", "mode": "RsaKeyPair", "private_key": "hidden5"}]}`

// profilesIn reads the profiles of a file under the home folder, or of another one.
func profilesIn(t *testing.T, text string, env map[string]string) (*profiles, error) {
	t.Helper()
	home := t.TempDir()
	if text != "" {
		if err := os.MkdirAll(filepath.Join(home, ".aliyun"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(home, ".aliyun", "config.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return readProfiles(func(name string) string {
		if value, given := env[name]; given {
			return value
		}
		return map[string]string{"HOME": home, "USERPROFILE": home}[name]
	})
}

// A profile is one that there is, of a mode that is known, whose source is one too and
// comes to an end; what is said of all others holds nothing but names.
func TestProfiles(t *testing.T) {
	p, err := profilesIn(t, profileFile, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"ak": "", "sts": "", "empty": "", "chained": "",
		"nobody": `there is no profile "nobody" in ~/.aliyun/config.json`,
		"lost":   `needs the profile "nowhere", which is not there`,
		"loop":   `needs itself`, "rsa": `has the mode "RsaKeyPair"`,
	} {
		message, hint := p.wrong(name)
		if want == "" && message != "" || !strings.Contains(message, want) || strings.Contains(message+hint, "hidden") {
			t.Errorf("%s: %q, %q", name, message, hint)
		}
	}
	if _, hint := p.wrong("nobody"); hint != "it has: ak, chained, empty, loop, lost, round, rsa, sts" {
		t.Error(hint)
	}
}

// The credentials are those of the profile of that name, the first of several; where
// there are none the error says whose, and nothing of the file.
func TestProfileCredentials(t *testing.T) {
	p, err := profilesIn(t, profileFile, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"ak": "id1 hidden1 ", "sts": "id2 hidden2 hidden3", "empty": "", "rsa": ""} {
		find, renew := profileCredentials(p, name)
		renew()
		found, err := find(context.WithoutCancel(t.Context()))
		switch {
		case want == "" && (err == nil || !strings.Contains(err.Error(), fmt.Sprintf("the profile %q of ~/.aliyun/config.json", name)) || strings.Contains(err.Error(), "hidden")):
			t.Errorf("%s: %v", name, err)
		case want != "" && (err != nil || found.AccessKeyID+" "+found.AccessKeySecret+" "+found.SecurityToken != want):
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Where there is no file, or none is wanted, no name is a profile; a file that cannot be
// read is told without what stands in it; and another file may be named.
func TestProfileFiles(t *testing.T) {
	for want, env := range map[string]map[string]string{
		"~/.aliyun/config.json does not exist":        nil,
		"no home folder is set":                       {"HOME": "", "USERPROFILE": ""},
		"ALIBABA_CLOUD_CLI_PROFILE_DISABLED switches": {"ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "true"},
	} {
		p, err := profilesIn(t, "", env)
		if err != nil {
			t.Fatal(err)
		}
		if message, _ := p.wrong("ak"); !strings.Contains(message, want) {
			t.Errorf("%q, want %q", message, want)
		}
	}
	if _, err := profilesIn(t, profileFile[:200], nil); err == nil || strings.Contains(fmt.Sprint(err), "hidden") {
		t.Errorf("a broken file: %v", err)
	}
	other := filepath.Join(t.TempDir(), "other.json")
	if err := os.WriteFile(other, []byte(`{"profiles": [{"name": "elsewhere", "mode": "AK"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := profilesIn(t, profileFile, map[string]string{"ALIBABA_CLOUD_CONFIG_FILE": other})
	if err != nil {
		t.Fatal(err)
	}
	if message, _ := p.wrong("elsewhere"); message != "" {
		t.Error(message)
	}
	if message, hint := p.wrong("ak"); !strings.Contains(message, other) || hint != "it has: elsewhere" {
		t.Error(message, hint)
	}
}
