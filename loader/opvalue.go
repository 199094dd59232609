package loader

import (
	"slices"
	"strings"

	"domainbatch/internal/api"
)

// locks are the columns that can say whether a lock is on.
var locks = []string{paramStatus, paramUpdateLock, paramTransfer}

// checked is a value of --set or of an operation beside contact changes, as it
// is sent, or what is wrong with it.
func (v *vocabulary) checked(param, value string) (string, *fault) {
	rule := param
	switch {
	case slices.Contains(locks, param):
		rule = paramStatus
	case param == paramStep:
		if _, f := stepOf(value); f != nil {
			return "", f
		}
	case slices.Contains(lists, param):
		return v.checkedList(param, value)
	}
	normal, err := api.CheckValue(rule, value)
	if err != nil {
		f := faultOf(param, value, err)
		return "", &f
	}
	return normal, nil
}

// checkedList checks a value of --set that holds several entries of a list.
func (v *vocabulary) checkedList(list, value string) (string, *fault) {
	for _, token := range entriesIn(value) {
		if list == paramServer && v.aliyun[Normal(token)] {
			continue
		}
		if _, err := api.CheckValue(numberedName(list, 1), token); err != nil {
			f := faultOf(list, token, err)
			return "", &f
		}
	}
	return value, nil
}

// entriesIn divides a cell of DNS servers, addresses or numbers.
func entriesIn(cell string) []string {
	return strings.FieldsFunc(cell, func(r rune) bool { return between(r) || r == '|' })
}
