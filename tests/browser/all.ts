/**
 * Every browser test as one module, so that all share one browser and one count of beacons: a start takes
 * Firefox 3 s.
 *
 * @module
 */
import "./rig_test.ts";
import "./drain_test.ts";
import "./hostile_page_test.ts";
import "./consent_test.ts";
import "./tabs_test.ts";
import "./endings_test.ts";
