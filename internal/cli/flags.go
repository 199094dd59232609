package cli

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
	"domainbatch/planner"
)

// flags are the values of all flags; each command has those that it names.
type flags struct {
	sandbox        bool
	sandboxDomains string
	endpoint       string
	account        string
	accounts       bool
	site           string
	qps            float64
	workers        int
	params         string
	lang           string

	batchSize   int
	run         string
	report      string
	failed      string
	set         []string
	null        []string
	column      []string
	before      string
	offline     bool
	skipInvalid bool
	partial     bool
	keepID      bool
	only        string
	limit       int

	maxDomains  int
	maxFailures string
	canary      int
	recheck     time.Duration
	at          string
	until       string
	window      string
	zone        string
	wait        time.Duration
	settle      time.Duration
	hold        time.Duration
	yes         bool
	noInput     bool
	scheduled   string
	retries     int
	json        bool

	expires       time.Duration
	digest        string
	needsApproval bool

	after string

	encoding    string
	sheet       string
	headerRow   int
	noHeader    bool
	visibleOnly bool
	mapping     string
	saveMapping string
	grid        bool
	op          string
	force       bool

	unlock      bool
	locks       bool
	noAccount   bool
	via         string
	viaAbove    int
	apiKind     string
	signature   string
	allowOrders int
	relockOnly  bool

	telling telling
}

// connecting adds the flags of commands that call the API.
func (a *app) connecting(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&a.flags.sandboxDomains, "sandbox-domains", "", "`FILE` of the domains that the embedded simulated API has, as sandbox --domains reads it (default: every domain)")
	f.BoolVar(&a.flags.sandbox, "sandbox", false, "run against an embedded simulated API; no credentials needed")
	f.StringVar(&a.flags.endpoint, "endpoint", "", "`URL` of the API; plain http only for loopback addresses (default of the site; or $DOMAINBATCH_ENDPOINT)")
	a.naming(c)
	f.StringVar(&a.flags.site, "site", defaultSite, "cn: domain.aliyuncs.com, 2018-01-29; intl: domain-intl.aliyuncs.com, 2017-12-18")
	f.Float64Var(&a.flags.qps, "qps", defaultQPS, "calls per second and account; lowered by itself when throttled")
	f.IntVar(&a.flags.workers, "workers", defaultWorkers, "calls under way at once, in each account")
	f.StringVar(&a.flags.signature, "signature", defaultSignature, "sign calls by HMAC-SHA1 (`v1`) or ACS3-HMAC-SHA256 (v3)")
	f.BoolVar(&a.flags.json, "json", false, "one JSON object on standard output at the end")
}

// planning adds the flags that decide a plan.
func (a *app) planning(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&a.flags.params, "params", "body", "send parameters in the form `body` or in the URL query")
	f.StringVar(&a.flags.lang, "lang", "en", "language of the API's messages: en or zh")
	f.IntVar(&a.flags.batchSize, "batch-size", planner.DefaultBatch, "most domains in one request")
	f.StringVar(&a.flags.run, "run", "", "the run file (default FILE.run)")
	a.reads(c)
	f.StringVar(&a.flags.op, "op", "", "what rows ask for that name no operation: `NAME` as domainbatch ops lists it (default contacts)")
	f.BoolVar(&a.flags.unlock, "unlock", false, "lift the update lock of domains that have it on, and set it again after their changes")
	f.BoolVar(&a.flags.locks, "locks", false, "read the locks of each domain, one call for each, and warn of those that are on")
	f.BoolVar(&a.flags.noAccount, "no-account", false, "do not read the account's list of domains and addresses")
	f.StringVar(&a.flags.via, "via", "", "`profile`: have contacts that many domains use go by a registrant profile, found or made first")
	f.IntVar(&a.flags.viaAbove, "via-above", planner.DefaultBatch, "with --via: contacts that more than `N` domains use")
	f.StringVar(&a.flags.apiKind, "api", defaultAPI, "documented: only operations that the documents have; current: newer ones too, where they need fewer calls")
	f.StringVar(&a.flags.before, "before", "all", "all: read each domain's present contact first, skip what is already right; none: do not")
	f.BoolVar(&a.flags.skipInvalid, "skip-invalid", false, "go on with the good rows; without it one invalid row means nothing is sent")
	f.StringVar(&a.flags.only, "only", "", "only domains that match the `GLOB`, or stand in the file after @")
	f.IntVar(&a.flags.limit, "limit", 0, "only the first `N` rows (default all)")
	f.BoolVar(&a.flags.needsApproval, "needs-approval", false, "the plan is not carried out before domainbatch approve has recorded an approval of it")
	f.DurationVar(&a.flags.expires, "expires", defaultExpires, "how long the plan may be carried out; 0: for ever")
}

