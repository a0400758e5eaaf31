package io.rocketjob.benchmark.process;

import org.bson.types.ObjectId;

/**
 * What an application stores.
 *
 * @param id its id
 * @param name its name
 */
record Thing(ObjectId id, String name) {
}
