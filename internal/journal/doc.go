// Package journal keeps a run in one SQLite file: what was planned, every
// event that followed, every answer of the API. It is the queue of the
// executor: what Append has returned from survives a crash.
//
// The events are append-only and chained by digests. The state tables are
// their projection, written in the same transaction, and can be rebuilt.
// Personal data and raw answers stand apart from the events, which hold only a
// salted digest of them: such data can be taken out of the file, or left out of an
// export value by value, and the chain still be verified. Forget takes all of it
// out of the file, and what the state tables repeat of it.
//
// One process at a time holds a run; others can read beside it. A run that was
// closed is one whole file. After a crash the newest entries stand in PATH-wal,
// and Open notices when that is missing.
//
// # The chain
//
// An entry has a number (from 1, without gaps), a time (RFC 3339, in UTC), a kind,
// the number of a batch (0: none), facts (a line of JSON without personal data) and,
// where there is such data, the digest of it. All digests are SHA-256, all integers
// that are hashed are big-endian, ‖ puts bytes one after another. The digest of an
// entry is that of
//
//	prev ‖ number (8 bytes) ‖ batch (8) ‖ part(time) ‖ part(kind) ‖ part(facts) ‖ part(data)
//
// where prev is the digest of the entry before (32 zero bytes before the first),
// data is the digest of its data or nothing, and part(x) is the length of x in
// bytes (8) ‖ x.
//
// # Personal data
//
// The data of an entry is a line of JSON, the copy of the input where it is the
// entry that has it, and the answer of the API where it is a call. Its leaves are,
// in this order and numbered from 0:
//
//   - every string, number, true, false, null, empty object and empty list of the
//     JSON, in the order in which they are written. The path of such a leaf is made
//     of "/" ‖ name for each object and "#" ‖ place (from 0) for each list that it
//     is in, from the outside, with "~0", "~1" and "~2" for "~", "/" and "#" in names;
//     its value is one quotation mark ‖ the decoded text in UTF-8 for a string, and
//     for all else what is written;
//   - where the JSON has a member "input", the copy of the input, with the path "input";
//   - where the JSON has a member "body", the answer, with the path "answer".
//
// An entry has a random salt of 16 bytes. Of it and its leaves are made:
//
//	salt of leaf n   = the first 16 bytes of SHA-256(0x00 ‖ salt of the entry ‖ n (8))
//	digest of a leaf = SHA-256(0x01 ‖ salt of the leaf ‖ value), with 0x02 for input and answer
//	digest of data   = SHA-256("domainbatch data 4\n" ‖ leaf(0) ‖ leaf(1) … ‖ number of leaves (8))
//	leaf(n)          = length of its path (4) ‖ path ‖ digest of the leaf
//
// # An exported chain
//
// WriteChain writes an entry as one line of JSON that ends in a newline, without
// blanks, its members in this order, those that are empty left out:
//
//	number, at, kind, batch
//	facts     as hashed, byte for byte
//	data      the digest of the data
//	body      the JSON of the data; where it is missing the data was taken out
//	salt      of the entry, where nothing of it is withheld
//	salts     else those of the leaves that are not withheld, one after another
//	withheld  number and digest of each leaf that is; what stands in its place
//	          within the body is no part of what was recorded
//	checks    the first two bytes of the digest of each leaf, to find an altered one by
//	input     the digest of that leaf, unless it is withheld
//	answer    the same
//	prev      the digest of the entry before
//	digest    of the entry
//
// Digests and salt are in hex, salts and checks in base64. Input and answers stand
// in files of their own. To verify a line: number and prev follow from the line
// before; the digest is that of the line; where there is a body, the digest of the
// data is that of its leaves, each digest made of the salt and the value, or as it
// is given. Whether the end of the chain was cut off it cannot show: count and head
// have to be known from elsewhere. Nor does it show when it was made, or by whom.
package journal
