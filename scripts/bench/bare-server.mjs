// The least an express server does to answer bytes: what an answer of Créneau is compared with. The bytes come on
// standard input, the headers as JSON in the argument; the port goes to standard output.
import express from 'express';

const headers = JSON.parse(process.argv[2] ?? '{}');
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const body = Buffer.concat(chunks);

const app = express();
app.disable('x-powered-by');
app.get('/', (_request, response) => {
  response.set(headers).send(body);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${server.address().port}\n`);
});
