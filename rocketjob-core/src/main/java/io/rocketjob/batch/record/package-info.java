/**
 * What record formats are written against: how the records of files are read, parsed and
 * written. Public API for users' own formats; those that come with Rocket Job, each in a
 * package of its own below this one, use nothing else. Knows nothing of jobs, slices or
 * the database.
 */
@NullMarked
package io.rocketjob.batch.record;

import org.jspecify.annotations.NullMarked;
