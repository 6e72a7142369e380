/** The sections of a report in order; sections without content are left out. */

import { showAudit } from "./audit.js";
import { showCalibration } from "./calibration.js";
import { showClasses } from "./classes.js";
import { showConfusion } from "./confusion.js";
import { showCurves } from "./curves.js";
import { showFeatureMaps } from "./feature_maps.js";
import { showFilters } from "./filters.js";
import { showHeatMaps } from "./heat_maps.js";
import { showMistakes, showWrongLabels } from "./mistakes.js";
import { showNetwork } from "./network.js";
import { showOrigin } from "./origin.js";
import { showPatches } from "./patches.js";
import { showResult } from "./result.js";

/**
 * @typedef {object} Page
 * @property {any} payload the contents of the page
 * @property {(changes: Record<string, string | number>) => string} address the address of the same place with some
 *   changes
 * @property {(changes: Record<string, string | number>, replaces?: boolean) => void} go
 * @property {(name: string, fold?: string) => void} show shows the section of that name and its folded parts
 */

/**
 * @typedef {object} Section
 * @property {string} name in the address
 * @property {string} title the key of its heading
 * @property {string} lead the key of the sentence below it
 * @property {(payload: any) => boolean} isThere
 * @property {(page: Page) => {nodes: any[], update?: (state: any) => void}} show
 */

/** @type {Section[]} */
export const SECTIONS = [
  { name: "result", title: "page.report_result", lead: "", isThere: () => true, show: showResult },
  { name: "network", title: "page.network", lead: "page.report_network_lead", isThere: ({ network }) => network !== null, show: showNetwork },
  { name: "curves", title: "page.report_curves", lead: "page.report_curves_lead", isThere: ({ curves }) => curves !== null, show: showCurves },
  { name: "confusion", title: "page.report_confusion", lead: "page.report_confusion_lead", isThere: ({ confusion }) => confusion !== null, show: showConfusion },
  { name: "mistakes", title: "page.report_mistakes", lead: "page.report_mistakes_lead", isThere: ({ mistakes }) => mistakes !== null, show: showMistakes },
  { name: "wrong_labels", title: "page.report_wrong_labels", lead: "page.report_wrong_labels_lead", isThere: ({ wrong_labels }) => wrong_labels !== null, show: showWrongLabels },
  { name: "classes", title: "page.report_classes", lead: "page.report_classes_lead", isThere: ({ classes }) => classes !== null, show: showClasses },
  { name: "calibration", title: "page.report_calibration", lead: "page.report_calibration_lead", isThere: ({ calibration }) => calibration !== null, show: showCalibration },
  { name: "filters", title: "page.report_filters", lead: "page.report_filters_lead", isThere: ({ filters }) => filters !== null, show: showFilters },
  { name: "feature_maps", title: "page.report_feature_maps", lead: "page.report_feature_maps_lead", isThere: ({ feature_maps }) => feature_maps !== null, show: showFeatureMaps },
  { name: "patches", title: "page.report_patches", lead: "page.report_patches_lead", isThere: ({ patches }) => patches !== null, show: showPatches },
  { name: "heat_maps", title: "page.report_heat_maps", lead: "page.report_heat_maps_lead", isThere: ({ heat_maps }) => heat_maps !== null, show: showHeatMaps },
  { name: "audit", title: "page.report_audit", lead: "page.report_audit_lead", isThere: ({ audit }) => audit !== null, show: showAudit },
  { name: "origin", title: "page.report_origin", lead: "page.report_origin_lead", isThere: () => true, show: showOrigin },
];
