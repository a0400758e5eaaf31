/**
 * Encrypts stored slices and fields anew with the current key, by a job class that comes
 * with Rocket Job.
 */
@NullMarked
package io.rocketjob.reencryption;

import org.jspecify.annotations.NullMarked;
