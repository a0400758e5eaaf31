/**
 * Tests of the benchmarks.
 */
package io.rocketjob.benchmark;
