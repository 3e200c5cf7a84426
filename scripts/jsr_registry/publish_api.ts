/**
 * The part of JSR's management API that `deno publish` talks to.
 *
 * @module
 */
import { readRelease, type ReleaseId } from "./release.ts";
import type { ReleaseStore } from "./release_store.ts";

const PACKAGE = new URLPattern({ pathname: "/api/scopes/:scope/packages/:name" });
const VERSION = new URLPattern({ pathname: "/api/scopes/:scope/packages/:name/versions/:version" });

/** What became of an upload. JSR answers before it has looked at it; here it has been looked at. */
interface PublishingTask {
  readonly id: string;
  readonly status: "success" | "failure";
  readonly error: { readonly code: string; readonly message: string } | null;
}

const SUCCESS: PublishingTask = {
  id: "00000000-0000-0000-0000-000000000001",
  status: "success",
  error: null,
};

/** Answers a request below `/api/`. */
export async function answerApi(request: Request, store: ReleaseStore): Promise<Response> {
  const { scope, name, version } = VERSION.exec(request.url)?.pathname.groups ?? {};
  if (scope && name && version) {
    const id = { scope, name, version };
    if (request.method === "POST") return await takeUpload(request, id, store);
    return store.find(id) === undefined
      ? refuse(404, "packageVersionNotFound", `There is no ${version} yet`)
      : Response.json(id);
  }
  const asked = PACKAGE.exec(request.url)?.pathname.groups;
  // Every package exists: on JSR it is created by hand before the first release.
  if (asked !== undefined) return Response.json({ ...asked, description: "", isArchived: false });
  return refuse(404, "notFound", `Nothing answers ${request.url}`);
}

async function takeUpload(
  request: Request,
  id: ReleaseId,
  store: ReleaseStore,
): Promise<Response> {
  if (!request.headers.get("authorization")?.startsWith("Bearer ")) {
    return refuse(401, "missingAuthentication", "Give deno publish a --token");
  }
  if (store.find(id) !== undefined) {
    return refuse(400, "duplicateVersionPublish", "This version is published", { task: SUCCESS });
  }
  const configPath = new URL(request.url).searchParams.get("config") ?? "";
  try {
    store.add(await readRelease(id, await request.bytes(), configPath));
    return Response.json(SUCCESS);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const error = { code: "invalidUpload", message };
    const failure: PublishingTask = { ...SUCCESS, status: "failure", error };
    return Response.json(failure);
  }
}

function refuse(status: number, code: string, message: string, data: object = {}): Response {
  return Response.json({ code, message, ...data }, { status });
}
