/**
 * Internal: what servers dispatch to workers: work, the claims on it, and notifications
 * of new work. Jobs and batches provide it.
 */
@NullMarked
package io.rocketjob.work;

import org.jspecify.annotations.NullMarked;
