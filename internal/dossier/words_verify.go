package dossier

// verifyWords are the three lines of VERIFY.txt.
var verifyWords = words{
	"verify.sums": {
		"1. Files: sha256sum -c SHA256SUMS. Signature, where SHA256SUMS.sig is there: ssh-keygen -Y verify -f ALLOWED_SIGNERS -I SIGNER -n file -s SHA256SUMS.sig < SHA256SUMS.",
		"1. 文件：sha256sum -c SHA256SUMS。如有 SHA256SUMS.sig，签名：ssh-keygen -Y verify -f ALLOWED_SIGNERS -I SIGNER -n file -s SHA256SUMS.sig < SHA256SUMS。",
	},
	"verify.all": {
		"2. Everything: domainbatch verify PACKAGE recomputes the chain of %d entries up to %s and every value that is there, and holds report, plan and revert against them, cell by cell.",
		"2. 全部：domainbatch verify PACKAGE 重新计算 %d 条记录直至 %s 的链和现存的每个值，并逐格核对报告、计划与回退表。",
	},
	"verify.limits": {
		"3. Limits: a chain shows that something was altered; it cannot show that whoever ran the program made all of it anew. So compare the head %s with the one that was printed or mailed when the run ended, and keep this package where nobody can write.",
		"3. 局限：链能显示内容是否被改动，但不能排除运行程序的人重新制作全部内容。因此请将链首 %s 与运行结束时打印或寄出的值对照，并将本包保存在不可写入之处。",
	},
}

// revertWords are what revert.xlsx says beside its own words.
var revertWords = words{
	"revert.withheld": {"withheld: persons are masked in this package", "已隐去：本包已对个人信息脱敏"},
}
