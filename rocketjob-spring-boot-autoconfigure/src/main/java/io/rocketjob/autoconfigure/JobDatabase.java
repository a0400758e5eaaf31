package io.rocketjob.autoconfigure;

import io.rocketjob.mongo.RocketJobMongo;

/**
 * The database of the jobs.
 *
 * @param mongo the handle
 */
record JobDatabase(RocketJobMongo mongo) {
}
