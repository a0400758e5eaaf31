/**
 * The health of this process as a server of Rocket Job. No API but the properties and the
 * name of the contributor, {@code rocketjob}.
 */
@NullMarked
package io.rocketjob.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
