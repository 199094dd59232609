package dossier

import (
	"testing"

	"domainbatch/internal/job"
)

// A name in Chinese is filled in for the first time where there was none, as far as
// was read, and is now.
func TestFirstInChinese(t *testing.T) {
	for name, test := range map[string]struct {
		before, now job.Params
		want        bool
	}{
		"filled in":      {job.Params{fieldZhOrg: ""}, job.Params{fieldZhOrg: "新持有者有限公司"}, true},
		"its person too": {job.Params{fieldZhName: ""}, job.Params{fieldZhName: "王小明"}, true},
		"not read":       {job.Params{}, job.Params{fieldZhOrg: "新持有者有限公司"}, false},
		"there before":   {job.Params{fieldZhOrg: "旧公司"}, job.Params{fieldZhOrg: "新持有者有限公司"}, false},
		"not sent":       {job.Params{fieldZhOrg: ""}, job.Params{}, false},
	} {
		if got := firstInChinese(test.before, test.now); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
