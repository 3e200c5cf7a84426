/**
 * What AWS Lambda runs around a handler: it asks for the next call, hands it over, tells the answer. The
 * platform freezes the process as soon as that is out.
 *
 * @module
 */
import process from "node:process";
import { pathToFileURL } from "node:url";

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const { handler } = await import(pathToFileURL(process.env.RECIPE).href);
while (true) {
  const next = await fetch(`${api}/next`);
  const id = next.headers.get("lambda-runtime-aws-request-id");
  const answer = await handler(await next.json());
  await fetch(`${api}/${id}/response`, { method: "POST", body: JSON.stringify(answer) });
}
