package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// given reads the parameters of one call, NAME=VALUE each, as they are sent.
// Names are the API's, in any case.
func given(op *api.Operation, words []string, site api.Site) (job.Params, error) {
	if op.China && site.Name != defaultSite {
		return nil, usage(fmt.Sprintf("%s: the international site does not have it", op.Name), "")
	}
	params := make(job.Params, len(words))
	for _, word := range words {
		name, text, found := strings.Cut(word, "=")
		if !found || name == "" {
			return nil, usage(fmt.Sprintf("%s: no NAME=VALUE", name), takes(op))
		}
		p, wire, err := paramOf(op, name, site)
		if err != nil {
			return nil, err
		}
		if _, twice := params[wire]; twice {
			return nil, usage(fmt.Sprintf("%s is given twice", wire), "")
		}
		value, err := valueOf(op, p, wire, text)
		if err != nil {
			return nil, complaintAbout(wire, err)
		}
		if value == "" {
			return nil, usage(fmt.Sprintf("%s has no value", wire), "leave it out, or give it one")
		}
		params[wire] = value
	}
	return params, nil
}

func complaintAbout(name string, err error) error {
	if wrong, ok := errors.AsType[*api.ValueError](err); ok {
		return usage(fmt.Sprintf("%s: %s", name, wrong.Message), wrong.Hint)
	}
	return usage(fmt.Sprintf("%s: %v", name, err), "")
}

// takes says what an operation takes.
func takes(op *api.Operation) string {
	if len(op.Params) == 0 {
		return op.Name + " takes no parameters"
	}
	var names []string
	for _, need := range []api.Need{api.Required, api.Depends, api.Optional} {
		for _, p := range op.Params {
			if p.Need != need {
				continue
			}
			name := p.Name
			if need == api.Required && !paging(op, p.Name) {
				name += " (required)"
			}
			names = append(names, name)
		}
	}
	return op.Name + " takes " + strings.Join(names, ", ")
}

// paramOf finds a parameter and how its name goes on the wire.
func paramOf(op *api.Operation, name string, site api.Site) (p api.Param, wire string, err error) {
	for _, known := range op.Params {
		if wire, ok := spelled(known.Name, name); ok {
			if !site.Knows(op, known.Name) {
				return p, "", usage(fmt.Sprintf("%s: site %s does not know it", wire, site.Name), "")
			}
			return known, wire, nil
		}
	}
	hint := takes(op)
	if op.Has(name + ".1") {
		hint = fmt.Sprintf("number its values: %s.1=VALUE %s.2=VALUE", name, name)
	}
	return p, "", usage(fmt.Sprintf("%s has no parameter %s", op.Name, name), hint)
}

// spelled tells whether a name is that of a parameter, in any case and with
// numbers for its N, and gives it as the API spells it.
func spelled(known, name string) (wire string, ok bool) {
	parts, own := strings.Split(known, "."), strings.Split(name, ".")
	if len(parts) != len(own) {
		return "", false
	}
	for i, part := range parts {
		number, err := strconv.ParseUint(own[i], 10, 16)
		switch {
		case i > 0 && part == "N" && err == nil && number > 0:
			parts[i] = strconv.FormatUint(number, 10)
		case !strings.EqualFold(part, own[i]) || part == "N" && i > 0:
			return "", false
		}
	}
	return strings.Join(parts, "."), true
}

// valueOf checks a value as far as that is possible without asking, and gives it
// as it is sent. No error repeats it.
func valueOf(op *api.Operation, p api.Param, wire, text string) (string, error) {
	base := baseName(wire)
	if p.Type == api.Long && isTime(base) {
		return millisOf(text)
	}
	switch {
	case base == "DomainName" && op.Subject != "DomainName" && wire == base:
		base = "" // a filter may be a part of a name
		if ascii, err := api.Domain(text); err == nil {
			return api.WireName(ascii), nil
		}
	case base == "Email" && op.Joined:
		return addressList(text)
	case base == "ContactType":
		base = "" // a call is about one
	}
	return checked(p, base, text)
}

