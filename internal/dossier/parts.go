package dossier

import (
	"time"

	"domainbatch/internal/job"
)

// Row is one row of the input: a row in is a row out.
type Row struct {
	ID       job.RowID      `json:"id"`
	Cell     string         `json:"cell"`
	Subjects []string       `json:"subjects,omitempty"`
	Result   job.Result     `json:"result"`
	Text     string         `json:"resultText"`
	Tone     Tone           `json:"tone"`
	Reason   string         `json:"reason,omitempty"`
	Changes  []job.ChangeID `json:"changes,omitempty"`
	Carried  []Carried      `json:"carried,omitempty"`
}

// Carried is a cell of a column that the program did not use.
type Carried struct {
	Header string `json:"header"`
	Value  string `json:"value"`
}

// Contact is one distinct contact of the input.
type Contact struct {
	ID       job.ContactID `json:"id"`
	Fields   []Field       `json:"fields"` // Sent alone
	Targets  []string      `json:"targets"`
	Domains  int           `json:"domains"`
	Verified string        `json:"verified"` // the answer of VerifyContactField, in words
	Tone     Tone          `json:"tone"`
	Code     string        `json:"code,omitempty"`
	At       time.Time     `json:"at,omitzero"`
	Mailbox  *Deadline     `json:"mailbox,omitempty"`
	Warnings []string      `json:"warnings,omitempty"` // of the organization, first of all
}

// Failure is a change or a row that is not done, with what to do about it.
type Failure struct {
	Change  job.ChangeID `json:"change,omitempty"`
	Subject string       `json:"subject"`
	Unicode string       `json:"unicode,omitempty"`
	What    string       `json:"what"`
	Result  job.Result   `json:"result"`
	Text    string       `json:"resultText"`
	Tone    Tone         `json:"tone"`
	Code    string       `json:"code,omitempty"`
	Reason  string       `json:"reason"`
	ToDo    string       `json:"toDo"`
	Said    string       `json:"said,omitempty"`
	Sources []Source     `json:"sources,omitempty"`
}

// OpenItem is something that is left to be done, by a person or by time.
type OpenItem struct {
	Code  string `json:"code"` // pending, unknown, verification, read-back, unlocked, icp, …
	Title string `json:"title"`
	Text  string `json:"text"`
	Count int    `json:"count"` // of what it is about
	By    string `json:"by,omitempty"`
	// The first ones of what it is about: domains or mailboxes.
	Subjects []string `json:"subjects,omitempty"`
}

// RegistrarLog is a stretch of the registrar's own log of operations, as all
// readings of it have shown it.
type RegistrarLog struct {
	Account string        `json:"account"`
	From    time.Time     `json:"from"`
	To      time.Time     `json:"to"`
	Domain  string        `json:"domain,omitempty"`
	Whole   bool          `json:"whole"`
	Text    string        `json:"text"` // what it is, or why it is not whole
	Read    time.Time     `json:"read"`
	Records []RegistrarOp `json:"records"`
}

// RegistrarOp is one line of it, in the registrar's words.
type RegistrarOp struct {
	Domain    string `json:"domain"`
	Unicode   string `json:"unicode,omitempty"`
	Operation string `json:"operation"`
	Result    string `json:"result"`
	Details   string `json:"details,omitempty"`
	IP        string `json:"ip,omitempty"`
	Time      string `json:"time"`
}

// Section is a part of the description of method and integrity.
type Section struct {
	Title string `json:"title"`
	Facts []Fact `json:"facts"`
}

// Fact is one line of it.
type Fact struct {
	Name string `json:"name"`
	Text string `json:"text"`
}
