package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// mailQuota is how many verification mails an account may send on a day.
const mailQuota = 500

// tokenLife is how long the link of a mail is good.
const tokenLife = 3 * 24 * time.Hour

// Addresses order their own fate by what stands before the @.
const (
	mailVerified   = "verified"   // is verified from the beginning
	mailUnverified = "unverified" // contact changes with it fail until it is verified
	mailQuotaOver  = "quota"      // no mail to it is sent any more
	mailRefused    = "refused"    // is no address
)

// tokenPrefix begins the token in each mail; the address, or the domain of a
// transfer in, follows.
const tokenPrefix = "token-"

// address is what the account has done about an e-mail address.
type address struct {
	email                             string
	no                                string
	created, modified, sent, verified time.Time
	sendIP, confirmIP                 string
	token                             bool // a mail is out whose token is not used
}

// mailbox keeps the addresses of the account, oldest first.
type mailbox struct {
	all   []*address
	count int64          // of all that ever were
	sent  map[string]int // mails by day
}

func (m *mailbox) find(email string) *address {
	i := slices.IndexFunc(m.all, func(a *address) bool { return a.email == foldMail(email) })
	if i < 0 {
		return nil
	}
	return m.all[i]
}

func foldMail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// isVerified tells whether an address is verified for the account; those of the
// contacts and profiles that were there before are.
func (s *Sandbox) isVerified(email string) bool {
	if a := s.mail.find(email); a != nil {
		return !a.verified.IsZero()
	}
	_, host, _ := strings.Cut(foldMail(email), "@")
	return strings.HasPrefix(foldMail(email), mailVerified) || host == priorHost || host == profileHost
}

// mailStatus is the EmailVerificationStatus of an address.
func (s *Sandbox) mailStatus(email string) int {
	if s.isVerified(email) {
		return 1
	}
	return 0
}

// blocksChanges tells an address with which a contact change fails.
func (s *Sandbox) blocksChanges(email string) bool {
	return strings.HasPrefix(foldMail(email), mailUnverified) && !s.isVerified(email)
}

func dayWord(at time.Time) string { return at.In(zone()).Format(time.DateOnly) }

// send sends a mail to an address.
func (m *mailbox) send(a *address, at time.Time, ip string) {
	if m.sent == nil {
		m.sent = make(map[string]int)
	}
	m.sent[dayWord(at)]++
	a.sent, a.modified, a.sendIP, a.token = at, at, ip, true
}

// addresses are those of a call, apart by commas.
func addressesOf(list string) []string {
	var all []string
	for email := range strings.SplitSeq(list, ",") {
		if email = strings.TrimSpace(email); email != "" && !slices.Contains(all, email) {
			all = append(all, email)
		}
	}
	return all
}

// The codes of addresses that a call leaves out (003 §5.4).
const (
	mailIllegal = "ParameterIllegal"
	mailTooMany = "SendTokenQuotaExceeded"
)

var mailWords = map[string]string{
	mailIllegal: "Parameter illegal.",
	mailTooMany: "The number of verification mails exceeds the quota of the day.",
}

// sendable tells why no mail can go to an address; empty: one can. already
// counts those of the same call.
func (s *Sandbox) sendable(email string, at time.Time, already int) string {
	local, _, _ := strings.Cut(foldMail(email), "@")
	switch {
	case !isEmail(email), strings.HasPrefix(local, mailRefused):
		return mailIllegal
	case strings.HasPrefix(local, mailQuotaOver), s.mail.sent[dayWord(at)]+already >= mailQuota:
		return mailTooMany
	}
	return ""
}

// sorted are the addresses of a call by what becomes of them.
type sorted struct {
	done, exist []string
	failed      [][2]string // address and code
}

