/**
 * The process that is sent to: counts the events of each request and confirms them. Runs on Node. Prints
 * its port; then, for each line that it reads, how many events have come since the last one.
 *
 * @module
 */
import { createServer } from "node:http";
import process from "node:process";

let events = 0;

const server = createServer((request, response) => {
  const chunks: Uint8Array[] = [];
  request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  request.on("end", () => {
    const accepted: number = JSON.parse(Buffer.concat(chunks).toString()).events.length;
    events += accepted;
    response.writeHead(202, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ accepted }));
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : address);
});

process.stdin.on("data", () => {
  console.log(events);
  events = 0;
});
// Whoever started it is gone.
process.stdin.on("end", () => process.exit());
