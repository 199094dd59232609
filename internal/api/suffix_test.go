package api

import "testing"

// Endings are those of the public suffix list, of one label or more.
func TestListed(t *testing.T) {
	for name, want := range map[string]bool{
		"a.com": true, "a.com.cn": true, "a.xn--fiqs8s": true, "a.github.io": true, "index.html": false, "a.example": false,
	} {
		if got := Listed(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
