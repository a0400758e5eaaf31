/**
 * A sample application: background jobs that report on the characters of Unicode.
 */
@NullMarked
package io.rocketjob.sample;

import org.jspecify.annotations.NullMarked;