// The defaults that the command that goes on leaves out.
const (
	defaultSite = "cn"
	defaultAPI  = "documented"

	defaultSignature = "v1"
	defaultQPS       = 5
	defaultWorkers   = 4
	defaultDomains   = 1000
	defaultExpires   = 7 * 24 * time.Hour
	defaultFailures  = "20%"
	defaultRecheck   = 15 * time.Minute
	defaultWait      = 10 * time.Minute
	defaultSettle    = 10 * time.Minute
	defaultHold      = time.Minute
)

// applying adds the flags of commands that send.
func (a *app) applying(c *cobra.Command) {
	f := c.Flags()
	a.reporting(c)
	f.IntVar(&a.flags.maxDomains, "max-domains", defaultDomains, "refuse to change more domains than this")
	f.StringVar(&a.flags.maxFailures, "max-failures", defaultFailures, "start nothing new when more than `N|N%` changes failed; a share counts from 20 results on")
	f.IntVar(&a.flags.allowOrders, "allow-orders", 0, "place up to `N` orders (activate, renew, redeem), which cost money")
	f.IntVar(&a.flags.canary, "canary", 0, "send `N` domains first, and the others only when all of these succeeded")
	f.DurationVar(&a.flags.recheck, "recheck-after", defaultRecheck, "read a present contact again before it is changed when it was read longer ago; 0: always")
	a.starting(c)
	f.StringVar(&a.flags.until, "until", "", "start nothing new from `TIME` on: HH:MM, YYYY-MM-DD HH:MM, or RFC 3339")
	f.StringVar(&a.flags.window, "window", "", "start nothing new outside `HH:MM-HH:MM`")
	f.StringVar(&a.flags.zone, "time-zone", "", "`ZONE` of --at, --until and --window, such as Asia/Shanghai (default that of this computer)")
	a.readingBack(c)
	a.waiting(c)
	f.DurationVar(&a.flags.hold, "hold", defaultHold, "how long the ready changes of a request wait for the others")
	a.asking(c, "do not ask before sending")
}

// reporting adds the flags of commands that write what became of the rows.
func (a *app) reporting(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&a.flags.report, "report", "", "the report; its extension decides the format (default beside the input)")
	f.StringVar(&a.flags.failed, "failed", "", "write the rows that are not done to `PATH` (.xlsx or .csv), with the reason, as an input for another run")
}

// waiting adds the flags of commands that follow tasks.
func (a *app) waiting(c *cobra.Command) {
	f := c.Flags()
	f.DurationVar(&a.flags.wait, "wait", defaultWait, "how long to wait for open tasks; 0 does not wait")
	f.DurationVar(&a.flags.settle, "settle", defaultSettle, "how long a lost change may take to appear in the registrar's lists")
}

// check finds what is wrong with the flags before anything is done.
func (a *app) check() error {
	if err := a.checkNumbers(); err != nil {
		return err
	}
	if s := a.flags.signature; s != "" && s != "v1" && s != "v3" {
		return usage("--signature "+s+": not one of v1, v3", "")
	}
	_, err := a.tolerance()
	if err == nil {
		_, err = a.hours()
	}
	if err == nil {
		err = a.checkScheduler()
	}
	if err == nil {
		err = a.settleStart()
	}
	if err == nil {
		err = a.checkTelling()
	}
	return err
}

// checkNumbers finds numbers that are out of range.
func (a *app) checkNumbers() error {
	f := &a.flags
	switch {
	case !(f.qps > 0) || math.IsInf(f.qps, 1): // NaN is above nothing
		return usage("--qps must be a number above 0", "")
	case f.workers < 1 || f.workers > 256:
		return usage("--workers must be from 1 to 256", "")
	case f.maxDomains < 0 || f.canary < 0 || f.allowOrders < 0 || f.viaAbove < 0:
		return usage("--max-domains, --canary, --allow-orders and --via-above must not be below 0", "")
	case min(f.wait, f.settle, f.hold, f.recheck, f.expires) < 0:
		return usage("durations must not be below 0", "")
	case !slices.Contains([]string{"", afterAll, afterNone}, f.after):
		return usage(fmt.Sprintf("--after %s: not one of all, none", f.after), "")
	}
	return nil
}

// tolerance reads --max-failures. Commands that have no such flag tolerate all.
func (a *app) tolerance() (executor.Tolerance, error) {
	text := a.flags.maxFailures
	if text == "" {
		return executor.Tolerance{}, nil
	}
	number, share := strings.CutSuffix(text, "%")
	t := executor.Tolerance{Limited: true}
	var err error
	if share {
		t.Percent, err = strconv.ParseFloat(number, 64)
	} else {
		t.Count, err = strconv.Atoi(number)
	}
	if err != nil || t.Count < 0 || !(t.Percent >= 0 && t.Percent <= 100) {
		return t, usage(fmt.Sprintf("--max-failures %s: no number of changes, and no share of them", text), "such as 5, or 20%")
	}
	return t, nil
}

