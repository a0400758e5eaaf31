/**
 * Tests of what is measured beside.
 */
package io.rocketjob.benchmark.bare;
