package cli

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// What the page for whoever is on call says to type is a command with flags that
// there are, and its exit codes are all of them.
func TestPageForOnCall(t *testing.T) {
	data, err := os.ReadFile("../../samples/when-things-go-wrong.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	commands := regexp.MustCompile(`(?m)^ {4,}domainbatch (.*)$`).FindAllStringSubmatch(page, -1)
	if len(commands) < 6 {
		t.Fatalf("%d commands", len(commands))
	}
	for _, found := range commands {
		words, _, _ := strings.Cut(found[1], "#")
		name, rest, _ := strings.Cut(words, " ")
		c, _, err := (&app{}).root().Find([]string{name})
		if err != nil {
			t.Errorf("%s: %v", words, err)
			continue
		}
		for _, flag := range regexp.MustCompile(`--([a-z-]+)`).FindAllStringSubmatch(rest, -1) {
			if c.Flags().Lookup(flag[1]) == nil {
				t.Errorf("%s: there is no flag --%s", words, flag[1])
			}
		}
	}
	for _, code := range precedence {
		if !strings.Contains(page, "\n| "+strconv.Itoa(code)+" | ") {
			t.Errorf("exit code %d is not there", code)
		}
	}
	for _, flag := range regexp.MustCompile("`--([a-z-]+)").FindAllStringSubmatch(page, -1) {
		known := func(command string) bool {
			c, _, _ := (&app{}).root().Find([]string{command})
			return c.Flags().Lookup(flag[1]) != nil
		}
		if !known("run") && !known("reconcile") {
			t.Errorf("there is no flag --%s", flag[1])
		}
	}
}
