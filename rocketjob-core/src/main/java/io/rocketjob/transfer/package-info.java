/**
 * Job classes that come with Rocket Job: copying files, and making batches of them, from
 * and to the locations that the configuration allows.
 */
@NullMarked
package io.rocketjob.transfer;

import org.jspecify.annotations.NullMarked;
