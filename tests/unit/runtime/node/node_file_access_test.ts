import { assert, assertEquals, assertThrows } from "@std/assert";
import { chmodSync, lstatSync, symlinkSync, writeFileSync } from "node:fs";
import { codeOf } from "../../../../src/runtime/node/file_access.ts";
import { createFileStorage } from "../../../../src/runtime/node/file_storage.ts";
import { nodeFileAccess as access } from "../../../../src/runtime/node/node_file_access.ts";

function withFolder(test: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    test(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** The code of what an action throws. */
function codeThrownBy(action: () => unknown): string {
  try {
    action();
    return "nothing";
  } catch (error) {
    return codeOf(error);
  }
}

const modeOf = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("nodeFileAccess appends, cuts off, appends there, and reads", () => {
  withFolder((folder) => {
    const path = `${folder}/file`;
    const fd = access.open(path, true);
    assertEquals(access.write(fd, bytes("0123456789")), 10);
    access.truncate(fd, 4);
    access.write(fd, bytes("ab"));
    access.sync(fd);
    access.syncDirectory(folder);
    const read = new Uint8Array(10);
    assertEquals(access.read(fd, read, 1), 5);
    assertEquals(new TextDecoder().decode(read.subarray(0, 5)), "123ab");
    assertEquals(access.read(fd, read, 6), 0);
    assertEquals(access.factsOf(fd), access.factsAt(path));
    assertEquals(access.factsOf(fd).size, 6);
    access.close(fd);
    assertEquals(codeThrownBy(() => access.write(fd, bytes("x"))), "EBADF");
  });
});

Deno.test("nodeFileAccess makes what did not exist, opens what does, and follows no link", () => {
  withFolder((folder) => {
    const path = `${folder}/file`;
    assertEquals(codeThrownBy(() => access.open(path, false)), "ENOENT");
    access.close(access.open(path, true));
    assertEquals(codeThrownBy(() => access.open(path, true)), "EEXIST");
    access.close(access.open(path, false));
    symlinkSync(path, `${folder}/link`);
    assertThrows(() => access.open(`${folder}/link`, false));
    assertEquals(codeThrownBy(() => access.open(`${folder}/link`, true)), "EEXIST");
  });
});

Deno.test("nodeFileAccess tells what lies at a path", () => {
  withFolder((folder) => {
    assertEquals(access.factsAt(`${folder}/none`), undefined);
    assertEquals(access.factsAt(`${folder}/none/below`), undefined);
    writeFileSync(`${folder}/file`, "abc");
    const { kind, size, id } = access.factsAt(`${folder}/file`) ?? {};
    assertEquals([kind, size], ["file", 3]);
    symlinkSync("nowhere", `${folder}/link`);
    assertEquals(access.factsAt(`${folder}/link`)?.kind, "link");
    assertEquals(access.factsAt(folder)?.kind, "directory");
    assertEquals(access.factsAt("/dev/null")?.kind, "other");
    writeFileSync(`${folder}/other`, "abc");
    assert(access.factsAt(`${folder}/other`)?.id !== id);
    access.rename(`${folder}/other`, `${folder}/file`);
    assert(access.factsAt(`${folder}/file`)?.id !== id);
    access.remove(`${folder}/file`);
    assertEquals(access.list(folder), ["link"]);
  });
});

Deno.test("nodeFileAccess puts a folder in the place of none or an empty one, never of a full one", () => {
  withFolder((folder) => {
    const make = (name: string): string => {
      access.makeDirectory(`${folder}/${name}`);
      access.makeDirectory(`${folder}/${name}/in-${name}`);
      return `${folder}/${name}`;
    };
    const lock = `${folder}/lock`;
    access.rename(make("a"), lock);
    assert(["ENOTEMPTY", "EEXIST"].includes(codeThrownBy(() => access.rename(make("b"), lock))));
    assertEquals(access.list(lock), ["in-a"]);
    assert(["ENOTEMPTY", "EEXIST"].includes(codeThrownBy(() => access.removeDirectory(lock))));
    access.removeDirectory(`${lock}/in-a`);
    access.rename(`${folder}/b`, lock);
    assertEquals(access.list(lock), ["in-b"]);
    assertEquals(access.list(folder), ["lock"]);
    assertEquals(codeThrownBy(() => access.list(`${folder}/none`)), "ENOENT");
    writeFileSync(`${folder}/file`, "");
    assertEquals(codeThrownBy(() => access.rename(make("c"), `${folder}/file`)), "ENOTDIR");
    assertEquals(codeThrownBy(() => access.rename(`${lock}/none`, `${lock}/d`)), "ENOENT");
  });
});

for (const umask of [0, 0o022, 0o777]) {
  Deno.test(`every file of a storage is its owner's only, with umask ${umask.toString(8)}`, () => {
    const before = Deno.umask(umask);
    try {
      withFolder((folder) => {
        chmodSync(folder, 0o700);
        const path = `${folder}/queue`;
        const storage = createFileStorage(path);
        storage.setItem("a", "1");
        assertEquals(modeOf(path), "600");
        assertEquals(modeOf(`${path}.lock`), "700");
        const { ino } = lstatSync(path);
        for (let i = 0; i < 15; i++) storage.setItem("heavy", "x".repeat(100_000));
        assert(lstatSync(path).ino !== ino, "it was not written anew");
        assertEquals(modeOf(path), "600");
        storage.close();
        chmodSync(path, 0o644);
        createFileStorage(path).close();
        assertEquals(modeOf(path), "600");
      });
    } finally {
      Deno.umask(before);
    }
  });
}

Deno.test("somebody else's file keeps its mode", () => {
  withFolder((folder) => {
    writeFileSync(`${folder}/file`, "precious", { mode: 0o644 });
    assertThrows(() => createFileStorage(`${folder}/file`), Error, "not the file of a storage");
    assertEquals(modeOf(`${folder}/file`), "644");
  });
});

Deno.test("a storage is the same by every path that leads to it", () => {
  withFolder((folder) => {
    symlinkSync(folder, `${folder}-link`);
    const storage = createFileStorage(`${folder}/queue`);
    try {
      const paths = [
        `${folder}/queue`,
        `${folder}/./x/../queue`,
        `${folder}-link/queue`,
        new URL(`file://${folder}/queue`),
      ];
      for (const path of paths) {
        assertThrows(() => createFileStorage(path), Error, "has it open already");
      }
      symlinkSync(`${folder}/queue`, `${folder}/link`);
      assertThrows(() => createFileStorage(`${folder}/link`), Error, "it is a symbolic link");
    } finally {
      storage.close();
      Deno.removeSync(`${folder}-link`);
    }
  });
});
