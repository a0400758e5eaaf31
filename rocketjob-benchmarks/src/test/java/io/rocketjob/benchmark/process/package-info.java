/**
 * Tests of what goes on between processes.
 */
package io.rocketjob.benchmark.process;
