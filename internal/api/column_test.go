package api

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The headers of answers are names of the API, with the operation's word before
// those that a column of an input may have.
func TestReportColumns(t *testing.T) {
	want := []string{
		"Avail", "CanTransfer", "FailList", "PendingRequestDate", "Premium", "ProductId", "SuccessList", "TransferAuthorizationCodeSendDate",
		"acknowledge Result", "profile RegistrantProfileId", "transfer-in-check Code", "transfer-in-check Message",
		"transfer-out-info Email", "transfer-out-info ExpirationDate", "transfer-out-info ResultCode", "transfer-out-info ResultMsg", "transfer-out-info Status",
	}
	if diff := cmp.Diff(want, ReportColumns()); diff != "" {
		t.Error(diff)
	}
	code, _ := Lookup(SaveSingleTaskForQueryingTransferAuthorizationCode)
	if diff := cmp.Diff([]string{AnswerCode}, code.AnswerColumns()); diff != "" || code.AnswerColumn(AnswerCode) != AnswerCode {
		t.Error(diff, code.AnswerColumn(AnswerCode))
	}
}

// No header of an answer is a parameter that a row can give.
func TestReportColumnsAskForNothing(t *testing.T) {
	for _, name := range ReportColumns() {
		for _, op := range Operations() {
			if op.Rows() && op.Takes(name) {
				t.Errorf("%s is a parameter of %s", name, op.Name)
			}
		}
	}
}
