package job

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Every message is taken apart into what it was made of.
func TestReadMessage(t *testing.T) {
	for _, format := range Messages {
		var args []any
		var want []string
		for i := range strings.Count(format, "%") {
			if strings.Contains(format, "%d") {
				args = append(args, 7+i)
			} else {
				args = append(args, fmt.Sprintf("a thing: with %d, or more", i))
			}
		}
		text := format
		if len(args) > 0 {
			text = fmt.Sprintf(strings.ReplaceAll(format, "%d", "%v"), mixed(format, args)...)
		}
		for _, arg := range mixed(format, args) {
			want = append(want, fmt.Sprint(arg))
		}
		got, found, ok := ReadMessage(text)
		if !ok || got != format || !slices.Equal(found, want) {
			t.Errorf("%q\n is %q %q %v\nnot %q %q", text, got, found, ok, format, want)
		}
	}
}

// mixed are arguments that go with the verbs of a format.
func mixed(format string, args []any) []any {
	var out []any
	for i, verb := range strings.Split(format, "%")[1:] {
		if verb[0] == 'd' {
			out = append(out, 7+i)
			continue
		}
		if _, number := args[i].(int); number {
			out = append(out, "word")
			continue
		}
		out = append(out, args[i])
	}
	return out
}

func TestReadMessageOfOthers(t *testing.T) {
	for _, text := range []string{"", "Execution failed.", "the task", "not sent", "the answer was lost"} {
		if format, _, ok := ReadMessage(text); ok {
			t.Errorf("%q is taken for %q", text, format)
		}
	}
}
