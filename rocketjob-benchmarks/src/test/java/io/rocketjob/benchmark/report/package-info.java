/**
 * Tests of how results are shown.
 */
package io.rocketjob.benchmark.report;
