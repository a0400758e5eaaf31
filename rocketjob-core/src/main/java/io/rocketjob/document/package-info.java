/**
 * Internal: the stored form of a job: its fields, its indexes, and a typed view of it.
 * Knows nothing of what is done with jobs.
 */
@NullMarked
package io.rocketjob.document;

import org.jspecify.annotations.NullMarked;
