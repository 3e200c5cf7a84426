/**
 * A service that has got the package twice, as happens when two of its dependencies bring it along.
 *
 * @module
 */
import { config, countListeners, options, say, stayAlive, trackAll } from "./child.ts";

type Package = typeof import("@tidings/sdk");

const packages: Package[] = await Promise.all(config.copies.map((copy) => import(copy)));
const classes = packages.map(({ InslyticNode }) => InslyticNode);
say(`classes ${new Set(classes).size}`);
for (const InslyticNode of classes) trackAll(new InslyticNode(options));
stayAlive();
say(`listeners ${countListeners()}`);
say("ready");
