package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
)

func (a *app) opsCommand() *cobra.Command {
	return a.command("ops [NAME]", "The operations and their columns", cobra.MaximumNArgs(1), func(_ context.Context, args []string) error {
		if len(args) == 0 {
			for _, op := range api.Operations() {
				a.print("%-62s %s\n", op.Name, kind(op))
			}
			return nil
		}
		for _, op := range api.Operations() {
			if strings.EqualFold(op.Name, args[0]) {
				a.describeOp(op)
				return nil
			}
		}
		return usage(fmt.Sprintf("operation %s is not known", args[0]), "domainbatch ops lists all")
	})
}

func kind(op *api.Operation) string {
	switch {
	case !op.Write:
		return "read"
	case op.Batch():
		return "batch"
	}
	return "single"
}

func (a *app) describeOp(op *api.Operation) {
	a.print("%s: %s\n", op.Name, kind(op))
	if op.RAM != "" {
		a.print("  permission: %s\n", op.RAM)
	}
	if t, err := templateFor(op.Name); err == nil {
		a.print("  from a spreadsheet: domainbatch template OUT.xlsx --op %s\n", t.op)
	}
	for _, p := range op.Params {
		values := strings.Join(p.Enum, ", ")
		a.print("  %-28s %-8s required: %-12s %s\n", p.Name, p.Type, p.Need, values)
	}
}
