/**
 * Internal: what is known of the job classes of the application: their names, beans,
 * options, callbacks, and what plugins contribute to them. Knows nothing of stored jobs.
 */
@NullMarked
package io.rocketjob.jobclass;

import org.jspecify.annotations.NullMarked;
