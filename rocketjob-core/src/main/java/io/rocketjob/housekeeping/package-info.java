/**
 * Internal: deletes what is no longer needed.
 */
@NullMarked
package io.rocketjob.housekeeping;

import org.jspecify.annotations.NullMarked;