func (o *sorted) answer(withExist bool) object {
	lists := [3]list{}
	for i := range lists {
		lists[i] = list{item: "SendResult", flat: true}
	}
	for _, email := range o.done {
		lists[0].objects = append(lists[0].objects, object{{"Email", email}})
	}
	for _, f := range o.failed {
		lists[1].objects = append(lists[1].objects, object{{"Email", f[0]}, {"Code", f[1]}, {"Message", mailWords[f[1]]}})
	}
	for _, email := range o.exist {
		lists[2].objects = append(lists[2].objects, object{{"Email", email}})
	}
	answer := object{{"SuccessList", lists[0]}, {"FailList", lists[1]}}
	if withExist {
		answer = append(answer, field{"ExistList", lists[2]})
	}
	return answer
}

// finish makes the change for the addresses that are left, if any are.
func (o *sorted) finish(s *Sandbox, op *operation, c *call, withExist bool) (object, *fail) {
	if len(o.done) > 0 {
		if err := s.commit(op, c, nil, map[string]string{"Email": strings.Join(o.done, ",")}); err != nil {
			return nil, err
		}
	}
	return o.answer(withExist), nil
}

// submitMail sends mails to addresses that have none yet, or are to have another.
func submitMail(s *Sandbox, op *operation, c *call) (object, *fail) {
	var out sorted
	for _, email := range addressesOf(c.get("Email")) {
		known := s.mail.find(email)
		switch code := s.sendable(email, c.at, len(out.done)); {
		case s.isVerified(email), known != nil && c.get("SendIfExist") != "true":
			out.exist = append(out.exist, email)
		case code != "":
			out.failed = append(out.failed, [2]string{email, code})
		default:
			out.done = append(out.done, email)
		}
	}
	return out.finish(s, op, c, true)
}

// resendMail sends another mail to addresses that wait for their verification.
func resendMail(s *Sandbox, op *operation, c *call) (object, *fail) {
	var out sorted
	for _, email := range addressesOf(c.get("Email")) {
		code := s.sendable(email, c.at, len(out.done))
		if known := s.mail.find(email); code == "" && (known == nil || !known.verified.IsZero()) {
			code = mailIllegal
		}
		if code != "" {
			out.failed = append(out.failed, [2]string{email, code})
			continue
		}
		out.done = append(out.done, email)
	}
	return out.finish(s, op, c, false)
}

// sendMails is the change of both.
func sendMails(s *Sandbox, r *record) []string {
	emails := addressesOf(r.Params["Email"])
	for _, email := range emails {
		a := s.mail.find(email)
		if a == nil {
			a = s.newAddress(foldMail(email), r.At)
		}
		s.mail.send(a, r.At, r.IP)
	}
	return emails
}

func (s *Sandbox) newAddress(email string, at time.Time) *address {
	s.mail.count++
	a := &address{email: email, no: strings.ReplaceAll(identifier("mail", 0, s.mail.count), "-", ""), created: at, modified: at}
	s.mail.all = append(s.mail.all, a)
	return a
}

// deleteMail forgets addresses; a verified one has to be verified again.
func deleteMail(s *Sandbox, op *operation, c *call) (object, *fail) {
	var out sorted
	for _, email := range addressesOf(c.get("Email")) {
		if s.mail.find(email) == nil && !s.isVerified(email) {
			out.failed = append(out.failed, [2]string{email, mailIllegal})
			continue
		}
		out.done = append(out.done, email)
	}
	return out.finish(s, op, c, false)
}

func forgetMails(s *Sandbox, r *record) []string {
	emails := addressesOf(r.Params["Email"])
	for _, email := range emails {
		s.mail.all = slices.DeleteFunc(s.mail.all, func(a *address) bool { return a.email == foldMail(email) })
		if s.isVerified(email) { // by its name: it stays known, and is not verified
			s.newAddress(foldMail(email), r.At)
		}
	}
	return emails
}

