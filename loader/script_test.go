package loader

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever stands in the two fields of a text, none of it is lost or changed,
// what is in the field of its script stays there, and what is moved or left in
// the wrong one is told.
func TestRouteLosesNothing(t *testing.T) {
	texts := rapid.SampledFrom([]string{"", "London", "Zürich", "伦敦", "伦敦市 (London)", "ロンドン市", "런던", "Лондон", "12-3", "#", "A座", "Ａ"})
	rapid.Check(t, func(t *rapid.T) {
		plain, zh := texts.Draw(t, "plain"), texts.Draw(t, "zh")
		raw := map[string]string{"City": plain, "ZhCity": zh}
		faults := route(raw, "City", "ZhCity")
		before, after := []string{plain, zh}, []string{raw["City"], raw["ZhCity"]}
		moved := after[0] != plain || after[1] != zh
		slices.Sort(before)
		slices.Sort(after)
		if !slices.Equal(before, after) {
			t.Fatalf("%q and %q became %q", plain, zh, raw)
		}
		if moved && plain != zh && (isChinese(raw["City"]) && raw["ZhCity"] == "" || isLatin(raw["ZhCity"]) && raw["City"] == "") {
			t.Fatalf("%q and %q: moved to the wrong field: %q", plain, zh, raw)
		}
		if wrong := isChinese(plain) || isLatin(zh); wrong != (len(faults) > 0) {
			t.Fatalf("%q and %q: %+v", plain, zh, faults)
		}
		for _, f := range faults {
			if f.note != moved {
				t.Fatalf("%q and %q: a note says what was moved, a complaint what was not: %+v", plain, zh, f)
			}
		}
	})
}
