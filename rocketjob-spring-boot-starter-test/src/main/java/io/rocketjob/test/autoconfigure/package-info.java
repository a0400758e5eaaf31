/**
 * API: the test slice for jobs, and what a test of a whole application takes of it.
 */
@NullMarked
package io.rocketjob.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
