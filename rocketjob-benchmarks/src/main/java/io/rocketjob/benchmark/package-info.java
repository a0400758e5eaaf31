/**
 * Runs benchmarks by name: arguments, the database, and the results.
 */
@NullMarked
package io.rocketjob.benchmark;

import org.jspecify.annotations.NullMarked;
