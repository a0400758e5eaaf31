/**
 * Internal, but for {@link io.rocketjob.mongo.FieldsConverters}: plumbing between Rocket
 * Job and MongoDB. The database handle, the clock of the database, the mapping of fields
 * objects. Knows nothing of jobs.
 */
@NullMarked
package io.rocketjob.mongo;

import org.jspecify.annotations.NullMarked;
