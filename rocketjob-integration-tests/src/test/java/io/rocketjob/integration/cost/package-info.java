/**
 * What the claim of a job costs; measured by hand.
 */
package io.rocketjob.integration.cost;
