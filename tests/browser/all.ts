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
import "./demo_test.ts";
import "./live_view_test.ts";
import "./trackers_acts_test.ts";
import "./trackers_end_test.ts";
import "./trackers_pages_test.ts";
import "./trackers_privacy_test.ts";
import "./trackers_storm_test.ts";
import "./endings_test.ts";
