package io.rocketjob.job;

import org.bson.types.ObjectId;

/**
 * Internal: what tells one hold from all others. Jobs that are claimed together share
 * their token, so it takes both.
 *
 * @param id what is held: the id of a job, or of a slice
 * @param token the token of the claim
 */
public record Held(Object id, ObjectId token) {

}
