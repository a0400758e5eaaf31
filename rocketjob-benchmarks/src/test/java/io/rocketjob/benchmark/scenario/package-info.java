/**
 * Tests of the scenarios.
 */
package io.rocketjob.benchmark.scenario;
