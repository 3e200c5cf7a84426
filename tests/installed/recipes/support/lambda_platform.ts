/**
 * The platform's side of AWS Lambda: it has a call for the process, and freezes it (SIGSTOP) in the moment
 * when the answer is out, until the next call.
 *
 * @module
 */
import type { Program } from "../../../support/program.ts";
import { serve } from "../../../support/serve.ts";
import { until } from "../../../support/until.ts";

/** A platform that runs one process. */
export interface LambdaPlatform extends AsyncDisposable {
  /** Where the process finds it: `AWS_LAMBDA_RUNTIME_API`. */
  readonly host: string;
  /** Wakes the process for a call; resolves when that is answered and the process frozen again. */
  call(program: Program, event: unknown): Promise<Answered>;
}

/** What became of a call. */
export interface Answered {
  readonly answer: unknown;
  /** From the moment when the process had the call. */
  readonly tookMs: number;
}

const ID_HEADER = "lambda-runtime-aws-request-id";

/** Longer than any call may take, the start of the process included. */
const CALL_MS = 30_000;

/** A call that the process has not asked for yet, or not answered. */
interface Call {
  readonly program: Program;
  readonly event: unknown;
  takenAt: number;
  answered: Answered | null;
}

/** Starts a platform. */
export async function startLambdaPlatform(): Promise<LambdaPlatform> {
  let next = Promise.withResolvers<Call>();
  const served = await serve(async (request) => {
    const call = await next.promise;
    if (request.url.endsWith("/next")) {
      call.takenAt = performance.now();
      return Response.json(call.event, { headers: { [ID_HEADER]: "1" } });
    }
    const answer = await request.json();
    call.program.signal("SIGSTOP");
    next = Promise.withResolvers();
    call.answered = { answer, tookMs: performance.now() - call.takenAt };
    return new Response(null, { status: 202 });
  });
  return {
    host: new URL(served.endpoint).host,
    call: async (program, event) => {
      const call: Call = { program, event, takenAt: 0, answered: null };
      next.resolve(call);
      program.signal("SIGCONT");
      const explain = () => `The function did not answer, and wrote ${program.stderr}`;
      await until(() => call.answered !== null, explain, CALL_MS);
      return call.answered ?? { answer: null, tookMs: CALL_MS };
    },
    [Symbol.asyncDispose]: async () => await served[Symbol.asyncDispose](),
  };
}
