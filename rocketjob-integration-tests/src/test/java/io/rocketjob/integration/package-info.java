/**
 * Proofs that need several processes: crash, freeze, outage, load.
 */
package io.rocketjob.integration;
