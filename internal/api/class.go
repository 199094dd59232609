package api

import (
	"strings"

	"domainbatch/internal/job"
)

// ClassOf returns the registry class of a domain in ASCII form. The registrar
// wants the names of CNNIC apart from all others.
func ClassOf(ascii string) job.Class {
	switch topLevel(ascii) {
	case "cn", "xn--fiqs8s", "xn--fiqz9s", "xn--55qx5d", "xn--io0a7i": // .中国 .中國 .公司 .网络
		return job.ClassCNNIC
	}
	return job.ClassOther
}

// BulkWarning says why the registrar's console refuses a domain in ASCII form
// in bulk changes; empty where it does not. Whether the API does is not
// documented.
func BulkWarning(ascii string) string {
	top := topLevel(ascii)
	switch {
	case strings.HasSuffix(ascii, ".gov.cn"):
		return "the registrar's console refuses .gov.cn names in bulk: their changes are reviewed off-line"
	case top == "hk", top == "xn--j6w193g": // .香港
		return "the registrar's console refuses .hk names in bulk"
	case len(top) == 2 && top != "cn":
		return "the registrar's console refuses country-code names such as ." + top + " in bulk"
	}
	return ""
}

func topLevel(ascii string) string { return ascii[strings.LastIndexByte(ascii, '.')+1:] }
