/**
 * What a batch costs in memory; measured by hand.
 */
package io.rocketjob.integration.cost;
