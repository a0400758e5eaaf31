/**
 * What the tests and the benchmarks of several modules need: the database that they run
 * on, and processes.
 */
@NullMarked
package io.rocketjob.testsupport;

import org.jspecify.annotations.NullMarked;