// verifyMail takes the token of a mail; it is good once, for three days.
func verifyMail(s *Sandbox, op *operation, c *call) (object, *fail) {
	email, ok := strings.CutPrefix(c.get("Token"), tokenPrefix)
	a := s.mail.find(email)
	if !ok || a == nil || !a.token || c.at.Sub(a.sent) > tokenLife {
		return nil, illegal("Token")
	}
	return nil, s.commit(op, c, nil, map[string]string{"Email": a.email}) // the token itself is a secret
}

func confirmMail(s *Sandbox, r *record) []string {
	if a := s.mail.find(r.Params["Email"]); a != nil {
		a.verified, a.modified, a.confirmIP, a.token = r.At, r.At, r.IP, false
	}
	return []string{r.Params["Email"]}
}

// listMails lists the addresses page by page, newest first.
func listMails(s *Sandbox, _ *operation, c *call) (object, *fail) {
	var found []*address
	for _, a := range slices.Backward(s.mail.all) {
		status := s.mailStatus(a.email)
		switch {
		case c.get("Email") != "" && foldMail(c.get("Email")) != a.email:
		case c.get("VerificationStatus") != "" && c.integer("VerificationStatus") != int64(status):
		case !c.between("BeginCreateTime", "EndCreateTime", a.created):
		default:
			found = append(found, a)
		}
	}
	if only := c.get("Email"); len(found) == 0 && s.mail.find(only) == nil && s.isVerified(only) && c.get("VerificationStatus") != "0" {
		found = append(found, verifiedBefore(foldMail(only)))
	}
	lo, hi, answer := c.page(len(found))
	data := list{item: "EmailVerification", flat: true}
	for _, a := range found[lo:hi] {
		data.objects = append(data.objects, s.mailObject(a))
	}
	return append(answer, field{"Data", data}), nil
}

// verifiedBefore is the record of an address that was verified before the sandbox began.
func verifiedBefore(email string) *address {
	at := time.Date(2013, 12, 6, 0, 0, 0, 0, zone())
	return &address{email: email, no: strings.ReplaceAll(identifier(email, 0, 0), "-", ""), created: at, modified: at, sent: at, verified: at, sendIP: "127.0.0.1", confirmIP: "127.0.0.1"}
}

func (s *Sandbox) mailObject(a *address) object {
	return object{
		{"GmtCreate", wireTime(a.created)}, {"GmtModified", wireTime(a.modified)}, {"Email", a.email}, {"UserId", accountID},
		{"EmailVerificationNo", a.no}, {"TokenSendTime", timeOrNone(a.sent)}, {"VerificationStatus", s.mailStatus(a.email)},
		{"VerificationTime", timeOrNone(a.verified)}, {"SendIp", a.sendIP}, {"ConfirmIp", a.confirmIP},
	}
}

// timeOrNone writes a moment that may not have come.
func timeOrNone(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return wireTime(at)
}

// queryMail answers with one address.
func queryMail(s *Sandbox, _ *operation, c *call) (object, *fail) {
	email := c.get("Email")
	if s.mail.find(email) == nil && !s.isVerified(email) {
		return nil, illegal("Email")
	}
	return s.mailObject(cmp.Or(s.mail.find(email), verifiedBefore(foldMail(email)))), nil
}

func mailOperations() []operation {
	emails := param{name: "Email", required: true}
	again := flag("SendIfExist")
	again.required = true
	token := param{name: "Token", required: true}
	return []operation{
		{
			name: "ListEmailVerification", run: listMails,
			params: []param{pageNum, pageSize(5000), beginTime, endTime, filter(emails), {name: "VerificationStatus", ok: oneOf("0", "1")}},
		},
		{name: "QueryEmailVerification", run: queryMail, only: china, params: []param{emails}},
		{name: "SubmitEmailVerification", run: submitMail, change: sendMails, params: []param{emails, again}},
		{name: "ResendEmailVerification", run: resendMail, change: sendMails, params: []param{emails}},
		{name: "DeleteEmailVerification", run: deleteMail, change: forgetMails, params: []param{emails}},
		{name: "VerifyEmail", run: verifyMail, change: confirmMail, params: []param{token}},
	}
}
