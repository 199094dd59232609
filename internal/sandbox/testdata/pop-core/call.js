'use strict';
// Makes calls with the vendor's client for Node, one for each line of standard
// input: {"address", "operation", "params", "method"}. Answers with a line each:
// {"body"} as the client has decoded it, or {"code", "message"} of its error.
const readline = require('readline');
const JSONbig = require('json-bigint');
const {RPCClient} = require('@alicloud/pop-core');

const clients = new Map();

function clientOf(address) {
  if (!clients.has(address)) {
    clients.set(address, new RPCClient({
      accessKeyId: 'testid',
      accessKeySecret: 'testsecret',
      endpoint: 'http://' + address,
      apiVersion: '2018-01-29',
    }));
  }
  return clients.get(address);
}

// nested turns the names on the wire (Name.1, Name.1.Field) into the lists that
// the client makes them of.
function nested(params) {
  const out = {};
  for (const [name, value] of Object.entries(params)) {
    const [head, number, field] = name.split('.');
    if (number === undefined) {
      out[head] = value;
      continue;
    }
    const list = out[head] = out[head] || [];
    if (field === undefined) {
      list[number - 1] = value;
    } else {
      list[number - 1] = Object.assign(list[number - 1] || {}, {[field]: value});
    }
  }
  return out;
}

async function answer(line) {
  const {address, operation, params, method} = JSON.parse(line);
  try {
    const body = await clientOf(address).request(operation, nested(params), {method});
    return {body: JSONbig.stringify(body)};
  } catch (err) {
    return {code: err.data && err.data.Code, message: String(err.message)};
  }
}

async function main() {
  for await (const line of readline.createInterface({input: process.stdin})) {
    process.stdout.write(JSON.stringify(await answer(line)) + '\n');
  }
  process.exit(0); // connections that are kept alive would hold it
}

main();
