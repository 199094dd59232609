package sandbox

import (
	"time"

	"domainbatch/internal/job"
)

// outcome is how a detail ends.
type outcome uint8

const (
	done        outcome = iota
	refused             // the registry says no
	locked              // the update lock is on
	overdue             // expired, and to be renewed first
	redeemable          // in redemption
	guarded             // it must not be transferred out
	hostMissing         // there is no such DNS host
	hostThere           // there is one already
	unconfirmed         // the owner's address is not verified
	unproven            // the profile is not verified by real name
	unavailable         // somebody has the name
	costly              // a premium name that was not allowed for
	staying             // it is not being transferred out
	cancelled           // before it began
)

// endWords are the ErrorMsgs of ended details; success has one too (003 samples).
var endWords = [...][2]string{
	done:        {"The operation is successful.", "操作成功"},
	refused:     {"The registry refused the operation.", "注册局拒绝了该操作"},
	locked:      {"The domain name is in the clientUpdateProhibited status.", "域名处于禁止更新状态"},
	overdue:     {"The domain name has expired. Renew it first.", "域名已过期，请先续费"},
	redeemable:  {"The domain name is in the redemption period.", "域名处于赎回期"},
	guarded:     {"The domain name is in the clientTransferProhibited status.", "域名处于禁止转移状态"},
	hostMissing: {"The DNS host does not exist.", "DNS 服务器不存在"},
	hostThere:   {"The DNS host already exists.", "DNS 服务器已存在"},
	unconfirmed: {"The email address of the registrant is not verified.", "域名持有者邮箱未验证"},
	unproven:    {"The registrant profile has not passed real-name verification.", "信息模板未通过实名认证"},
	unavailable: {"The domain name is not available.", "域名不可注册"},
	costly:      {"The domain name is a premium domain name.", "该域名为溢价域名"},
	cancelled:   {"The task was cancelled.", "任务已取消"},
	staying:     {"The domain name is not being transferred out.", "域名未在转出中"},
}

// outcome settles how the detail of a domain will end. No other task moves the
// domain until then.
func (s *Sandbox) outcome(op *operation, t *task, d *detail) outcome {
	at := t.created
	switch {
	case fateOf(d.name) == fateRefuse:
		return refused
	case !op.redeems && s.phase(d.name, at) == inRedemption && s.exists(d.name, at):
		return redeemable
	case op.locks && s.isOn(d.name, updateLock, at):
		return locked
	case op.ends != nil:
		return op.ends(s, t, d)
	}
	return done
}

// asked gives what the effect of a detail goes by.
func (t *task) asked(i int) job.Params {
	if own := t.details[i].own; own != nil {
		return own
	}
	return t.fields
}

// ended is when a detail did.
func (t *task) ended(i int) time.Time { return t.created.Add(t.details[i].finish) }
