/**
 * What was measured, and how it is shown: tables, JSON, a chart.
 */
@NullMarked
package io.rocketjob.benchmark.report;

import org.jspecify.annotations.NullMarked;
