/**
 * API for the tests of applications: a clock to move, and draining the queue in the
 * test's own thread.
 */
@NullMarked
package io.rocketjob.test;

import org.jspecify.annotations.NullMarked;