// checked checks a value by the rules for its kind, its enumeration and its type.
func checked(p api.Param, base, text string) (string, error) {
	value, err := api.CheckValue(base, text)
	switch {
	case err != nil:
		return "", err
	case value == api.Current:
		return "", errors.New("a single call cannot stand for the present value")
	case base == "DomainName":
		value = api.WireName(value)
	}
	return typed(p, value)
}

// baseName is a parameter without the list that it stands in and its number.
func baseName(wire string) string {
	parts := strings.Split(wire, ".")
	for i := len(parts) - 1; i >= 0; i-- {
		if _, err := strconv.Atoi(parts[i]); err != nil {
			return parts[i]
		}
	}
	return wire
}

// typed checks a value against the enumeration and the type of its parameter.
func typed(p api.Param, value string) (string, error) {
	if len(p.Enum) > 0 {
		for _, word := range p.Enum {
			if strings.EqualFold(word, value) {
				return word, nil
			}
		}
		return "", fmt.Errorf("not one of %s", strings.Join(p.Enum, ", "))
	}
	switch p.Type {
	case api.Integer, api.Long:
		if _, err := strconv.ParseInt(value, 10, 64); err != nil && value != "" {
			return "", errors.New("not a whole number")
		}
	case api.Boolean:
		if lower := strings.ToLower(value); lower == "true" || lower == "false" {
			return lower, nil
		}
		return "", errors.New("not one of true, false")
	}
	return value, nil
}

func isTime(name string) bool {
	return strings.Contains(name, "Date") || strings.Contains(name, "Time")
}

// millisOf reads a time as people write it and gives the milliseconds that the API
// wants. What names no zone is of UTC+08:00, as the API's own times are.
func millisOf(text string) (string, error) {
	t, err := parseMoment(text)
	if err != nil {
		return "", err
	}
	return strconv.FormatInt(t.UnixMilli(), 10), nil
}

func parseMoment(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	if t, ok := api.ParseTime(text); ok {
		return t, nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	for layout, rest := range map[string]string{time.DateOnly: " 00:00:00", "2006-01-02 15:04": ":00", "2006/01/02": ""} {
		if d, err := time.Parse(layout, text); err == nil {
			if rest == "" {
				text, rest = d.Format(time.DateOnly), " 00:00:00"
			}
			if t, ok := api.ParseTime(text + rest); ok {
				return t, nil
			}
		}
	}
	return time.Time{}, &api.ValueError{Message: "not a time", Hint: "write YYYY-MM-DD, YYYY-MM-DD HH:MM:SS (of UTC+08:00, as the API's own times), RFC 3339, or milliseconds since 1970"}
}

// addressList checks each of the addresses between commas.
func addressList(text string) (string, error) {
	var all []string
	for part := range strings.SplitSeq(text, ",") {
		address, err := api.CheckValue("Email", part)
		if err != nil {
			return "", err
		}
		if address == "" || address == api.Current {
			return "", errors.New("one of the addresses is empty")
		}
		all = append(all, address)
	}
	return strings.Join(all, ","), nil
}

// lacking is an error that names what a call needs and was not given.
func lacking(op *api.Operation, params job.Params) error {
	var names []string
	for _, p := range op.Params {
		if p.Need != api.Required || paging(op, p.Name) {
			continue
		}
		first := strings.ReplaceAll(p.Name, ".N", ".1")
		if _, there := params[first]; !there {
			names = append(names, first)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return usage(fmt.Sprintf("%s needs %s", op.Name, strings.Join(names, ", ")), takes(op))
}

// paging tells the parameters that say which page is wanted.
func paging(op *api.Operation, name string) bool {
	return op.Paging != "" && (name == paramPage || name == paramSize)
}

// The parameters of pages.
const (
	paramPage = "PageNum"
	paramSize = "PageSize"
)