// hours reads the flags that say when something may be sent.
func (a *app) hours() (hours, error) {
	return newHours(a.flags.until, a.flags.window, a.flags.zone, a.base())
}

func (a *app) checkPlanning() error {
	f := &a.flags
	switch {
	case f.batchSize < 1:
		return usage("--batch-size must be at least 1", "")
	case f.limit < 0:
		return usage("--limit must not be below 0", "")
	}
	for _, choice := range []struct {
		flag, value string
		of          []string
	}{
		{"--before", f.before, []string{"all", "none"}},
		{"--params", f.params, []string{"body", "query"}},
		{"--lang", f.lang, []string{"en", "zh"}},
		{"--via", f.via, []string{"", "profile"}},
		{"--api", f.apiKind, []string{defaultAPI, "current"}},
	} {
		if !slices.Contains(choice.of, choice.value) {
			return usage(fmt.Sprintf("%s %s: not one of %s", choice.flag, choice.value, strings.Join(choice.of, ", ")), "")
		}
	}
	_, err := a.howToRead()
	if err == nil {
		_, _, err = only(f.only)
	}
	return err
}

// deciding are the flags that decide a plan, as the run file keeps them.
func (a *app) deciding() (map[string]string, error) {
	f := &a.flags
	options := map[string]string{
		"batch-size": strconv.Itoa(f.batchSize), "before": f.before, "offline": strconv.FormatBool(f.offline),
		"skip-invalid": strconv.FormatBool(f.skipInvalid), "partial": strconv.FormatBool(f.partial),
		"keep-id-columns": strconv.FormatBool(f.keepID), "only": f.only, "limit": strconv.Itoa(f.limit),
		"lang": f.lang, "params": f.params,
	}
	read, err := a.howToRead()
	if err != nil {
		return nil, err
	}
	read.options(options)
	a.decidingOperations(options)
	if path, file := strings.CutPrefix(f.only, "@"); file {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, usage(fmt.Sprintf("--only: %v", err), "")
		}
		sum := sha256.Sum256(data)
		options["only"] = "@" + hex.EncodeToString(sum[:])
	}
	return options, nil
}

// decidingOperations are the flags about operations that decide a plan, where
// they are not as by default: run files of before they were there go on.
func (a *app) decidingOperations(options map[string]string) {
	f := &a.flags
	if f.op != "" {
		options["op"] = f.op
	}
	if f.account != "" {
		options["account"] = f.account
	}
	for name, on := range map[string]bool{"unlock": f.unlock, "locks": f.locks, "no-account": f.noAccount, "needs-approval": f.needsApproval} {
		if on {
			options[name] = "true"
		}
	}
	if f.via != "" {
		options["via-above"] = strconv.Itoa(f.viaAbove)
	}
	if f.apiKind != defaultAPI {
		options["api"] = f.apiKind
	}
}

// place is where the calls go: the flag, else the environment, else the site.
func (a *app) place() (endpoint string, site api.Site, err error) {
	site, ok := api.SiteNamed(a.flags.site)
	if !ok {
		return "", site, usage(fmt.Sprintf("--site %s: not one of cn, intl", a.flags.site), "")
	}
	if a.flags.sandbox {
		if a.flags.endpoint != "" {
			return "", site, usage("--sandbox and --endpoint exclude each other", "")
		}
		return sandboxEndpoint, site, nil
	}
	if a.flags.sandboxDomains != "" {
		return "", site, usage("--sandbox-domains needs --sandbox", "the domains of an account cannot be chosen otherwise")
	}
	endpoint = a.given()
	if endpoint == "" {
		endpoint = site.Endpoint
	}
	if !strings.Contains(endpoint, "://") {
		return "", site, usage("--endpoint "+endpoint+": no URL", "begin it with https://, or for a loopback address with http://")
	}
	endpoint, err = rpc.ParseEndpoint(endpoint)
	if err != nil {
		return "", site, usage(err.Error(), "give an https URL; plain http is for loopback addresses only")
	}
	return endpoint, site, nil
}

// given is the endpoint that the user named; empty when none was.
func (a *app) given() string {
	if a.flags.endpoint != "" {
		return a.flags.endpoint
	}
	return a.Getenv("DOMAINBATCH_ENDPOINT")
}

// planOptions are the options of the planner for a run.
func planOptions(info *job.Info, site api.Site) planner.Options {
	o := planner.Options{
		Account: cmp.Or(info.Options["account"], accountName), Endpoint: info.Endpoint, Version: info.Version, Site: site,
		Lang: info.Options["lang"], Partial: info.Options["partial"] == "true",
		Current: info.Options["api"] == "current", Unlock: info.Options["unlock"] == "true",
	}
	o.Via, _ = strconv.Atoi(info.Options["via-above"])
	o.BatchSize, _ = strconv.Atoi(info.Options["batch-size"])
	if info.Options["params"] == "query" {
		o.MaxQuery = api.QueryBudget
	}
	return o
}
