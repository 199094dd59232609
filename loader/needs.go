package loader

import (
	"slices"
	"strings"
)

// profileIn is the parameter by which a row names a profile; empty where it names none.
func profileIn(raw map[string]string) string {
	return firstGiven(raw, []string{paramProfile, paramProfileName})
}

func twoProfiles(raw map[string]string) fault {
	return fault{
		param: paramProfileName, value: raw[paramProfileName],
		message: "a profile is named by its id and by its owner", hint: "leave one of the two out",
	}
}

// whole says what an operation lacks or has too much of, at the cell that it is about.
func (r *reading) whole(raw map[string]string) {
	op := r.call.op
	if op.Has(paramServer+".N") && r.fields[paramAliyun] == "" && !r.faulty(paramAliyun) && !r.faultyList(paramServer) {
		r.faults = append(r.faults, fault{
			param: r.listParam(paramServer), message: "no DNS server is given",
			hint: `write the servers, or "default" for the registrar's own`,
		})
	}
	for _, fe := range op.Check(r.fields, r.table.load.opts.Site) {
		name := r.columnFor(fe.Param)
		if r.faulty(name) || r.faultyPart(name) || name == paramAliyun && r.faultyList(paramServer) || name == paramStatus && r.faultyAny(locks) {
			continue
		}
		r.faults = append(r.faults, fault{param: name, value: raw[name], message: r.about(fe.Message), hint: fe.Hint})
	}
}

// about names the operation in a message, where the row asks for several.
func (r *reading) about(message string) string {
	return strings.Replace(message, "this operation", r.call.word(), 1)
}

// columnFor is what the column is used as that a complaint about a parameter
// points at: of a list, the first that gives entries of it.
func (r *reading) columnFor(param string) string {
	switch list := listOf(param); {
	case param == "":
		return paramOperation
	case list != "" && r.form.letters[param] == "":
		return r.listParam(list)
	case param == paramStatus && r.form.letters[param] == "":
		return r.lockColumn()
	case param == paramProfile && r.form.letters[param] == "" && r.form.letters[paramProfileName] != "":
		return paramProfileName
	}
	return param
}

// lockColumn is what the column is used as that says whether the lock is on.
func (r *reading) lockColumn() string {
	for _, name := range locks {
		if r.form.letters[name] != "" && r.call.takes(name) {
			return name
		}
	}
	return paramStatus
}

func (r *reading) faultyAny(params []string) bool { return slices.ContainsFunc(params, r.faulty) }

func (r *reading) faultyList(list string) bool { return r.faultyAny(entryNames(list)) }

// faultyPart tells whether there is a complaint about a part of a field.
func (r *reading) faultyPart(param string) bool {
	return slices.ContainsFunc(r.faults, func(f fault) bool { return !f.note && whole(f.param) == param })
}
