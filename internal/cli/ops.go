package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
)

func (a *app) opsCommand() *cobra.Command {
	c := a.command("ops [NAME]", "The operations and their columns", cobra.MaximumNArgs(1), func(_ context.Context, args []string) error {
		if len(args) == 0 {
			a.listOperations()
			return nil
		}
		op, known := api.Named(args[0])
		if !known {
			return usage(fmt.Sprintf("operation %s is not known", args[0]), "domainbatch ops lists all")
		}
		a.describeOperation(op)
		return nil
	})
	c.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var names []string
		for _, op := range api.Operations() {
			names = append(names, called(op))
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
	return c
}

// called is what people call an operation.
func called(op *api.Operation) string { return cmp.Or(op.Short, op.Name) }

// listOperations shows all operations by theme. A name that is too long for its
// column has a line of its own.
func (a *app) listOperations() {
	const names = 27
	for _, theme := range api.Themes() {
		a.print("%s\n", theme.Name)
		for i := range theme.Operations {
			op := &theme.Operations[i]
			name := called(op)
			if len(name) > names {
				a.print("  %s\n", name)
				name = ""
			}
			a.print("  %-*s  %-6s  %s%s\n", names, name, kind(op), op.Does, remarks(op))
		}
	}
	a.print("\nread: asks only · batch: many in one request · single: one in each request\n")
	a.print("domainbatch ops NAME shows columns, errors and an example of one\n")
}

func kind(op *api.Operation) string {
	switch {
	case !op.Write:
		return "read"
	case op.Batch(), op.Joined:
		return "batch"
	}
	return "single"
}

// remarks are what sets an operation apart from most.
func remarks(op *api.Operation) string {
	var all []string
	add := func(when bool, remark string) {
		if when {
			all = append(all, remark)
		}
	}
	add(op.Money, "costs money")
	add(op.Current, "current API only")
	add(op.China, "not at intl")
	if batch, ok := api.Lookup(op.BatchForm); ok {
		all = append(all, called(batch)+" does it for many")
	}
	if len(all) == 0 {
		return ""
	}
	return " (" + strings.Join(all, ", ") + ")"
}

// describeOperation shows all that there is to know of one operation.
func (a *app) describeOperation(op *api.Operation) {
	a.print("%s: %s\n", called(op), op.Does)
	a.fact("operation", op.Name+source(op))
	a.fact("kind", kind(op)+taskOf(op))
	a.fact("cost", costOf(op))
	a.fact("sites", siteOf(op))
	a.fact("permission", cmp.Or(op.RAM, "not documented"))
	a.fact("lost answer", doubtOf(op))
	a.fact("answers", answerOf(op))
	a.describeColumns(op)
	a.describeErrors(op)
	a.describeExample(op)
}

func (a *app) fact(name, what string) {
	if what != "" {
		a.print("  %-12s %s\n", name, wrapped(what, 15))
	}
}

// wrapped breaks a text between words into lines that are not wider than a
// terminal mostly is, those after the first with an indent.
func wrapped(text string, indent int) string {
	const width = 110
	var lines []string
	line := ""
	for _, w := range strings.Fields(text) {
		switch {
		case line == "":
			line = w
		case indent+places(line)+1+places(w) > width:
			lines, line = append(lines, line), w
		default:
			line += " " + w
		}
	}
	return strings.Join(append(lines, line), "\n"+strings.Repeat(" ", indent))
}

func source(op *api.Operation) string {
	if op.Current {
		return " (in no document; the vendor's SDKs have it)"
	}
	return " (" + op.Source + ")"
}

func taskOf(op *api.Operation) string {
	switch {
	case !op.Task && op.Write:
		return "; done when it answers"
	case !op.Task:
		return ""
	case len(op.TaskTypes) == 0:
		return "; makes a task, of a type that is not documented"
	}
	types := slices.Sorted(maps.Values(op.TaskTypes))
	return "; makes a task " + strings.Join(slices.Compact(types), ", ")
}

func costOf(op *api.Operation) string {
	switch {
	case op.Money:
		return "an order for each domain: refused without --allow-orders N"
	case op.Current:
		return "not known"
	}
	return "none"
}

func siteOf(op *api.Operation) string {
	switch {
	case op.China:
		return "cn only"
	case len(op.Lacks) > 0:
		names := make([]string, len(op.Lacks))
		for i, name := range op.Lacks {
			names[i] = op.RowName(name)
		}
		return "cn and intl; intl does not know " + strings.Join(names, ", ")
	}
	return "cn and intl"
}

// doubtOf says what becomes of a change whose answer was lost.
func doubtOf(op *api.Operation) string {
	switch op.AfterDoubt {
	case api.AskRegistrar:
		return "its task is looked for before it is sent again"
	case api.SameAgain:
		return "it is sent again: done twice is done once"
	case api.NeverAgain:
		return "never sent again; the result is unknown until a person looks"
	}
	return ""
}

func answerOf(op *api.Operation) string {
	names := op.Answer.Fields
	if op.Answer.List != "" {
		names = slices.Concat(op.Answer.Fields, op.Answer.Items)
	}
	all := strings.Join(names, ", ")
	if op.Answer.Secret != "" {
		all = op.Answer.Secret + ", in the report's file alone"
	}
	return all
}

func (a *app) describeErrors(op *api.Operation) {
	if len(op.Errors) == 0 {
		return
	}
	a.print("\nerrors of its own\n")
	for _, code := range op.Errors {
		reaction, hint := api.CodeMeaning(code)
		if reaction == api.Doubt && !op.Write {
			reaction, hint = api.Retry, "trouble on the server's side; it is asked again by itself"
		}
		a.print("  %-26s  %-8s  %s\n", code, reaction, wrapped(hint, 40))
	}
}
